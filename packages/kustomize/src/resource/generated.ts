import { field, setField, clearField, fieldOrCreate } from '../node/fields.ts';
import { stringNode } from '../node/node.ts';
import { byCodePoint } from '../node/code-points.ts';
import { hiddenAnnotations, notes, originAnnotation } from './annotations.ts';
import type { Resource } from './resource.ts';

export type Behavior = 'unspecified' | 'create' | 'replace' | 'merge';

export function behaviorOf(resource: Resource): Behavior {
  const text = resource.annotation(notes.behavior);
  return text === 'create' || text === 'replace' || text === 'merge' ? text : 'unspecified';
}

/**
 * Lets a generated resource take the place of the one it replaces or merges with: it takes over name, namespace and
 * metadata, and on merge the data too; its own values win.
 */
export function mergeGenerated(generated: Resource, old: Resource, behavior: 'replace' | 'merge'): void {
  const origin = old.annotation(originAnnotation);
  copyMetadata(generated, old);
  if (behavior === 'replace') return;
  for (const name of ['data', 'binaryData'] as const)
    setData(generated, name, new Map([...old.dataOf(name), ...generated.dataOf(name)]));
  if (origin !== undefined) generated.setAnnotation(originAnnotation, origin);
}

/** Labels and annotations of both, names of the other; notes of the other alone. */
export function copyMetadata(resource: Resource, from: Resource): void {
  resource.setLabels(new Map([...from.labels(), ...resource.labels()]));
  const own = resource.annotations();
  const theirs = from.annotations();
  const merged = new Map([...theirs, ...own]);
  for (const name of hiddenAnnotations) {
    const value = theirs.get(name);
    if (value === undefined) merged.delete(name);
    else merged.set(name, value);
  }
  if (!own.has(notes.needsHash)) merged.delete(notes.needsHash);
  resource.setAnnotations(merged);
  resource.setName(from.name);
  resource.setNamespace(from.namespace);
  resource.variables = [...from.variables];
}

function setData(resource: Resource, name: 'data' | 'binaryData', entries: ReadonlyMap<string, string>): void {
  const old = field(resource.node, name);
  clearField(resource.node, name);
  for (const key of [...entries.keys()].toSorted(byCodePoint)) {
    const text = entries.get(key) ?? '';
    const before = field(old, key);
    const source = before !== undefined && before.value === text ? before.source : resource.source;
    setField(fieldOrCreate(resource.node, name, 'map', source), key, stringNode(text, source));
  }
}
