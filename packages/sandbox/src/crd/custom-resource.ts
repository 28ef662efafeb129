import type { JsonObject, JsonValue, PrinterColumn, SubresourceFacts, TypeSchema } from '@sluice/objects';
import { cloneJson, customResourceType, deepEqual } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { joinApiVersion, listAt, numberAt, objectAt, objectsAt, splitApiVersion, textAt } from '../api-object.ts';
import { compareVersions } from '../discovery/groups.ts';
import type { CustomRules, Resource } from '../registry/resource.ts';
import { tableOf, withApiVersion } from '../registry/resource.ts';
import { plainStrategy } from '../registry/strategy.ts';
import { readFields } from '../strategies/selectable-fields.ts';
import { customRules } from './custom-rules.ts';

const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const subresourceVerbs = ['get', 'patch', 'update'];
const nameColumn: PrinterColumn = { name: 'Name', type: 'string', format: 'name', description: '', priority: 0 };
const ageColumn: PrinterColumn = { ...column('Age', 'date'), jsonPath: '.metadata.creationTimestamp' };

/** The resources that a CustomResourceDefinition serves: one for each version that is served. */
export function customResources(definition: ApiObject): readonly Resource[] {
  const versions = objectsAt(definition, 'spec', 'versions');
  const storage =
    textAt(
      versions.find((version) => version['storage'] === true),
      'name',
    ) ?? '';
  const rules = new Map(versions.map((version) => [textAt(version, 'name') ?? '', customRules(version)]));
  return versions
    .filter((version) => version['served'] === true)
    .map((version) => customResource(definition, version, { storage, rules }));
}

/** The versions of a definition: which one is stored, and what each allows. */
interface Versions {
  readonly storage: string;
  readonly rules: ReadonlyMap<string, CustomRules>;
}

function customResource(definition: ApiObject, version: JsonObject, versions: Versions): Resource {
  const group = textAt(definition, 'spec', 'group') ?? '';
  const names = objectAt(definition, 'status', 'acceptedNames');
  const name = textAt(version, 'name') ?? '';
  const plural = textAt(names, 'plural') ?? '';
  const kind = textAt(names, 'kind') ?? '';
  const apiVersion = joinApiVersion(group, name);
  const hasStatus = objectAt(version, 'subresources')['status'] !== undefined;
  const own = customRules(version);
  const custom = { ...own, inVersion: siblings(group, versions) };
  let schema: TypeSchema | undefined;
  return {
    group,
    version: name,
    apiVersion,
    kind,
    resource: plural,
    singular: textAt(names, 'singular') ?? '',
    namespaced: textAt(definition, 'spec', 'scope') === 'Namespaced',
    verbs,
    shortNames: listAt(names, 'shortNames').map(String),
    categories: listAt(names, 'categories').map(String),
    subresources: subresources(group, name, kind, version),
    columns: columnsOf(version),
    table: tableOf(group, plural),
    storageVersion: versions.storage,
    listKind: textAt(names, 'listKind') ?? `${kind}List`,
    get schema() {
      return (schema ??= customResourceType(custom.openApiSchema));
    },
    strategy: {
      ...plainStrategy,
      countsGenerations: true,
      allowsUnconditionalUpdate: false,
      statusFields: hasStatus ? ['status'] : [],
      ...(custom.selectableFields.length === 0 ? {} : { selectableFields: readFields(custom.selectableFields) }),
    },
    custom,
    origin: 'custom',
    deprecation: deprecationOf(definition, version),
    convert: reader(versions, own, apiVersion),
  };
}

/** An object in another version of its definition: the same fields, under the schema of that version. */
function siblings(group: string, { rules }: Versions): NonNullable<CustomRules['inVersion']> {
  return (apiVersion) => {
    const of = splitApiVersion(apiVersion);
    const sibling = of.group === group ? rules.get(of.version) : undefined;
    if (sibling === undefined) return undefined;
    const schema = customResourceType(sibling.openApiSchema);
    return (object) => ({ object: withoutManagedFields(withApiVersion(object, apiVersion)), schema });
  };
}

function withoutManagedFields(object: ApiObject): JsonObject {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata: metadata as JsonObject };
}

/** What the server says to everyone who still uses a version. */
function deprecationOf(definition: ApiObject, version: JsonObject): string | undefined {
  if (version['deprecated'] !== true) return undefined;
  const { group = '', kind = '' } = {
    group: textAt(definition, 'spec', 'group'),
    kind: textAt(definition, 'spec', 'names', 'kind'),
  };
  const named = (name: string): string => `${group}/${name} ${kind}`;
  const better = recommended(definition, textAt(version, 'name') ?? '');
  return (
    textAt(version, 'deprecationWarning') ??
    `${named(textAt(version, 'name') ?? '')} is deprecated${better === undefined ? '' : `; use ${named(better)}`}`
  );
}

/** The best version that is served and not deprecated, where it is better. */
function recommended(definition: ApiObject, name: string): string | undefined {
  const names = objectsAt(definition, 'spec', 'versions')
    .filter((version) => version['served'] === true && version['deprecated'] !== true)
    .map((version) => textAt(version, 'name') ?? '');
  const [best] = names.toSorted(compareVersions);
  return best !== undefined && compareVersions(best, name) < 0 ? best : undefined;
}

/**
 * What a reader sees of a stored object: also one that was stored under an earlier schema has the defaults of the version
 * that it is stored in, and nothing that that one does not know.
 */
function reader({ rules }: Versions, own: CustomRules, apiVersion: string): (object: ApiObject) => ApiObject {
  const read = new WeakMap<ApiObject, ApiObject>();
  return (object) => {
    const known = read.get(object);
    if (known !== undefined) return known;
    const fitted = cloneJson(withApiVersion(object, apiVersion) as JsonValue) as ApiObject;
    const stored = rules.get(splitApiVersion(object.apiVersion).version) ?? own;
    stored.prune(fitted);
    stored.applyDefaults(fitted);
    const seen = deepEqual(fitted, object) ? object : fitted;
    read.set(object, seen);
    return seen;
  };
}

function subresources(
  group: string,
  version: string,
  kind: string,
  spec: JsonObject,
): ReadonlyMap<string, SubresourceFacts> {
  const declared = objectAt(spec, 'subresources');
  const found = new Map<string, SubresourceFacts>();
  if (declared['status'] !== undefined)
    found.set('status', { name: 'status', kind, group, version, verbs: subresourceVerbs });
  if (declared['scale'] !== undefined) {
    found.set('scale', { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: subresourceVerbs });
  }
  return found;
}

function columnsOf(version: JsonObject): readonly PrinterColumn[] {
  const declared = objectsAt(version, 'additionalPrinterColumns');
  if (declared.length === 0) return [nameColumn, ageColumn];
  return [nameColumn, ...declared.map(declaredColumn)];
}

function declaredColumn(declared: JsonObject): PrinterColumn {
  return {
    ...column(textAt(declared, 'name') ?? '', textAt(declared, 'type') ?? 'string'),
    format: textAt(declared, 'format') ?? '',
    description: textAt(declared, 'description') ?? '',
    priority: numberAt(declared, 'priority') ?? 0,
    jsonPath: textAt(declared, 'jsonPath') ?? '',
  };
}

function column(name: string, type: string): PrinterColumn {
  return { name, type, format: '', description: '', priority: 0 };
}
