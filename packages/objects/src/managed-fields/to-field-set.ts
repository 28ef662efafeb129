import type { JsonArray, JsonObject, JsonValue } from '../object.ts';
import type { TypeSchema } from '../schema.ts';
import { Draft, type FieldSet } from './field-set.ts';
import { fieldElement, type FieldSetPath } from './path-element.ts';
import { childSchema, formOf, indexList, isAtomic, listOf, mapOf } from './typed-value.ts';

/** The set of the fields that a value has: what its applier comes to own. */
export function toFieldSet(value: JsonValue, schema: TypeSchema | undefined): FieldSet {
  const draft = new Draft();
  collect(draft, [], value, schema);
  return draft.finish();
}

function collect(draft: Draft, path: FieldSetPath, value: JsonValue, schema: TypeSchema | undefined): void {
  const form = formOf(schema, value);
  if (form === 'scalar' || isAtomic(schema, form)) draft.insert(path);
  else if (form === 'map') collectMap(draft, path, mapOf(value) ?? {}, schema);
  else collectList(draft, path, listOf(value) ?? [], schema);
}

function collectMap(draft: Draft, path: FieldSetPath, object: JsonObject, schema: TypeSchema | undefined): void {
  for (const [key, value] of Object.entries(object)) {
    const inner = [...path, fieldElement(key)];
    collect(draft, inner, value, childSchema(schema, key));
    const isEmpty = value === null || (mapOf(value) !== undefined && Object.keys(value).length === 0);
    if (isEmpty || schema?.field(key) === undefined) draft.insert(inner);
  }
}

function collectList(draft: Draft, path: FieldSetPath, list: JsonArray, schema: TypeSchema | undefined): void {
  for (const { element, items } of indexList(schema, list).values()) {
    const inner = [...path, element];
    draft.insert(inner);
    // Duplicates are owned as one, without the fields inside them.
    if (items.length === 1) collect(draft, inner, items[0] as JsonValue, schema?.element);
  }
}
