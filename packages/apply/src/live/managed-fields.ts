import { hash } from 'node:crypto';
import type { JsonObject, KubeObject, ManagedFieldsEntry, ObjectMeta } from '@sluice/objects';

/** The field manager under which objects are applied; upstream's, so that a cluster can move over and back. */
export const fieldManager = 'kustomize-controller';

/** A field manager whose fields become ours. Matched by prefix, as upstream does. */
export interface TakenManager {
  readonly prefix: string;
  readonly operation: 'Apply' | 'Update';
}

const defaultTakenManagers: readonly TakenManager[] = [
  { prefix: 'kubectl', operation: 'Apply' },
  { prefix: 'kubectl', operation: 'Update' },
  { prefix: 'before-first-apply', operation: 'Update' },
  { prefix: fieldManager, operation: 'Update' },
];

/** The managers whose fields become ours: upstream's list, and both operations of each of `overrides`. */
export function takenManagers(overrides: readonly string[] = []): readonly TakenManager[] {
  const added = overrides.flatMap((prefix): TakenManager[] => [
    { prefix, operation: 'Apply' },
    { prefix, operation: 'Update' },
  ]);
  return [...defaultTakenManagers, ...added];
}

/** Our entry: what we last applied. Entries of subresources are never ours. */
export function ownEntry(metadata: ObjectMeta): ManagedFieldsEntry | undefined {
  return metadata.managedFields?.find(isOwnEntry);
}

function isOwnEntry(entry: ManagedFieldsEntry): boolean {
  return entry.manager === fieldManager && entry.operation === 'Apply' && (entry.subresource ?? '') === '';
}

/** Entries of other managers whose fields are to become ours. */
export function takenEntries(metadata: ObjectMeta, taken: readonly TakenManager[]): readonly ManagedFieldsEntry[] {
  return (metadata.managedFields ?? []).filter((entry) => !isOwnEntry(entry) && isTaken(entry, taken));
}

function isTaken(entry: ManagedFieldsEntry, taken: readonly TakenManager[]): boolean {
  if ((entry.subresource ?? '') !== '') return false;
  return taken.some(
    ({ prefix, operation }) => entry.operation === operation && (entry.manager ?? '').startsWith(prefix),
  );
}

/**
 * Stands for everything about an object's fields that is our business: the fields that we own, and those that a manager
 * holds whose fields we take over. It changes when somebody else writes a field of ours, and not when somebody writes
 * a field that we do not apply or a status. Times are left out.
 */
export function managedDigest(metadata: ObjectMeta, taken: readonly TakenManager[]): string {
  const own = ownEntry(metadata);
  const entries = [...(own === undefined ? [] : [own]), ...takenEntries(metadata, taken)];
  const text = JSON.stringify(entries.map((entry) => [entry.manager, entry.apiVersion, entry.fieldsV1]));
  return hash('sha1', text, 'base64');
}

/**
 * The managed fields after ours swallowed those of the managers that we take over; `undefined` when there are none.
 * Applying afterwards then removes the fields that only they had.
 */
export function foldManagedFields(
  live: KubeObject,
  taken: readonly TakenManager[],
  nowMs: number,
): readonly ManagedFieldsEntry[] | undefined {
  const folded = takenEntries(live.metadata, taken);
  if (folded.length === 0) return undefined;
  const own = ownEntry(live.metadata);
  const fields = [own, ...folded].map((entry) => entry?.fieldsV1 ?? {}).reduce(unionOfFields, {});
  const entry: ManagedFieldsEntry = {
    manager: fieldManager,
    operation: 'Apply',
    apiVersion: own?.apiVersion ?? live.apiVersion,
    time: `${new Date(nowMs).toISOString().slice(0, 19)}Z`,
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
  };
  const others = (live.metadata.managedFields ?? []).filter((each) => !isOwnEntry(each) && !folded.includes(each));
  return [entry, ...others];
}

/** The union of two field sets in the form of `fieldsV1`. */
export function unionOfFields(a: JsonObject, b: JsonObject): JsonObject {
  const union = new Map(Object.entries(a));
  for (const [key, below] of Object.entries(b)) {
    const mine = union.get(key);
    union.set(key, mine === undefined ? below : unionOfFields(mine as JsonObject, below as JsonObject));
  }
  return Object.fromEntries(union);
}
