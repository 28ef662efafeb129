import type { JsonObject, ManagedFieldsEntry } from '../object.ts';
import type { TypeSchema } from '../schema.ts';
import { getOwn, isJsonObject, setOwn } from '../json/own.ts';
import type { FieldSet } from './field-set.ts';
import { decodeOwners, encodeOwners, type FieldOwner, type FieldOwners } from './managers.ts';
import { zeroObject } from './zero-structs.ts';

/** What the field manager must know of the request and of the kind. */
export interface FieldManagerContext {
  readonly manager: string;
  /** Version of the request. */
  readonly apiVersion: string;
  /** `status`, `scale` and so on; absent for the object itself. */
  readonly subresource?: string | undefined;
  /** Time of the request, RFC 3339 in whole seconds; a request to `scale` leaves none. */
  readonly time: string | undefined;
  readonly schema: TypeSchema | undefined;
  /** The kind is built in, that is a Go struct on the real server; custom resources are not. */
  readonly builtIn: boolean;
  /** Fields that the endpoint resets to what they were, so that nobody comes to own them by it. */
  readonly resetFields?: FieldSet | undefined;
}

/** The identity of the one who makes a request. */
export function requester(
  context: FieldManagerContext,
  operation: FieldOwner['operation'],
): Omit<FieldOwner, 'fields' | 'time'> {
  const { manager, apiVersion, subresource } = context;
  return { manager: manager === '' ? 'unknown' : manager, operation, apiVersion, subresource: subresource ?? '' };
}

/** The object before anything was set in it. */
export function emptyObject(
  { apiVersion, kind }: { apiVersion: string; kind: string },
  context: FieldManagerContext,
): JsonObject {
  return { ...(context.builtIn ? zeroObject(context.schema) : {}), apiVersion, kind };
}

export function managedFieldsOf(object: JsonObject): ManagedFieldsEntry[] | undefined {
  const metadata = getOwn(object, 'metadata');
  const entries = isJsonObject(metadata) ? getOwn(metadata, 'managedFields') : undefined;
  return Array.isArray(entries) ? (entries as unknown as ManagedFieldsEntry[]) : undefined;
}

/** The owners of an object's fields; none when the entries are malformed and that is to be forgiven. */
export function ownersOrNone(entries: readonly ManagedFieldsEntry[] | undefined): FieldOwners {
  try {
    return decodeOwners(entries);
  } catch {
    return new Map();
  }
}

/** A copy with these owners in its metadata, or without the field when there are none. */
export function withOwners(object: JsonObject, owners: FieldOwners): JsonObject {
  const bare = withoutManagedFields(object);
  const entries = encodeOwners(owners);
  if (entries === undefined) return bare;
  const metadata = getOwn(bare, 'metadata');
  const copy: JsonObject = isJsonObject(metadata) ? { ...metadata } : {};
  copy['managedFields'] = entries as unknown as JsonObject[];
  return { ...bare, metadata: copy };
}

export function withoutManagedFields(object: JsonObject): JsonObject {
  const metadata = getOwn(object, 'metadata');
  if (!isJsonObject(metadata) || !Object.hasOwn(metadata, 'managedFields')) return object;
  const { managedFields: _removed, ...rest } = metadata;
  const copy = { ...object };
  setOwn(copy, 'metadata', rest);
  return copy;
}
