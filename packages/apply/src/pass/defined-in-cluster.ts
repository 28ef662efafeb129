import { isForbidden, type KubeClient } from '@sluice/kube';
import type { TypeRef } from '@sluice/objects';
import { formatGroupKind, groupOf, versionOf } from '../object/object-name.ts';
import { listAt, textAt } from '../object/read-field.ts';
import { mapLimited } from './map-limited.ts';

const definition: TypeRef = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };

/** What looking for definitions needs. */
export interface DefinitionSearch {
  readonly client: KubeClient;
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/**
 * Those of some kinds that a CustomResourceDefinition in the cluster defines, as `group/Kind`. Empty for those who may
 * not read definitions. Costs one list of names, and one request for each definition of the groups in question.
 */
export async function definedInCluster(
  search: DefinitionSearch,
  types: readonly TypeRef[],
): Promise<ReadonlySet<string>> {
  const { client, concurrency, signal } = search;
  if (types.length === 0) return new Set();
  const groups = new Set(types.map(({ apiVersion }) => groupOf(apiVersion)));
  try {
    const { items } = await client.list(definition, { metadataOnly: true, signal });
    const names = items.map(({ metadata }) => metadata.name ?? '');
    // A definition is named `<plural>.<group>`.
    const candidates = names.filter((name) => groups.has(name.slice(name.indexOf('.') + 1)));
    const found = await mapLimited(candidates, concurrency, (name) => client.get({ ...definition, name }, { signal }));
    return new Set(types.filter((type) => found.some((object) => defines(object, type))).map(formatGroupKind));
  } catch (error) {
    if (isForbidden(error)) return new Set();
    throw error;
  }
}

function defines(object: unknown, { apiVersion, kind }: TypeRef): boolean {
  if (textAt(object, 'spec', 'group') !== groupOf(apiVersion)) return false;
  if (textAt(object, 'spec', 'names', 'kind') !== kind) return false;
  return listAt(object, 'spec', 'versions').some((version) => textAt(version, 'name') === versionOf(apiVersion));
}
