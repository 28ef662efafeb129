import type { PrinterColumn, SubresourceFacts, TypeRef } from '@sluice/objects';
import { customResourceType } from '@sluice/objects';
import { splitApiVersion } from '../api-object.ts';
import type { Catalog } from '../registry/catalog.ts';
import type { CustomRules, Resource } from '../registry/resource.ts';
import { tableOf, withApiVersion } from '../registry/resource.ts';
import { plainStrategy } from '../registry/strategy.ts';

/** A kind that is accepted although nothing defines it. */
export interface LenientKind extends TypeRef {
  /** Plural name; guessed from the kind where it is not known. */
  readonly resource?: string;
  /** Guessed where it is not known: kinds called `Cluster…` or `…Class` are taken for the whole cluster. */
  readonly namespaced?: boolean;
}

const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const columns: readonly PrinterColumn[] = [
  { name: 'Name', type: 'string', format: 'name', description: '', priority: 0 },
  { name: 'Age', type: 'date', format: '', description: '', priority: 0, jsonPath: '.metadata.creationTimestamp' },
];
const noRules: CustomRules = {
  openApiSchema: undefined,
  prune: () => [],
  applyDefaults: () => {},
  validate: () => [],
  scale: undefined,
  selectableFields: [],
};

/** Serves a kind without schema: every field is kept, nothing is validated. A definition that comes later replaces it. */
export function acceptKind(catalog: Catalog, kind: LenientKind): Resource {
  const known = catalog.findKind(kind.apiVersion, kind.kind);
  if (known !== undefined) return known;
  const resource = lenientResource(kind);
  catalog.add(resource);
  return resource;
}

function lenientResource({
  apiVersion,
  kind,
  resource = guessPlural(kind),
  namespaced = guessNamespaced(kind),
}: LenientKind): Resource {
  const { group, version } = splitApiVersion(apiVersion);
  const status: SubresourceFacts = { name: 'status', kind, group, version, verbs: ['get', 'patch', 'update'] };
  return {
    group,
    version,
    apiVersion,
    kind,
    resource,
    singular: kind.toLowerCase(),
    namespaced,
    verbs,
    shortNames: [],
    categories: [],
    subresources: new Map([['status', status]]),
    columns,
    table: tableOf(group, resource),
    storageVersion: version,
    listKind: `${kind}List`,
    schema: customResourceType(undefined),
    strategy: { ...plainStrategy, countsGenerations: true, allowsUnconditionalUpdate: false, statusFields: ['status'] },
    custom: noRules,
    origin: 'lenient',
    convert: (object) => withApiVersion(object, apiVersion),
  };
}

/** `Policy` → `policies`, `Gateway` → `gateways`, `Class` → `classes` */
function guessPlural(kind: string): string {
  const singular = kind.toLowerCase();
  if (/(s|x|z|ch|sh)$/.test(singular)) return `${singular}es`;
  return /[^aeiou]y$/.test(singular) ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

function guessNamespaced(kind: string): boolean {
  return !/^Cluster./.test(kind) && !/.Class$/.test(kind);
}
