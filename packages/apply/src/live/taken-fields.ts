import type { JsonObject, KubeObject, ManagedFieldsEntry } from '@sluice/objects';
import { fieldManager, ownEntry } from './managed-fields.ts';

/** A writer that holds fields which we apply, and which. */
export interface FieldTaker {
  readonly manager: string;
  /** `spec.replicas`, `spec.template.spec.containers[name=web].image`; sorted. */
  readonly fields: readonly string[];
}

/**
 * Who holds fields of an object that we apply and no longer own: whoever wrote them last. Empty when all that we apply
 * is still ours.
 */
export function takersOf(desired: KubeObject, live: KubeObject): readonly FieldTaker[] {
  const own = ownEntry(live.metadata)?.fieldsV1 ?? {};
  return (live.metadata.managedFields ?? [])
    .filter((entry) => !(entry.manager === fieldManager && entry.operation === 'Apply'))
    .map((entry) => ({ manager: nameOf(entry), fields: takenBy(entry, desired, own) }))
    .filter((taker) => taker.fields.length > 0);
}

function nameOf(entry: ManagedFieldsEntry): string {
  return entry.manager ?? 'unknown';
}

function takenBy(entry: ManagedFieldsEntry, desired: KubeObject, own: JsonObject): readonly string[] {
  const found: string[] = [];
  collect({ theirs: entry.fieldsV1 ?? {}, own, value: desired, path: '' }, found);
  return found.sort();
}

interface Position {
  readonly theirs: JsonObject;
  readonly own: unknown;
  /** What we apply at this place. */
  readonly value: unknown;
  readonly path: string;
}

function collect({ theirs, own, value, path }: Position, found: string[]): void {
  for (const [key, below] of Object.entries(theirs)) {
    if (key === '.') continue;
    const next = step(key, value, path);
    if (next === undefined) continue;
    const ownBelow = isMap(own) && Object.hasOwn(own, key) ? own[key] : undefined;
    const isLeaf = isMap(below) && Object.keys(below).every((each) => each === '.');
    if (!isLeaf) collect({ theirs: below as JsonObject, own: ownBelow, ...next }, found);
    else if (ownBelow === undefined) found.push(next.path);
  }
}

/** Follows one key of `fieldsV1` into what we apply; `undefined` where we apply nothing there. */
function step(
  key: string,
  value: unknown,
  path: string,
): { readonly value: unknown; readonly path: string } | undefined {
  const name = key.slice(2);
  if (key.startsWith('f:')) {
    if (!isMap(value) || !Object.hasOwn(value, name)) return undefined;
    return { value: value[name], path: path === '' ? name : `${path}.${name}` };
  }
  if (!Array.isArray(value)) return undefined;
  const items = value as readonly unknown[];
  if (key.startsWith('v:'))
    return items.some((item) => JSON.stringify(item) === name) ? { value: name, path: `${path}[${name}]` } : undefined;
  if (!key.startsWith('k:')) return undefined;
  const keys = JSON.parse(name) as Record<string, unknown>;
  const item = items.find(
    (each) => isMap(each) && Object.entries(keys).every(([field, wanted]) => each[field] === wanted),
  );
  if (item === undefined) return undefined;
  const label = Object.entries(keys).map(([field, wanted]) => `${field}=${String(wanted)}`);
  return { value: item, path: `${path}[${label.join(',')}]` };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
