import type { JsonArray, JsonObject, JsonValue } from '../object.ts';
import type { TypeSchema } from '../schema.ts';
import { setOwn } from '../json/own.ts';
import type { FieldSet } from './field-set.ts';
import { fieldElement } from './path-element.ts';
import { childSchema, elementOf, formOf, isAtomic, listOf, mapOf } from './typed-value.ts';

/** The value without the fields and list elements of a set. Maps and lists that lose everything vanish themselves. */
export function removeFields(value: JsonObject, fields: FieldSet, schema: TypeSchema | undefined): JsonObject {
  return mapOf(remove(value, fields, schema)) ?? {};
}

function remove(value: JsonValue, fields: FieldSet, schema: TypeSchema | undefined): JsonValue | undefined {
  const form = formOf(schema, value);
  if (form === 'scalar') return value;
  if (isAtomic(schema, form)) return undefined;
  return form === 'map'
    ? removeFromMap(mapOf(value) ?? {}, fields, schema)
    : removeFromList(listOf(value) ?? [], fields, schema);
}

function removeFromMap(object: JsonObject, fields: FieldSet, schema: TypeSchema | undefined): JsonValue | undefined {
  const kept: JsonObject = {};
  // Upstream leaves null where something inside vanished, and so the map around it, before nulls are dropped.
  let holdsNull = false;
  for (const [key, value] of Object.entries(object)) {
    const element = fieldElement(key);
    if (fields.hasElement(element)) continue;
    const below = fields.below(element);
    const rest = below.isEmpty ? value : remove(value, below, childSchema(schema, key));
    if (rest === undefined) holdsNull = true;
    else setOwn(kept, key, rest);
  }
  return holdsNull || Object.keys(kept).length > 0 ? kept : undefined;
}

function removeFromList(list: JsonArray, fields: FieldSet, schema: TypeSchema | undefined): JsonValue | undefined {
  const kept: JsonArray = [];
  for (const item of list) {
    const element = elementOf(schema, item);
    if (fields.hasElement(element)) continue;
    const below = fields.below(element);
    const rest = below.isEmpty ? item : remove(item, below, schema?.element);
    if (rest !== undefined) kept.push(rest);
  }
  return kept.length > 0 ? kept : undefined;
}
