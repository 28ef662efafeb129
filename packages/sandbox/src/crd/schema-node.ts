import type { JsonObject, JsonValue } from '@sluice/objects';
import { getOwn, isJsonObject } from '@sluice/objects';
import { objectAt } from '../api-object.ts';

/** A node of an `openAPIV3Schema`. */
export type SchemaNode = JsonObject;

/** The schema of a named property. */
export function propertyOf(schema: SchemaNode, name: string): SchemaNode | undefined {
  return nodeOf(getOwn(objectAt(schema, 'properties'), name));
}

/** The schema of every property that is not named; `undefined` where none are allowed or any are. */
export function additionalOf(schema: SchemaNode): SchemaNode | undefined {
  return nodeOf(schema['additionalProperties']);
}

/** The schema of a list's elements. */
export function itemsOf(schema: SchemaNode): SchemaNode | undefined {
  return nodeOf(schema['items']);
}

export function nodeOf(value: JsonValue | undefined): SchemaNode | undefined {
  return isJsonObject(value) ? value : undefined;
}

export function preservesUnknown(schema: SchemaNode): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true;
}

export function isEmbeddedResource(schema: SchemaNode): boolean {
  return schema['x-kubernetes-embedded-resource'] === true;
}

/** Names that every object has and no schema needs to declare. */
export function isObjectHead(name: string): boolean {
  return name === 'apiVersion' || name === 'kind' || name === 'metadata';
}
