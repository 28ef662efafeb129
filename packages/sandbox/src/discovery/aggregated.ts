import type { JsonObject, JsonValue, SubresourceFacts } from '@sluice/objects';
import type { Catalog } from '../registry/catalog.ts';
import type { Resource } from '../registry/resource.ts';
import type { ApiGroup } from './groups.ts';
import { groupsOf } from './groups.ts';

/** Every group, version and resource in one document: of the core group for `/api`, of all others for `/apis`. */
export function aggregatedDiscovery(catalog: Catalog, core: boolean, version: string): JsonObject {
  const groups = groupsOf(catalog).filter(({ name }) => (name === '') === core);
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map((group) => groupItem(catalog, group)),
  };
}

function groupItem(catalog: Catalog, { name, versions }: ApiGroup): JsonValue {
  return {
    metadata: name === '' ? {} : { name },
    versions: versions.map((version) => ({
      version,
      resources: catalog
        .all()
        .filter((resource) => resource.group === name && resource.version === version)
        .map(resourceItem),
      freshness: 'Current',
    })),
  };
}

function resourceItem(resource: Resource): JsonValue {
  const { group, version, kind, shortNames, categories, subresources } = resource;
  // Built-in kinds leave out a group and version that they share with the document's part.
  const isPlain = resource.origin === 'builtin';
  return {
    resource: resource.resource,
    responseKind: isPlain ? { group: '', version: '', kind } : { group, version, kind },
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs: [...resource.verbs],
    ...(shortNames.length === 0 ? {} : { shortNames: [...shortNames] }),
    ...(categories.length === 0 ? {} : { categories: [...categories] }),
    ...(subresources.size === 0
      ? {}
      : {
          subresources: [...subresources.values()].map((subresource) =>
            subresourceItem(subresource, isPlain ? group : undefined),
          ),
        }),
  };
}

function subresourceItem(
  { name, group, version, kind, verbs }: SubresourceFacts,
  owner: string | undefined,
): JsonValue {
  const responseKind = group === owner ? { group: '', version: '', kind } : { group, version, kind };
  return { subresource: name, responseKind, verbs: [...verbs] };
}
