import type { ControlPlane } from '../../test/control-plane/control-plane.ts';
import type { ColumnCode, KindCode } from '../../packages/objects/src/facts/encoding.ts';
import type { GroupFacts, SubresourceFacts } from '../../packages/objects/src/schema.ts';
import type { OpenApiDocument } from './openapi.ts';

interface ApiResource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly group?: string;
  readonly version?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** What one server says of itself, before it is made compact. */
export interface ServerFacts {
  readonly kubernetesVersion: string;
  readonly groups: readonly GroupFacts[];
  readonly kinds: readonly KindCode[];
  readonly documents: readonly OpenApiDocument[];
}

/** Asks the server for discovery, OpenAPI v3 and the columns of each kind. */
export async function readServer(plane: ControlPlane): Promise<ServerFacts> {
  const { gitVersion } = await ask<{ gitVersion: string }>(plane, '/version');
  const groups = await readGroups(plane);
  const kinds: KindCode[] = [];
  const documents: OpenApiDocument[] = [];
  for (const group of groups) {
    for (const version of group.versions) {
      kinds.push(...(await readKinds(plane, { group: group.name, version })));
      documents.push(await ask<OpenApiDocument>(plane, `/openapi/v3${pathOf({ group: group.name, version })}`));
    }
  }
  return { kubernetesVersion: gitVersion, groups, kinds, documents };
}

async function ask<T>(plane: ControlPlane, path: string, accept = 'application/json'): Promise<T> {
  const answer = await plane.request({ path, headers: { accept } });
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  return JSON.parse(answer.text) as T;
}

async function readGroups(plane: ControlPlane): Promise<GroupFacts[]> {
  interface ApiGroup {
    readonly name: string;
    readonly versions: readonly { readonly version: string }[];
    readonly preferredVersion: { readonly version: string };
  }
  const { groups } = await ask<{ groups: readonly ApiGroup[] }>(plane, '/apis');
  const named = groups.map(({ name, versions, preferredVersion }) => ({
    name,
    versions: versions.map(({ version }) => version),
    preferredVersion: preferredVersion.version,
  }));
  return [{ name: '', versions: ['v1'], preferredVersion: 'v1' }, ...named];
}

function pathOf({ group, version }: GroupVersion): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}

async function readKinds(plane: ControlPlane, groupVersion: GroupVersion): Promise<KindCode[]> {
  const { resources } = await ask<{ resources: readonly ApiResource[] }>(plane, pathOf(groupVersion));
  const kinds: KindCode[] = [];
  for (const resource of resources.filter(({ name }) => !name.includes('/'))) {
    const subresources = resources.filter(({ name }) => name.startsWith(`${resource.name}/`));
    kinds.push({
      ...groupVersion,
      kind: resource.kind,
      resource: resource.name,
      singular: resource.singularName,
      namespaced: resource.namespaced,
      verbs: resource.verbs,
      shortNames: resource.shortNames ?? [],
      categories: resource.categories ?? [],
      subresources: subresources.map((subresource) => subresourceFacts(subresource, groupVersion)),
      columns: resource.verbs.includes('list')
        ? await readColumns(plane, `${pathOf(groupVersion)}/${resource.name}`)
        : [],
    });
  }
  return kinds;
}

function subresourceFacts({ name, kind, group, version, verbs }: ApiResource, parent: GroupVersion): SubresourceFacts {
  return {
    name: name.slice(name.indexOf('/') + 1),
    kind,
    group: version === undefined ? parent.group : (group ?? ''),
    version: version ?? parent.version,
    verbs,
  };
}

async function readColumns(plane: ControlPlane, path: string): Promise<ColumnCode[]> {
  interface Column {
    readonly name: string;
    readonly type: string;
    readonly format: string;
    readonly priority: number;
  }
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const table = await ask<{ columnDefinitions: readonly Column[] }>(plane, `${path}?limit=1`, accept);
  return table.columnDefinitions.map(({ name, type, format, priority }) => {
    if (type === 'string' && format === '' && priority === 0) return name;
    return { name, type, ...(format === '' ? {} : { format }), ...(priority === 0 ? {} : { priority }) };
  });
}
