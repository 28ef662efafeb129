import type { ManagedFieldsEntry } from '../object.ts';
import { FieldSet } from './field-set.ts';

/** Who owns which fields: one entry of `metadata.managedFields`, its fields decoded. */
export interface FieldOwner {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
  readonly time: string | undefined;
  readonly fields: FieldSet;
}

/** The owners of an object's fields by identity. */
export type FieldOwners = ReadonlyMap<string, FieldOwner>;

/**
 * What tells owners apart. An applier is the same in every API version, an updater is not.
 */
export function ownerId(owner: Omit<FieldOwner, 'fields' | 'time'>): string {
  const version = owner.operation === 'Apply' ? '' : owner.apiVersion;
  return JSON.stringify([owner.manager, owner.operation, version, owner.subresource]);
}

/** @throws Error for entries without `fieldsType: FieldsV1` or with malformed fields. */
export function decodeOwners(entries: readonly ManagedFieldsEntry[] | undefined): FieldOwners {
  const owners = new Map<string, FieldOwner>();
  for (const [index, entry] of (entries ?? []).entries()) {
    if (entry.fieldsType !== 'FieldsV1') {
      const problem =
        entry.fieldsType === undefined ? 'missing fieldsType' : `invalid fieldsType "${String(entry.fieldsType)}"`;
      throw new Error(`${problem} in managed fields entry ${index}`);
    }
    if (entry.operation !== 'Apply' && entry.operation !== 'Update')
      throw new Error(`invalid operation in managed fields entry ${index}`);
    if (entry.apiVersion === undefined || entry.apiVersion === '')
      throw new Error(`missing apiVersion in managed fields entry ${index}`);
    const owner = decodeOwner(entry);
    owners.set(ownerId(owner), owner);
  }
  return owners;
}

function decodeOwner(entry: ManagedFieldsEntry): FieldOwner {
  return {
    manager: entry.manager ?? '',
    operation: entry.operation === 'Apply' ? 'Apply' : 'Update',
    apiVersion: entry.apiVersion ?? '',
    subresource: entry.subresource ?? '',
    time: entry.time,
    fields: FieldSet.fromJson(entry.fieldsV1),
  };
}

/** The entries in the order of the real server: appliers first, then by time and name. Undefined when there is none. */
export function encodeOwners(owners: FieldOwners): ManagedFieldsEntry[] | undefined {
  const sorted = [...owners.values()].toSorted(compareOwners);
  return sorted.length === 0 ? undefined : sorted.map(encodeOwner);
}

function encodeOwner(owner: FieldOwner): ManagedFieldsEntry {
  return {
    manager: owner.manager,
    operation: owner.operation,
    apiVersion: owner.apiVersion,
    ...(owner.time !== undefined && { time: owner.time }),
    fieldsType: 'FieldsV1',
    fieldsV1: owner.fields.toJson(),
    ...(owner.subresource !== '' && { subresource: owner.subresource }),
  };
}

/** The order of entries, which is also that in which old ones are merged when there are too many. */
export function compareOwners(a: FieldOwner, b: FieldOwner): number {
  return (
    compare(a.operation, b.operation) ||
    seconds(a) - seconds(b) ||
    compare(a.manager, b.manager) ||
    compare(a.apiVersion, b.apiVersion) ||
    compare(a.subresource, b.subresource)
  );
}

function seconds({ time }: FieldOwner): number {
  const milliseconds = time === undefined ? 0 : Date.parse(time);
  return Number.isFinite(milliseconds) ? Math.floor(milliseconds / 1000) : 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
