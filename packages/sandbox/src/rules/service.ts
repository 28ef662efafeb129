import type { JsonObject } from '@sluice/objects';
import { isIPv4 } from 'node:net';
import { deepEqual } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, objectAt, objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, forbiddenField, invalidValue, required } from '../validation/causes.ts';
import { portNameProblems } from './container-ports.ts';
import { eachOf, oneOf, portCauses } from './rule.ts';

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const protocols = ['SCTP', 'TCP', 'UDP'];
const rangeOfNodePorts = [30_000, 32_767] as const;
const clusterRange = '10.0.';

export function serviceCauses(service: ApiObject): readonly Cause[] {
  const spec = objectAt(service, 'spec');
  const single = objectsAt(spec, 'ports').length === 1;
  return [
    ...familyCauses(spec),
    ...(needsPorts(spec) ? [required('spec.ports', '')] : []),
    ...portListCauses(spec, single),
    ...oneOf(spec, 'sessionAffinity', 'spec', ['ClientIP', 'None']),
    ...oneOf(spec, 'type', 'spec', types),
    ...externalNameCauses(spec),
    ...addressCauses(spec),
    ...nodePortCauses(spec),
  ];
}

/** Only what has no address of its own may go without ports. */
function needsPorts(spec: JsonObject): boolean {
  const isPlain = spec['type'] !== 'ExternalName' && spec['clusterIP'] !== 'None';
  return isPlain && objectsAt(spec, 'ports').length === 0;
}

/** One family of addresses is what this cluster has. */
function familyCauses(spec: JsonObject): readonly Cause[] {
  if (spec['clusterIP'] === 'None' || spec['ipFamilyPolicy'] !== 'RequireDualStack') return [];
  const families = spec['ipFamilies'];
  const second = Array.isArray(families) ? families[1] : undefined;
  return [
    invalidValue('spec.ipFamilyPolicy', 'RequireDualStack', 'this cluster is not configured for dual-stack services'),
    ...(second === undefined ? [] : [invalidValue('spec.ipFamilies[1]', second, 'not configured on this cluster')]),
  ];
}

function portListCauses(spec: JsonObject, single: boolean): readonly Cause[] {
  const names = new Set<string>();
  const numbers = new Set<string>();
  const repeated: Cause[] = [];
  const causes = eachOf(spec, 'ports', 'spec', (port, path) => {
    const key = `${textAt(port, 'protocol') ?? ''}/${String(port['port'])}`;
    if (numbers.has(key)) repeated.push(duplicateValue(path, shownPort(port)));
    numbers.add(key);
    return [...portNameCauses(port, path, single, names), ...onePortCauses(port, path)];
  });
  return [...causes, ...repeated];
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

function portNameCauses(port: JsonObject, path: string, single: boolean, names: Set<string>): readonly Cause[] {
  const name = textAt(port, 'name') ?? '';
  if (name === '') return single ? [] : [required(`${path}.name`, '')];
  const isRepeated = names.has(name);
  names.add(name);
  return isRepeated ? [duplicateValue(`${path}.name`, name)] : [];
}

function onePortCauses(port: JsonObject, path: string): readonly Cause[] {
  const target = port['targetPort'];
  const targetName = typeof target === 'string' ? portNameProblems(target) : [];
  return [
    ...portCauses(port, 'port', path),
    ...oneOf(port, 'protocol', path, protocols),
    ...portCauses(port, 'targetPort', path),
    ...targetName.map((problem) => invalidValue(`${path}.targetPort`, target, problem)),
  ];
}

function externalNameCauses(spec: JsonObject): readonly Cause[] {
  if (spec['type'] !== 'ExternalName') return [];
  return textAt(spec, 'externalName') ? [] : [required('spec.externalName', '')];
}

function addressCauses(spec: JsonObject): readonly Cause[] {
  const address = textAt(spec, 'clusterIP') ?? '';
  if (address === '' || address === 'None') return [];
  if (!isIPv4(address)) {
    return [
      invalidValue('spec.clusterIPs[0]', address, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'),
    ];
  }
  if (address.startsWith(clusterRange)) return [];
  const detail = `failed to allocate IP ${address}: the provided network does not match the current range`;
  return [invalidValue('spec.clusterIPs', [address], detail)];
}

function nodePortCauses(spec: JsonObject): readonly Cause[] {
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

export function serviceStatusCauses(service: ApiObject): readonly Cause[] {
  if (
    at(service, 'spec', 'type') === 'LoadBalancer' ||
    objectsAt(service, 'status', 'loadBalancer', 'ingress').length === 0
  )
    return [];
  return [forbiddenField('status.loadBalancer.ingress', "may only be used when `spec.type` is 'LoadBalancer'")];
}

/** A service keeps its address for as long as it has one. */
export function serviceUpdateCauses(service: ApiObject, old: ApiObject): readonly Cause[] {
  const isOutside = (object: ApiObject): boolean => at(object, 'spec', 'type') === 'ExternalName';
  if (isOutside(service) || isOutside(old)) return [];
  const before = at(old, 'spec', 'clusterIPs');
  const now = at(service, 'spec', 'clusterIPs');
  if (before === undefined || deepEqual(before, now) || familyCauses(objectAt(service, 'spec')).length > 0) return [];
  return [invalidValue('spec.clusterIPs[0]', now, 'primary clusterIP can not be unset')];
}
