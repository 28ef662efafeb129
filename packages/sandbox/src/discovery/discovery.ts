import type { JsonObject, JsonValue } from '@sluice/objects';
import type { Catalog } from '../registry/catalog.ts';
import type { Resource } from '../registry/resource.ts';
import { joinApiVersion } from '../api-object.ts';
import { storageVersionHash } from './storage-version.ts';
import { groupsOf } from './groups.ts';
import type { ApiGroup } from './groups.ts';

/** `GET /apis`: the groups and their versions. */
export function groupList(catalog: Catalog): JsonObject {
  const groups = groupsOf(catalog).filter(({ name }) => name !== '');
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupEntry) };
}

/** `GET /apis/GROUP`; `undefined` where there is no such group. */
export function groupDocument(catalog: Catalog, name: string): JsonObject | undefined {
  const group = groupsOf(catalog).find((each) => each.name === name);
  return group === undefined ? undefined : { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(group) };
}

/** `GET /api`: the versions of the core group. */
export function coreVersions(host: string): JsonObject {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: host }],
  };
}

/** `GET /api/v1` and `GET /apis/GROUP/VERSION`; `undefined` where there is no such version. */
export function resourceList(catalog: Catalog, group: string, version: string): JsonObject | undefined {
  const resources = catalog.all().filter((resource) => resource.group === group && resource.version === version);
  if (resources.length === 0) return undefined;
  const entries = resources.flatMap((resource) => [mainEntry(resource), ...subresourceEntries(resource)]);
  // The core group's document is the one that says no apiVersion.
  const apiVersion = group === '' ? {} : { apiVersion: 'v1' };
  return { kind: 'APIResourceList', ...apiVersion, groupVersion: joinApiVersion(group, version), resources: entries };
}

function groupEntry({ name, versions, preferredVersion }: ApiGroup): JsonObject {
  const entry = (version: string): JsonObject => ({ groupVersion: joinApiVersion(name, version), version });
  return { name, versions: versions.map(entry), preferredVersion: entry(preferredVersion) };
}

function mainEntry(resource: Resource): JsonObject {
  const { singular, namespaced, kind, verbs, shortNames, categories } = resource;
  return {
    name: resource.resource,
    singularName: singular,
    namespaced,
    kind,
    verbs: [...verbs],
    ...(shortNames.length === 0 ? {} : { shortNames: [...shortNames] }),
    ...(categories.length === 0 ? {} : { categories: [...categories] }),
    ...hashOf(resource),
  };
}

function hashOf(resource: Resource): JsonObject {
  const hash =
    resource.verbs.includes('list') && resource.origin !== 'lenient' ? storageVersionHash(resource) : undefined;
  return hash === undefined ? {} : { storageVersionHash: hash };
}

function subresourceEntries(resource: Resource): JsonValue[] {
  return [...resource.subresources.values()].map((subresource) => {
    const foreign = subresource.group !== resource.group || subresource.version !== resource.version;
    return {
      name: `${resource.resource}/${subresource.name}`,
      singularName: '',
      namespaced: resource.namespaced,
      ...(foreign ? { group: subresource.group, version: subresource.version } : {}),
      kind: subresource.kind,
      verbs: [...subresource.verbs],
    };
  });
}
