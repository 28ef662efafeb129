import type { JsonObject } from '../object.ts';
import type { TypeSchema } from '../schema.ts';
import { type Comparison, compareTyped } from './compare-typed.ts';
import { type ApplyConflict, conflictsOf } from './conflicts.ts';
import { FieldSet } from './field-set.ts';
import { compareOwners, type FieldOwner, type FieldOwners } from './managers.ts';

/** What a change of an object does to the owners of its fields. */
export interface OwnershipChange {
  readonly owners: FieldOwners;
  readonly comparison: Comparison;
  /** Fields that others own and the change touches. */
  readonly conflicts: readonly ApplyConflict[];
}

/** The fields of which nobody is an owner: type, name and what the server sets. */
const unowned = FieldSet.ofFields(
  ['apiVersion'],
  ['kind'],
  ['metadata'],
  ['metadata', 'name'],
  ['metadata', 'namespace'],
  ['metadata', 'creationTimestamp'],
  ['metadata', 'selfLink'],
  ['metadata', 'uid'],
  ['metadata', 'clusterName'],
  ['metadata', 'generation'],
  ['metadata', 'managedFields'],
  ['metadata', 'resourceVersion'],
);

/** The owners as the schema of today has them: what became atomic is owned as a whole. */
export function reconcileOwners(owners: FieldOwners, schema: TypeSchema | undefined): FieldOwners {
  return new Map(
    Array.from(owners, ([id, owner]) => [id, { ...owner, fields: owner.fields.withWholeAtomics(schema) }]),
  );
}

export function withoutUnowned(fields: FieldSet): FieldSet {
  return fields.difference(unowned);
}

/**
 * Takes fields that a change touches from everyone but the one who makes it.
 *
 * @param by identity of the one who makes the change
 * @param ignored fields that do not count, because the endpoint resets them
 */
export function changeOwnership(
  before: JsonObject,
  after: JsonObject,
  schema: TypeSchema | undefined,
  { owners, by, ignored }: { owners: FieldOwners; by: string; ignored: FieldSet | undefined },
): OwnershipChange {
  const comparison = withoutIgnored(compareTyped(before, after, schema), ignored);
  const touched = comparison.modified.union(comparison.added);
  if (touched.isEmpty && comparison.removed.isEmpty)
    return { owners: withoutEmpty(owners, by), comparison, conflicts: [] };
  const next = new Map<string, FieldOwner>();
  const conflicts: ApplyConflict[] = [];
  for (const [id, owner] of owners) {
    const taken = id === by ? FieldSet.empty : owner.fields.intersection(touched);
    conflicts.push(...conflictsOf(owner, taken));
    const fields = id === by ? owner.fields : owner.fields.difference(taken).difference(comparison.removed);
    if (!fields.isEmpty) next.set(id, { ...owner, fields });
  }
  return { owners: next, comparison, conflicts: conflicts.toSorted((a, b) => compareOwners(a.owner, b.owner)) };
}

function withoutEmpty(owners: FieldOwners, by: string): FieldOwners {
  return new Map([...owners].filter(([id, { fields }]) => id === by || !fields.isEmpty));
}

function withoutIgnored(comparison: Comparison, ignored: FieldSet | undefined): Comparison {
  if (ignored === undefined) return comparison;
  return {
    removed: comparison.removed.recursiveDifference(ignored),
    modified: comparison.modified.recursiveDifference(ignored),
    added: comparison.added.recursiveDifference(ignored),
  };
}
