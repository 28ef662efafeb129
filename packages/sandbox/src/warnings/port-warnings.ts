import type { JsonObject } from '@sluice/objects';
import { objectsAt, textAt } from '../api-object.ts';

interface Port {
  readonly port: JsonObject;
  readonly path: string;
}

/** Ports of a pod's containers that stand in each other's way. */
export function portWarnings(containers: readonly (readonly [JsonObject, string])[]): readonly string[] {
  const ports = containers.flatMap(([container, path]) =>
    objectsAt(container, 'ports').map((port, index) => ({ port, path: `${path}.ports[${index}]` })),
  );
  return [...ports.flatMap((each, index) => overlaps(each, ports.slice(0, index))), ...repeatedNames(ports)];
}

function overlaps({ port, path }: Port, before: readonly Port[]): readonly string[] {
  const same = before.filter(
    (other) => other.port['containerPort'] === port['containerPort'] && other.port['protocol'] === port['protocol'],
  );
  return same.flatMap((other) => {
    const how = overlap(port, other.port);
    return how === undefined ? [] : [`${path}: ${how} port definition with ${other.path}`];
  });
}

function overlap(a: JsonObject, b: JsonObject): string | undefined {
  const [hostA, hostB] = [a['hostPort'] ?? 0, b['hostPort'] ?? 0];
  const [addressA, addressB] = [textAt(a, 'hostIP') ?? '', textAt(b, 'hostIP') ?? ''];
  if (hostA === hostB && addressA === addressB) return 'duplicate';
  if (hostA === 0 || hostB === 0) return 'overlapping';
  return hostA === hostB && (addressA === '') !== (addressB === '') ? 'dangerously ambiguous' : undefined;
}

function repeatedNames(ports: readonly Port[]): readonly string[] {
  const first = new Map<string, string>();
  return ports.flatMap(({ port, path }) => {
    const name = textAt(port, 'name') ?? '';
    const other = first.get(name);
    if (name === '') return [];
    if (other === undefined) {
      first.set(name, path);
      return [];
    }
    const quoted = JSON.stringify(name);
    return [
      `${path}: duplicate port name ${quoted} with ${other}, services and probes that select ports by name will use ${other}`,
    ];
  });
}
