import type { JsonObject, JsonValue } from '@sluice/objects';
import { isJsonArray, isJsonObject } from '@sluice/objects';
import { goType } from '../go-types/go-types.ts';
import type { SchemaNode } from './schema-node.ts';
import {
  additionalOf,
  isEmbeddedResource,
  isObjectHead,
  itemsOf,
  preservesUnknown,
  propertyOf,
} from './schema-node.ts';

/**
 * Removes the fields of a custom resource that its structural schema does not have. Fields below a node that preserves
 * unknown ones stay, but those that the schema names are pruned inside. Returns the paths of what went.
 */
export function pruneUnknown(object: JsonObject, schema: SchemaNode): readonly string[] {
  const pruned: string[] = [];
  pruneObject(object, schema, true, '', pruned);
  return pruned.sort();
}

/** The same for a value somewhere inside an object. */
export function pruneValue(value: JsonValue, schema: SchemaNode, isResource: boolean): void {
  if (isJsonObject(value)) pruneObject(value, schema, isResource, '', []);
  else prune(value, schema, '', []);
}

function prune(value: JsonValue, schema: SchemaNode | undefined, path: string, pruned: string[]): void {
  if (isJsonArray(value)) {
    const items = schema === undefined ? undefined : itemsOf(schema);
    value.forEach((entry, index) => prune(entry, items, `${path}[${index}]`, pruned));
  } else if (isJsonObject(value)) {
    pruneObject(value, schema ?? {}, schema !== undefined && isEmbeddedResource(schema), path, pruned);
  }
}

function pruneObject(
  object: JsonObject,
  schema: SchemaNode,
  isResource: boolean,
  path: string,
  pruned: string[],
): void {
  const additional = additionalOf(schema);
  const keepsUnknown = preservesUnknown(schema) || schema['additionalProperties'] === true;
  for (const key of Object.keys(object)) {
    const where = path === '' ? key : `${path}.${key}`;
    if (isResource && key === 'metadata') pruneMetadata(object[key], where, pruned);
    if (isResource && isObjectHead(key)) continue;
    const property = propertyOf(schema, key) ?? additional;
    if (property !== undefined) prune(object[key] as JsonValue, property, where, pruned);
    else if (!keepsUnknown) {
      delete object[key];
      pruned.push(where);
    }
  }
}

/** Metadata is the same for every kind, whatever a schema says of it. */
function pruneMetadata(metadata: JsonValue | undefined, path: string, pruned: string[]): void {
  const known = goType('meta.v1.ObjectMeta')?.byName;
  if (!isJsonObject(metadata) || known === undefined) return;
  for (const key of Object.keys(metadata)) {
    if (known.has(key)) continue;
    delete metadata[key];
    pruned.push(`${path}.${key}`);
  }
}
