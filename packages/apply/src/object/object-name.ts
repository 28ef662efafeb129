import type { KubeObject, ObjectRef, TypeRef } from '@sluice/objects';

/** The API group of an apiVersion; '' for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** The version of an apiVersion. */
export function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

/** The reverse of `groupOf` and `versionOf`. */
export function apiVersionOf(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}

/** `group/Kind`, or `Kind` for the core group. */
export function formatGroupKind(type: TypeRef): string {
  const group = groupOf(type.apiVersion);
  return group === '' ? type.kind : `${group}/${type.kind}`;
}

/** The reference of an object. `namespace` is absent, not '', for cluster-scoped ones. */
export function refOf(object: KubeObject): ObjectRef {
  const { apiVersion, kind, metadata } = object;
  const name = metadata.name ?? '';
  return metadata.namespace === undefined || metadata.namespace === ''
    ? { apiVersion, kind, name }
    : { apiVersion, kind, namespace: metadata.namespace, name };
}

/** `Kind/namespace/name`, or `Kind/name`: how messages and events name an object. */
export function formatRef(ref: ObjectRef): string {
  const { kind, namespace, name } = ref;
  return namespace === undefined || namespace === '' ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

/** `formatRef` of an object. */
export function formatObject(object: KubeObject): string {
  return formatRef(refOf(object));
}
