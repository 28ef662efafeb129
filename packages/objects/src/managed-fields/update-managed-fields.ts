import type { JsonObject, ManagedFieldsEntry } from '../object.ts';
import { getOwn, isJsonObject } from '../json/own.ts';
import {
  emptyObject,
  type FieldManagerContext,
  managedFieldsOf,
  ownersOrNone,
  requester,
  withoutManagedFields,
  withOwners,
} from './field-manager.ts';
import { FieldSet } from './field-set.ts';
import { compareOwners, type FieldOwner, type FieldOwners, ownerId } from './managers.ts';
import { changeOwnership, reconcileOwners, withoutUnowned } from './ownership.ts';
import { withZeroStructs } from './zero-structs.ts';

/** More updaters than these are merged into one, oldest first. */
const mostUpdaters = 10;
const mergedUpdatersName = 'ancient-changes';

/**
 * The object with `managedFields` as the real server has them after a create, update or patch that is no apply: the
 * requester owns what it changed, the others no longer do. A request may empty or replace the entries itself.
 *
 * @param live the stored object; for a create undefined, or an object without uid that stands for the empty one
 * @param next the object to be stored, defaults included
 */
export function updateManagedFields(
  live: JsonObject | undefined,
  next: JsonObject,
  context: FieldManagerContext,
): JsonObject {
  const owners = ownersBefore(live, next, context);
  const after = withoutManagedFields(next);
  if (owners.size === 0 && live !== undefined && isStored(live)) return after;
  const before = live === undefined ? emptyObject(typeOf(next), context) : withoutManagedFields(live);
  return withOwners(after, limitUpdaters(ownersAfter(before, after, owners, context)));
}

function isStored(object: JsonObject): boolean {
  const metadata = getOwn(object, 'metadata');
  return isJsonObject(metadata) && getOwn(metadata, 'uid') !== undefined;
}

function typeOf(object: JsonObject): { apiVersion: string; kind: string } {
  return { apiVersion: String(object['apiVersion'] ?? ''), kind: String(object['kind'] ?? '') };
}

function ownersBefore(live: JsonObject | undefined, next: JsonObject, context: FieldManagerContext): FieldOwners {
  const stored = (): FieldOwners => ownersOrNone(live && managedFieldsOf(live));
  if (context.subresource !== undefined && context.subresource !== '') return stored();
  const sent = managedFieldsOf(next);
  if (sent !== undefined && isReset(sent)) return new Map();
  const owners = ownersOrNone(sent);
  return owners.size === 0 ? stored() : owners;
}

/** An empty list, or one empty entry, asks to forget all owners. */
function isReset(entries: readonly ManagedFieldsEntry[]): boolean {
  return entries.length === 0 || (entries.length === 1 && Object.keys(entries[0] ?? {}).length === 0);
}

/** The owners once `before` has become `after` by an update. */
export function ownersAfter(
  before: JsonObject,
  after: JsonObject,
  owners: FieldOwners,
  context: FieldManagerContext,
): FieldOwners {
  const { schema, builtIn, resetFields } = context;
  const from = builtIn ? withZeroStructs(before, schema) : before;
  const to = builtIn ? withZeroStructs(after, schema) : after;
  const change = changeOwnership(from, to, schema, {
    owners: reconcileOwners(owners, schema),
    by: '',
    ignored: resetFields,
  });
  const { modified, added } = change.comparison;
  const touched = withoutUnowned(modified.union(added));
  if (touched.isEmpty) return change.owners;
  const by = requester(context, 'Update');
  const own = change.owners.get(ownerId(by))?.fields ?? FieldSet.empty;
  return new Map(change.owners).set(ownerId(by), { ...by, time: context.time, fields: own.union(touched) });
}

function limitUpdaters(owners: FieldOwners): FieldOwners {
  const updaters = [...owners.values()].filter(({ operation }) => operation === 'Update').toSorted(compareOwners);
  if (updaters.length <= mostUpdaters) return owners;
  const limited = new Map(owners);
  const firsts = new Map<string, FieldOwner>();
  let count = updaters.length;
  for (const updater of updaters) {
    if (count <= mostUpdaters) break;
    const first = firsts.get(updater.apiVersion);
    if (first === undefined) firsts.set(updater.apiVersion, updater);
    else {
      mergeUpdaters(limited, first, updater);
      count--;
    }
  }
  return limited;
}

function mergeUpdaters(owners: Map<string, FieldOwner>, first: FieldOwner, updater: FieldOwner): void {
  const bucket = {
    manager: mergedUpdatersName,
    operation: 'Update',
    apiVersion: updater.apiVersion,
    subresource: '',
  } as const;
  const id = ownerId(bucket);
  const merged = owners.get(id)?.fields ?? first.fields;
  owners.delete(ownerId(first));
  owners.delete(ownerId(updater));
  owners.set(id, { ...bucket, time: updater.time, fields: merged.union(updater.fields) });
}
