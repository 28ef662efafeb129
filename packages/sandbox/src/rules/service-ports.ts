import type { JsonObject } from '@sluice/objects';
import { objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, forbiddenField, invalidValue, required } from '../validation/causes.ts';
import { dnsLabel, qualifiedName } from '../validation/names.ts';
import { portNameProblems } from './container-ports.ts';
import { nameCauses } from './named.ts';
import { namedBy } from './text.ts';
import { eachOf, oneOf, portCauses } from './rule.ts';

const protocols = ['SCTP', 'TCP', 'UDP'];
const rangeOfNodePorts = [30_000, 32_767] as const;

/** Only what has no address of its own may go without ports. */
export function needsPorts(spec: JsonObject): boolean {
  const isPlain = spec['type'] !== 'ExternalName' && spec['clusterIP'] !== 'None';
  return isPlain && objectsAt(spec, 'ports').length === 0;
}

/** Each port by itself. */
export function portListCauses(spec: JsonObject): readonly Cause[] {
  const isSingle = objectsAt(spec, 'ports').length === 1;
  const names = new Set<string>();
  return eachOf(spec, 'ports', 'spec', (port, path) => [
    ...portNameCauses(port, path, isSingle, names),
    ...onePortCauses(port, path),
  ]);
}

function portNameCauses(port: JsonObject, path: string, isSingle: boolean, names: Set<string>): readonly Cause[] {
  const name = textAt(port, 'name') ?? '';
  if (name === '') return isSingle ? [] : [required(`${path}.name`, '')];
  const isRepeated = names.has(name);
  names.add(name);
  return [...nameCauses(dnsLabel, name, `${path}.name`), ...(isRepeated ? [duplicateValue(`${path}.name`, name)] : [])];
}

function onePortCauses(port: JsonObject, path: string): readonly Cause[] {
  return [
    ...portCauses(port, 'port', path),
    ...oneOf(port, 'protocol', path, protocols),
    ...portCauses(port, 'targetPort', path),
    ...namedBy(portNameProblems, port, 'targetPort', path),
    ...namedBy(qualifiedName, port, 'appProtocol', path),
  ];
}

/** No two ports have the same number and protocol. */
export function repeatedPortCauses(spec: JsonObject): readonly Cause[] {
  const seen = new Set<string>();
  return eachOf(spec, 'ports', 'spec', (port, path) => {
    const key = `${textAt(port, 'protocol') ?? ''}/${String(port['port'])}`;
    const isRepeated = seen.has(key);
    seen.add(key);
    return isRepeated ? [duplicateValue(path, shownPort(port))] : [];
  });
}

/** Only what tells the ports apart, as the server shows it. */
function shownPort(port: JsonObject): JsonObject {
  return {
    Name: '',
    Protocol: port['protocol'] ?? '',
    AppProtocol: null,
    Port: port['port'] ?? 0,
    TargetPort: 0,
    NodePort: 0,
  };
}

export function nodePortCauses(spec: JsonObject): readonly Cause[] {
  const hasNodePorts = spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer';
  const [first, last] = rangeOfNodePorts;
  return eachOf(spec, 'ports', 'spec', ({ nodePort }, path) => {
    if (typeof nodePort !== 'number' || nodePort === 0) return [];
    if (!hasNodePorts) return [forbiddenField(`${path}.nodePort`, "may not be used when `type` is 'ClusterIP'")];
    if (nodePort >= first && nodePort <= last) return [];
    const detail = `provided port is not in the valid range. The range of valid ports is ${first}-${last}`;
    return [invalidValue(`${path}.nodePort`, nodePort, detail)];
  });
}
