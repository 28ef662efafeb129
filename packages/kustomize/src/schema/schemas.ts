import { getOwn, isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '@sluice/objects';
import builtin from '../facts/merge-keys.json' with { type: 'json' };
import clusterScoped from '../facts/scopes.json' with { type: 'json' };
import { FieldSchema, type Definitions } from './field-schema.ts';

const kindsKey = 'x-kubernetes-group-version-kind';
/** The only Kubernetes release whose types kustomize 5.8.1 carries. */
const builtinVersion = 'v1.21.2';

type Index = Map<string, FieldSchema>;
let builtinIndex: Index | undefined;

/**
 * The types that one build knows: those of Kubernetes, or those of the file that the first kustomization with an
 * `openapi` field names. A base that brings such a file adds to the built-in types if they were in use before.
 */
export class Schemas {
  #custom: Index | undefined;
  #customScopes = new Map<string, boolean>();
  #keepsBuiltin = true;
  #chosen = false;
  #used = false;

  /** Applies the `openapi` field of a kustomization; only the first that sets something counts. */
  use(openapi: ReadonlyMap<string, string>, file: JsonValue | undefined): void {
    if (this.#chosen) return;
    const version = openapi.get('version');
    if (file !== undefined) {
      if (version !== undefined) throw new Error('builtin version and custom schema provided, cannot use both');
      this.#useCustom(file);
    } else if (version !== undefined && version !== '') {
      if (version !== builtinVersion) throw new Error('the specified OpenAPI version is not built in');
      this.#chosen = true;
    }
  }

  #useCustom(file: JsonValue): void {
    const definitions = isJsonObject(file) ? getOwn(file, 'definitions') : undefined;
    const own = isJsonObject(definitions) ? definitions : {};
    const withBuiltin = this.#used;
    this.#custom = indexOf(own, (name) => getOwn(own, name) ?? (withBuiltin ? builtinDefinition(name) : undefined));
    this.#customScopes = scopesOf(file);
    this.#keepsBuiltin = this.#used;
    this.#chosen = true;
  }

  typeOf(apiVersion: string, kind: string): FieldSchema | undefined {
    this.#used = true;
    const key = `${apiVersion} ${kind}`;
    const custom = this.#custom?.get(key);
    if (custom !== undefined || (this.#custom !== undefined && !this.#keepsBuiltin)) return custom;
    builtinIndex ??= indexOf(builtin, builtinDefinition);
    return builtinIndex.get(key);
  }

  /** Kinds of unknown scope count as namespaced. */
  isClusterScoped(apiVersion: string, kind: string): boolean {
    this.#used = true;
    const key = `${apiVersion} ${kind}`;
    if (clusterScopedKinds.has(key)) return true;
    return this.#customScopes.get(key) === false && !namespacedKinds.has(key);
  }
}

const clusterScopedKinds = new Set(clusterScoped.cluster);
const namespacedKinds = new Set(clusterScoped.namespaced);

function builtinDefinition(name: string): JsonValue | undefined {
  return getOwn(builtin as JsonObject, name);
}

function indexOf(definitions: JsonObject, find: Definitions): Index {
  const index: Index = new Map();
  for (const definition of Object.values(definitions)) {
    if (!isJsonObject(definition)) continue;
    const kinds = getOwn(definition, kindsKey);
    for (const kind of isJsonArray(kinds) ? kinds : []) {
      const key = typeKey(kind);
      if (key !== undefined) index.set(key, new FieldSchema(definition, find));
    }
  }
  return index;
}

function typeKey(kind: JsonValue): string | undefined {
  if (!isJsonObject(kind)) return undefined;
  const [group, version, name] = ['group', 'version', 'kind'].map((part) => getOwn(kind, part));
  if (typeof version !== 'string' || typeof name !== 'string') return undefined;
  return `${typeof group === 'string' && group !== '' ? `${group}/` : ''}${version} ${name}`;
}

/** Which kinds the paths of a schema file show as namespaced. */
function scopesOf(file: JsonValue): Map<string, boolean> {
  const scopes = new Map<string, boolean>();
  const paths = isJsonObject(file) ? getOwn(file, 'paths') : undefined;
  if (!isJsonObject(paths)) return scopes;
  for (const [path, item] of Object.entries(paths)) {
    const get = isJsonObject(item) ? getOwn(item, 'get') : undefined;
    const key = isJsonObject(get) ? typeKey(getOwn(get, kindsKey) ?? null) : undefined;
    if (key !== undefined) scopes.set(key, path.includes('namespaces/{namespace}') || (scopes.get(key) ?? false));
  }
  return scopes;
}
