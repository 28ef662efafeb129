import { getOwn, isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '@sluice/objects';

const refPrefix = '#/definitions/';
const strategyKey = 'x-kubernetes-patch-strategy';
const mergeKeyKey = 'x-kubernetes-patch-merge-key';
const mapKeysKey = 'x-kubernetes-list-map-keys';

/** How the elements of a list find their counterparts. */
export interface ListStrategy {
  /** Whether the schema says `merge`; otherwise a patch replaces the list. */
  readonly merges: boolean;
  readonly hasStrategy: boolean;
  readonly keys: readonly string[];
}

/** Finds a definition by name. */
export type Definitions = (name: string) => JsonValue | undefined;

/** The OpenAPI schema of one field, as far as merging asks. References are followed when a field is asked for. */
export class FieldSchema {
  readonly #schema: JsonObject;
  readonly #definitions: Definitions;

  constructor(schema: JsonObject, definitions: Definitions) {
    this.#schema = schema;
    this.#definitions = definitions;
  }

  field(name: string): FieldSchema | undefined {
    const properties = objectAt(this.#schema, 'properties');
    const property = properties === undefined ? undefined : getOwn(properties, name);
    return this.#resolve(property ?? getOwn(this.#schema, 'additionalProperties'));
  }

  elements(): FieldSchema | undefined {
    return typeOf(this.#schema) === 'array' ? this.#resolve(getOwn(this.#schema, 'items')) : undefined;
  }

  listStrategy(): ListStrategy {
    const strategy = getOwn(this.#schema, strategyKey);
    if (typeof strategy !== 'string') return { merges: false, hasStrategy: false, keys: [] };
    return { merges: strategy.split(',').includes('merge'), hasStrategy: true, keys: this.#keys() };
  }

  #keys(): string[] {
    const list = getOwn(this.#schema, mapKeysKey);
    if (isJsonArray(list)) return list.filter((key) => typeof key === 'string');
    const key = getOwn(this.#schema, mergeKeyKey);
    return typeof key === 'string' ? [key] : [];
  }

  /** A schema that leads nowhere, or in circles, is none. */
  #resolve(schema: JsonValue | undefined): FieldSchema | undefined {
    let current = schema;
    for (let hops = 0; hops < 20 && isJsonObject(current); hops++) {
      const reference = getOwn(current, '$ref');
      if (typeof reference !== 'string') return new FieldSchema(current, this.#definitions);
      current = this.#definitions(reference.startsWith(refPrefix) ? reference.slice(refPrefix.length) : reference);
    }
    return undefined;
  }
}

function typeOf(schema: JsonObject): JsonValue | undefined {
  const type = getOwn(schema, 'type');
  return isJsonArray(type) && type.length === 1 ? type[0] : type;
}

function objectAt(object: JsonObject, name: string): JsonObject | undefined {
  const value = getOwn(object, name);
  return isJsonObject(value) ? value : undefined;
}
