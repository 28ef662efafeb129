import type { JsonObject, JsonValue } from '@sluice/objects';
import { cloneJson, getOwn, isJsonArray, isJsonObject, setOwn } from '@sluice/objects';
import { objectAt } from '../api-object.ts';
import type { SchemaNode } from './schema-node.ts';
import { additionalOf, itemsOf, nodeOf, propertyOf } from './schema-node.ts';

/** Fills what is missing, or null where null is not allowed, from the schema's defaults; drops other forbidden nulls. */
export function applySchemaDefaults(object: JsonObject, schema: SchemaNode): void {
  const properties = objectAt(schema, 'properties');
  for (const name of Object.keys(properties)) defaultProperty(object, name, nodeOf(properties[name]) ?? {});
  const additional = additionalOf(schema);
  for (const key of Object.keys(object)) {
    const property = propertyOf(schema, key) ?? additional;
    if (property === undefined) continue;
    if (object[key] === null && property === additional && property['nullable'] !== true) delete object[key];
    else applyInside(object[key] as JsonValue, property);
  }
}

function defaultProperty(object: JsonObject, name: string, property: SchemaNode): void {
  const value = getOwn(object, name);
  const isMissing = value === undefined || (value === null && property['nullable'] !== true);
  if (!isMissing) return;
  const initial = property['default'];
  if (initial !== undefined) setOwn(object, name, cloneJson(initial));
  else if (value === null) delete object[name];
}

function applyInside(value: JsonValue, schema: SchemaNode): void {
  if (isJsonObject(value)) applySchemaDefaults(value, schema);
  const items = itemsOf(schema);
  if (isJsonArray(value) && items !== undefined) for (const entry of value) applyInside(entry, items);
}
