import type { JsonArray, JsonObject, JsonValue } from '../object.ts';
import type { TypeSchema } from '../schema.ts';
import { getOwn, isJsonObject, setOwn } from '../json/own.ts';

/**
 * Built-in kinds are Go structs on the real server: a struct inside another is there even when nobody set it, as `{}`,
 * and OpenAPI marks it by the default `{}`. Field ownership depends on that, so values of built-in kinds are filled first.
 */
export function withZeroStructs<T extends JsonValue>(value: T, schema: TypeSchema | undefined): T {
  return fill(value, schema) as T;
}

function fill(value: JsonValue, schema: TypeSchema | undefined): JsonValue {
  if (schema === undefined) return value;
  if (Array.isArray(value)) return fillList(value, schema.element);
  return isJsonObject(value) ? fillObject(value, schema) : value;
}

/** Lists and objects that lack nothing are returned as they are. */
function fillList(list: JsonArray, element: TypeSchema | undefined): JsonArray {
  if (element === undefined || (element.shape !== 'struct' && element.shape !== 'list')) return list;
  const filled = list.map((item) => fill(item, element));
  return filled.some((item, index) => item !== list[index]) ? filled : list;
}

function fillObject(object: JsonObject, schema: TypeSchema): JsonObject {
  let filled = object;
  const set = (key: string, value: JsonValue): void => {
    if (filled === object) filled = { ...object };
    setOwn(filled, key, value);
  };
  for (const [key, value] of Object.entries(object)) {
    const inner = typeof value === 'object' ? fill(value, schema.field(key) ?? schema.element) : value;
    if (inner !== value) set(key, inner);
  }
  for (const [name, field] of zeroStructsOf(schema)) {
    if ((getOwn(filled, name) ?? null) === null) set(name, fillObject({}, field));
  }
  return filled;
}

const zeroStructs = new WeakMap<TypeSchema, readonly (readonly [string, TypeSchema])[]>();

function zeroStructsOf(schema: TypeSchema): readonly (readonly [string, TypeSchema])[] {
  let found = zeroStructs.get(schema);
  if (found === undefined) {
    const names = schema.shape === 'struct' ? schema.fieldNames() : [];
    const fields = names.map((name) => [name, schema.field(name)] as const);
    found = fields.filter(
      (entry): entry is readonly [string, TypeSchema] => entry[1] !== undefined && isZeroStruct(entry[1]),
    );
    zeroStructs.set(schema, found);
  }
  return found;
}

function isZeroStruct(schema: TypeSchema): boolean {
  return isJsonObject(schema.default) && Object.keys(schema.default).length === 0;
}

/** The object of a built-in kind that Go makes before anything is decoded into it. */
export function zeroObject(schema: TypeSchema | undefined): JsonObject {
  const zero: JsonObject = {};
  for (const name of schema?.fieldNames() ?? []) {
    const field = schema?.field(name);
    if (field === undefined) continue;
    if (isZeroStruct(field)) setOwn(zero, name, zeroObject(field));
    else if (schema?.required.includes(name)) setOwn(zero, name, zeroValue(field));
  }
  return zero;
}

function zeroValue(schema: TypeSchema): JsonValue {
  switch (schema.shape) {
    case 'string':
      return '';
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    default:
      return null;
  }
}
