import type { Schemas } from '../schema/schemas.ts';

/** Group, version and kind. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What names a resource within a build. */
export interface ResourceId extends Gvk {
  readonly name: string;
  readonly namespace: string;
  /** Known to live outside of namespaces; ids made from a selector or a former name do not know. */
  readonly isClusterScoped: boolean;
}

/** The namespace that stands for "none" where ids are compared. */
const noNamespace = '_non_namespaceable_';
const defaultNamespace = 'default';

export function parseApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return slash === -1
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

export function apiVersionOf({ group, version }: Gvk): string {
  return group === '' ? version : `${group}/${version}`;
}

/** An id that knows its scope. */
export function resourceId(gvk: Gvk, names: { name: string; namespace: string }, schemas: Schemas): ResourceId {
  const isClusterScoped = schemas.isClusterScoped(apiVersionOf(gvk), gvk.kind);
  return {
    group: gvk.group,
    version: gvk.version,
    kind: gvk.kind,
    name: names.name,
    namespace: names.namespace,
    isClusterScoped,
  };
}

export function effectiveNamespace(id: ResourceId): string {
  if (id.isClusterScoped) return noNamespace;
  return id.namespace === '' ? defaultNamespace : id.namespace;
}

/** Two ids with the same key name the same resource. */
export function idKey(id: ResourceId): string {
  return `${effectiveNamespace(id)}\u0000${gvknKey(id)}`;
}

function gvknKey(id: ResourceId): string {
  return `${id.group}\u0000${id.version}\u0000${id.kind}\u0000${id.name}`;
}

export function sameGvk(a: Gvk, b: Gvk): boolean {
  return a.group === b.group && a.version === b.version && a.kind === b.kind;
}

/** Whether a gvk has everything that the other, partial one names. */
export function isSelectedBy(gvk: Gvk, selector: Partial<Gvk>): boolean {
  return has(selector.group, gvk.group) && has(selector.version, gvk.version) && has(selector.kind, gvk.kind);
}

function has(wanted: string | undefined, actual: string): boolean {
  return wanted === undefined || wanted === '' || wanted === actual;
}

/** `Deployment.v1.apps`. */
export function gvkText(gvk: Gvk): string {
  return `${gvk.kind || '[noKind]'}.${gvk.version || '[noVer]'}.${gvk.group || '[noGrp]'}`;
}

/** `Deployment.v1.apps/name.namespace`: how messages name a resource. */
export function idText(id: Omit<ResourceId, 'isClusterScoped'>): string {
  return `${gvkText(id)}/${id.name || '[noName]'}.${id.namespace || '[noNs]'}`;
}
