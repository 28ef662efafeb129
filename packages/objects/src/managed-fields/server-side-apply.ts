import type { JsonObject } from '../object.ts';
import { deepEqual } from '../json/deep-equal.ts';
import type { ApplyConflict } from './conflicts.ts';
import {
  emptyObject,
  type FieldManagerContext,
  managedFieldsOf,
  requester,
  withoutManagedFields,
  withOwners,
} from './field-manager.ts';
import { FieldSet } from './field-set.ts';
import { syncLastApplied, unchangedSinceLastApplied } from './last-applied.ts';
import { decodeOwners, type FieldOwner, type FieldOwners, ownerId } from './managers.ts';
import { mergeTyped } from './merge-typed.ts';
import { changeOwnership, reconcileOwners, withoutUnowned } from './ownership.ts';
import { removeFields } from './remove-fields.ts';
import { toFieldSet } from './to-field-set.ts';
import { ownersAfter } from './update-managed-fields.ts';
import { validateTyped } from './validate-typed.ts';
import { withZeroStructs } from './zero-structs.ts';

export interface ServerSideApply extends FieldManagerContext {
  /** The stored object; undefined when there is none yet. */
  readonly live: JsonObject | undefined;
  /** The configuration as it was sent. */
  readonly applied: JsonObject;
  /** Take fields from those who own them instead of failing. */
  readonly force: boolean;
}

export interface ServerSideApplyResult {
  /** The object to default and store, `managedFields` included. */
  readonly object: JsonObject;
  /** Not empty when the apply must be refused; `object` then is the live one. */
  readonly conflicts: readonly ApplyConflict[];
}

const kubectl = 'kubectl';

/**
 * Applies a configuration as the API server does: merges it by its schema, removes what the manager applied before and
 * no longer does (unless others own it), moves ownership, and reports conflicts. Nothing given is changed.
 *
 * @throws TypedValueError when the configuration does not fit the schema, Error for malformed managed fields.
 */
export function applyServerSide(request: ServerSideApply): ServerSideApplyResult {
  if (managedFieldsOf(request.applied) !== undefined) throw new Error('metadata.managedFields must be nil');
  validateTyped(request.applied, request.schema);
  const stored = request.live ?? emptyObject(typeOf(request.applied), request);
  const owners = ownersBefore(request, withoutManagedFields(stored));
  const live = filled(withoutManagedFields(stored), request);
  const outcome = applyOnce(request, live, owners);
  const conflicts = request.force ? [] : blocking(request, live, outcome.conflicts);
  if (conflicts.length > 0) return { object: stored, conflicts };
  const object = request.manager === kubectl ? syncLastApplied(outcome.object, request.applied) : outcome.object;
  return { object: withOwners(object, outcome.owners), conflicts };
}

function typeOf(object: JsonObject): { apiVersion: string; kind: string } {
  return { apiVersion: String(object['apiVersion'] ?? ''), kind: String(object['kind'] ?? '') };
}

function filled(object: JsonObject, { builtIn, schema }: FieldManagerContext): JsonObject {
  return builtIn ? withZeroStructs(object, schema) : object;
}

/** Fields of an object that nobody owned so far belong to a manager of that name, so that applies cannot lose them. */
function ownersBefore(request: ServerSideApply, live: JsonObject): FieldOwners {
  const owners = decodeOwners(request.live && managedFieldsOf(request.live));
  if (owners.size > 0 || request.live === undefined) return reconcileOwners(owners, request.schema);
  const empty = emptyObject(typeOf(request.applied), request);
  return ownersAfter(empty, live, owners, { ...request, manager: 'before-first-apply' });
}

interface Outcome {
  readonly object: JsonObject;
  readonly owners: FieldOwners;
  readonly conflicts: readonly ApplyConflict[];
}

function applyOnce(request: ServerSideApply, live: JsonObject, owners: FieldOwners): Outcome {
  const { schema, applied, resetFields } = request;
  const by = requester(request, 'Apply');
  const id = ownerId(by);
  const last = owners.get(id);
  const all = toFieldSet(applied, schema);
  const fields = resetFields === undefined ? all : all.recursiveDifference(resetFields);
  const withApplier = new Map(owners).set(id, { ...by, time: last?.time, fields });
  const merged = mergeTyped(live, applied, schema);
  const object = prune(merged, { last: last?.fields ?? FieldSet.empty, fields, owners: withApplier }, request);
  const change = changeOwnership(live, object, schema, { owners: withApplier, by: id, ignored: resetFields });
  const isChanged = !deepEqual(live, object);
  return {
    object,
    owners: finishApplier(change.owners, id, isChanged ? request.time : last?.time),
    conflicts: change.conflicts,
  };
}

function finishApplier(owners: FieldOwners, id: string, time: string | undefined): FieldOwners {
  const finished = new Map(owners);
  const owner = finished.get(id);
  if (owner === undefined) return finished;
  const fields = withoutUnowned(owner.fields);
  if (fields.isEmpty) finished.delete(id);
  else finished.set(id, { ...owner, time, fields } satisfies FieldOwner);
  return finished;
}

/** Removes what the manager applied last time, does not apply now, and nobody else owns. */
function prune(
  merged: JsonObject,
  { last, fields, owners }: { last: FieldSet; fields: FieldSet; owners: FieldOwners },
  { schema }: FieldManagerContext,
): JsonObject {
  if (last.difference(fields).isEmpty) return merged;
  const named = (fields: FieldSet): FieldSet => fields.withNamedFields(schema);
  const mergedFields = named(toFieldSet(merged, schema));
  const withoutLast = removeFields(merged, named(last), schema);
  let owned = FieldSet.empty;
  for (const owner of owners.values()) owned = owned.union(owner.fields);
  const kept = named(toFieldSet(withoutLast, schema)).union(named(owned));
  const withOwned = removeFields(merged, mergedFields.difference(kept), schema);
  // What was never applied by this manager stays, also when nobody owns it.
  const dangling = mergedFields.difference(named(toFieldSet(withOwned, schema))).intersection(named(last));
  return removeFields(merged, dangling, schema);
}

/** kubectl may take over by server-side apply what it set by client-side apply. */
function blocking(
  request: ServerSideApply,
  live: JsonObject,
  conflicts: readonly ApplyConflict[],
): readonly ApplyConflict[] {
  if (conflicts.length === 0 || request.manager !== kubectl) return conflicts;
  const allowed = unchangedSinceLastApplied(live, request.apiVersion, request.schema);
  return conflicts.filter(({ path }) => !allowed.has(path));
}
