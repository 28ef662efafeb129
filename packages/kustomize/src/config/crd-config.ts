import { getOwn, isJsonObject, type JsonObject, type JsonValue } from '@sluice/objects';
import type { Gvk } from '../resource/ids.ts';
import { ConfigError } from './decoder.ts';
import { emptyTransformerConfig, mergeConfigs, type TransformerConfig } from './transformer-config.ts';
import type { FieldSpec } from './types.ts';

/** References among the types of a file are followed this deep. */
const maxDepth = 50;

/** How many fields a file may describe once its references are followed: each type may refer to others many times. */
const maxFields = 100_000;

/** How many of them may be labels, annotations, names or references. */
const maxMarked = 1_000;

class Budget {
  #fields = 0;
  #marked = 0;

  field(): void {
    this.#fields += 1;
    if (this.#fields > maxFields) throw new ConfigError(`the types describe more than ${maxFields} fields`, []);
  }

  marked(): void {
    this.#marked += 1;
    if (this.#marked > maxMarked) throw new ConfigError(`the types mark more than ${maxMarked} fields`, []);
  }
}

/**
 * What a file of `crds` says of its types: which fields are labels, annotations, names, or refer to other resources
 * (`x-kubernetes-object-ref-kind` and the like).
 */
export function crdConfig(file: JsonValue): TransformerConfig {
  let config = emptyTransformerConfig;
  if (!isJsonObject(file)) return config;
  const budget = new Budget();
  for (const typeName of Object.keys(file)) {
    const properties = propertiesOf(file, typeName);
    if (
      properties === undefined ||
      !['kind', 'apiVersion', 'metadata'].every((name) => Object.hasOwn(properties, name))
    )
      continue;
    const kind = typeName.slice(typeName.lastIndexOf('.') + 1);
    for (const part of fieldConfigs(file, typeName, { gvk: { group: '', version: '', kind }, path: [] }, budget)) {
      budget.marked();
      config = mergeConfigs(config, part);
    }
  }
  return config;
}

interface Place {
  readonly gvk: Gvk;
  readonly path: readonly string[];
}

function propertiesOf(file: JsonObject, typeName: string): JsonObject | undefined {
  const definition = getOwn(file, typeName);
  const schema = isJsonObject(definition) ? (getOwn(definition, 'Schema') ?? getOwn(definition, 'schema')) : undefined;
  const properties = isJsonObject(schema) ? getOwn(schema, 'properties') : undefined;
  return isJsonObject(properties) ? properties : undefined;
}

function* fieldConfigs(file: JsonObject, typeName: string, place: Place, budget: Budget): Generator<TransformerConfig> {
  if (place.path.length > maxDepth) return;
  for (const [name, property] of Object.entries(propertiesOf(file, typeName) ?? {})) {
    budget.field();
    if (!isJsonObject(property)) continue;
    const here = { gvk: place.gvk, path: [...place.path, name] };
    yield* propertyConfigs(property, here);
    const reference = getOwn(property, '$ref');
    if (typeof reference === 'string') yield* fieldConfigs(file, reference, here, budget);
  }
}

function* propertyConfigs(property: JsonObject, place: Place): Generator<TransformerConfig> {
  const text = (name: string): string | undefined => {
    const value = getOwn(property, `x-kubernetes-${name}`);
    return typeof value === 'string' ? value : undefined;
  };
  const spec = specOf(place);
  if (text('annotation') !== undefined) yield { ...emptyTransformerConfig, commonAnnotations: [spec] };
  if (text('label-selector') !== undefined) yield { ...emptyTransformerConfig, commonLabels: [spec] };
  if (text('identity') !== undefined) yield { ...emptyTransformerConfig, namePrefix: [spec] };
  const [version, kind] = [text('object-ref-api-version'), text('object-ref-kind')];
  if (version === undefined || kind === undefined) return;
  const field = specOf({ gvk: place.gvk, path: [...place.path, text('object-ref-name-key') ?? 'name'] });
  yield { ...emptyTransformerConfig, nameReference: [{ group: '', version, kind, fieldSpecs: [field] }] };
}

function specOf({ gvk, path }: Place): FieldSpec {
  return { ...gvk, path: path.join('/'), create: false };
}
