import type { JsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { listAt, objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { blockCauses, isSmallerPart } from './addresses.ts';
import { portNameProblems } from './container-ports.ts';
import { namedBy } from './text.ts';
import { eachOf, oneOf, portCauses, selectorCauses } from './rule.ts';

const directions = ['Ingress', 'Egress'];
const protocols = ['TCP', 'UDP', 'SCTP'];

export function networkPolicyCauses(policy: ApiObject): readonly Cause[] {
  const spec = objectAt(policy, 'spec');
  return [
    ...selectorCauses(objectAt(spec, 'podSelector'), 'spec.podSelector'),
    ...eachOf(spec, 'ingress', 'spec', (rule, path) => ruleCauses(rule, 'from', path)),
    ...eachOf(spec, 'egress', 'spec', (rule, path) => ruleCauses(rule, 'to', path)),
    ...directionCauses(spec),
  ];
}

function directionCauses(spec: JsonObject): readonly Cause[] {
  const types = listAt(spec, 'policyTypes');
  const path = 'spec.policyTypes';
  if (types.length > directions.length)
    return [invalidValue(path, [...types], 'may not specify more than two policyTypes')];
  return types.flatMap((type, index) =>
    directions.includes(String(type)) ? [] : [unsupportedValue(`${path}[${index}]`, type, directions)],
  );
}

function ruleCauses(rule: JsonObject, peers: string, path: string): readonly Cause[] {
  return [...eachOf(rule, 'ports', path, policyPortCauses), ...eachOf(rule, peers, path, peerCauses)];
}

function policyPortCauses(port: JsonObject, path: string): readonly Cause[] {
  return [
    ...oneOf(port, 'protocol', path, protocols),
    ...portCauses(port, 'port', path),
    ...rangeCauses(port, path),
    ...namedBy(portNameProblems, port, 'port', path),
  ];
}

/** A range of ports needs the number that it begins with. */
function rangeCauses(range: JsonObject, path: string): readonly Cause[] {
  const { port, endPort } = range;
  if (typeof endPort !== 'number') return [];
  if (typeof port !== 'number') {
    const problem = port === undefined ? 'not specified' : 'non-numeric';
    return [invalidValue(`${path}.endPort`, endPort, `may not be specified when \`port\` is ${problem}`)];
  }
  const isBackwards = endPort < port;
  return [
    ...(isBackwards ? [invalidValue(`${path}.endPort`, port, 'must be greater than or equal to `port`')] : []),
    ...portCauses(range, 'endPort', path),
  ];
}

function peerCauses(peer: JsonObject, path: string): readonly Cause[] {
  const hasBlock = peer['ipBlock'] !== undefined;
  const selectors = ['podSelector', 'namespaceSelector'].filter((key) => peer[key] !== undefined);
  return [
    ...selectors.flatMap((key) => selectorCauses(objectAt(peer, key), `${path}.${key}`)),
    ...(hasBlock ? addressBlockCauses(objectAt(peer, 'ipBlock'), `${path}.ipBlock`) : []),
    ...(hasBlock && selectors.length > 0
      ? [forbiddenField(path, 'may not specify both ipBlock and another peer')]
      : []),
    ...(hasBlock || selectors.length > 0 ? [] : [required(path, 'must specify a peer')]),
  ];
}

function addressBlockCauses(block: JsonObject, path: string): readonly Cause[] {
  const cidr = textAt(block, 'cidr') ?? '';
  if (cidr === '') return [required(`${path}.cidr`, '')];
  const causes = blockCauses(cidr, `${path}.cidr`);
  if (causes.length > 0) return causes;
  return listAt(block, 'except').flatMap((part, index) => {
    const wrong = blockCauses(part, `${path}.except[${index}]`);
    if (wrong.length > 0 || isSmallerPart(cidr, String(part))) return wrong;
    return [invalidValue(`${path}.except[${index}]`, part, 'must be a strict subset of `cidr`')];
  });
}
