import type { JsonObject, JsonValue } from '../object.ts';
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
  if (Array.isArray(value)) return value.map((item) => fill(item, schema.element));
  return isJsonObject(value) ? fillObject(value, schema) : value;
}

function fillObject(object: JsonObject, schema: TypeSchema): JsonObject {
  const filled: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    setOwn(filled, key, fill(value, schema.field(key) ?? schema.element));
  }
  if (schema.shape !== 'struct') return filled;
  for (const name of schema.fieldNames()) {
    const field = schema.field(name);
    if (field !== undefined && isZeroStruct(field) && (getOwn(filled, name) ?? null) === null) {
      setOwn(filled, name, fillObject({}, field));
    }
  }
  return filled;
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
