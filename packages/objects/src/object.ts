/** Any value that JSON can hold; integers beyond 2^53 are `bigint`, never rounded. */
export type JsonValue = null | boolean | number | bigint | string | JsonArray | JsonObject;
export type JsonArray = JsonValue[];
/**
 * A JSON object. Keys come from users: write a key that is not a literal with `setOwn`, never with `o[key] = value`,
 * so that `__proto__` stays data.
 */
export interface JsonObject {
  [key: string]: JsonValue;
}

/** One entry of `metadata.managedFields`. */
export interface ManagedFieldsEntry {
  manager?: string;
  operation?: 'Apply' | 'Update';
  apiVersion?: string;
  /** RFC 3339, whole seconds. */
  time?: string;
  fieldsType?: 'FieldsV1';
  fieldsV1?: JsonObject;
  subresource?: string;
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** `metadata` of a Kubernetes object, as far as this project reads it. */
export interface ObjectMeta {
  name?: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string | null;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: ManagedFieldsEntry[];
}

/** A Kubernetes object of any kind: type, metadata, and fields that its reader knows. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

/** Names a kind: `apiVersion` is `group/version`, or `version` for the core group. */
export interface TypeRef {
  apiVersion: string;
  kind: string;
}

/** Names one object. `namespace` is absent for cluster-scoped kinds. */
export interface ObjectRef extends TypeRef {
  namespace?: string | undefined;
  name: string;
}
