import { isJsonObject, type JsonObject, loadSchemaFacts, type TypeRef } from '@sluice/objects';
import { resources } from '@sluice/api';
import { manifestsOf } from './manifests.ts';

/** Kinds that files use and that neither the API server nor a controller of ours brings: accepted without schema. */
export function foreignKinds(files: ReadonlyMap<string, Uint8Array>): TypeRef[] {
  const facts = loadSchemaFacts();
  const found = new Map<string, TypeRef>();
  for (const object of manifestsOf(files).flatMap(withItems)) {
    const { apiVersion, kind } = object;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !isJsonObject(object['metadata'])) continue;
    const isKnown =
      isOurs(apiVersion, kind) || isKustomizeFile(apiVersion) || facts.kind(apiVersion, kind) !== undefined;
    if (!isKnown && isCustomGroup(apiVersion) && /^[A-Z][A-Za-z0-9]*$/.test(kind))
      found.set(`${apiVersion}/${kind}`, { apiVersion, kind });
  }
  return [...found.values()];
}

function withItems(object: JsonObject): JsonObject[] {
  const { items } = object;
  return Array.isArray(items) ? [object, ...items.filter((item) => isJsonObject(item))] : [object];
}

function isOurs(apiVersion: string, kind: string): boolean {
  return resources.some((resource) => resource.apiVersion === apiVersion && resource.kind === kind);
}

function isKustomizeFile(apiVersion: string): boolean {
  return apiVersion.startsWith('kustomize.config.k8s.io/');
}

/** A custom group has a dot; `apps/v2` is a mistake that the API server should refuse. */
function isCustomGroup(apiVersion: string): boolean {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+\/v\d+((alpha|beta)\d+)?$/.test(apiVersion);
}
