import type { JsonObject } from '@sluice/objects';
import { numberAt, objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, invalidValue, required } from '../validation/causes.ts';
import { eachOf, oneOf, portCauses } from './rule.ts';

const protocols = ['SCTP', 'TCP', 'UDP'];
const portNameLimit = 15;

export function containerPortCauses(container: JsonObject, path: string): readonly Cause[] {
  const seen = new Set<string>();
  return eachOf(container, 'ports', path, (port, where) => {
    const { containerPort = 0 } = port;
    return [
      ...nameCauses(textAt(port, 'name') ?? '', `${where}.name`, seen),
      ...(containerPort === 0 ? [required(`${where}.containerPort`, '')] : portCauses(port, 'containerPort', where)),
      ...(port['hostPort'] === 0 ? [] : portCauses(port, 'hostPort', where)),
      ...oneOf(port, 'protocol', where, protocols),
    ];
  });
}

function nameCauses(name: string, path: string, seen: Set<string>): readonly Cause[] {
  const problems = portNameProblems(name);
  if (problems.length > 0) return problems.map((problem) => invalidValue(path, name, problem));
  if (seen.has(name)) return [duplicateValue(path, name)];
  if (name !== '') seen.add(name);
  return [];
}

/** Names of ports are IANA service names. */
export function portNameProblems(name: string): readonly string[] {
  if (name === '') return [];
  return [
    ...(name.length > portNameLimit ? [`must be no more than ${portNameLimit} characters`] : []),
    ...(/^[-a-z0-9]+$/.test(name) ? [] : ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']),
    ...(/[a-z]/.test(name) ? [] : ['must contain at least one letter (a-z)']),
    ...(name.includes('--') ? ['must not contain consecutive hyphens'] : []),
    ...(name.startsWith('-') || name.endsWith('-') ? ['must not begin or end with a hyphen'] : []),
  ];
}

/** No two containers of a list may take the same port of the host; `path` is the list's. */
export function hostPortConflicts(containers: readonly JsonObject[], path: string): readonly Cause[] {
  const seen = new Set<string>();
  return containers.flatMap((container, index) =>
    eachOf(container, 'ports', `${path}[${index}]`, (port, where) => {
      const { hostPort } = port;
      if (typeof hostPort !== 'number' || hostPort === 0) return [];
      const taken = `${textAt(port, 'protocol') ?? ''}/${textAt(port, 'hostIP') ?? ''}/${hostPort}`;
      if (seen.has(taken)) return [duplicateValue(`${where}.hostPort`, taken)];
      seen.add(taken);
      return [];
    }),
  );
}

/** On the network of the host a container's port is the host's. */
export function hostNetworkCauses(spec: JsonObject, path: string): readonly Cause[] {
  if (spec['hostNetwork'] !== true) return [];
  return objectsAt(spec, 'containers').flatMap((container, index) =>
    eachOf(container, 'ports', `${path}.containers[${index}]`, (port, where) => {
      const hostPort = numberAt(port, 'hostPort') ?? 0;
      if (hostPort === 0 || hostPort === port['containerPort']) return [];
      return [invalidValue(`${where}.hostPort`, hostPort, 'must match `containerPort` when `hostNetwork` is true')];
    }),
  );
}
