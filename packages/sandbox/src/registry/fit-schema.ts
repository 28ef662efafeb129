import type { JsonObject, JsonValue, TypeSchema } from '@sluice/objects';
import { cloneJson, isJsonArray, isJsonObject, setOwn } from '@sluice/objects';

export interface Misfits {
  /** Paths of fields that the schema does not have; they are removed. */
  readonly unknown: string[];
  /** What is wrong with values of another type. */
  readonly mistyped: string[];
}

/**
 * Brings an object of a built-in kind into the form that decoding it into its Go type and encoding it again would give:
 * unknown fields, nulls and empty optional collections go, the schema's defaults come. Changes the object in place.
 */
export function fitSchema(object: JsonObject, schema: TypeSchema): Misfits {
  const misfits: Misfits = { unknown: [], mistyped: [] };
  fitStruct(object, schema, '', misfits);
  return misfits;
}

function fitStruct(object: JsonObject, schema: TypeSchema, path: string, misfits: Misfits): void {
  for (const key of Object.keys(object)) {
    const field = schema.field(key);
    const where = path === '' ? key : `${path}.${key}`;
    if (field === undefined) {
      if (schema.preservesUnknownFields) continue;
      misfits.unknown.push(where);
      delete object[key];
    } else if (object[key] === null || isDroppedEmpty(object[key], field, schema, key)) {
      delete object[key];
    } else {
      setOwn(object, key, fit(object[key] as JsonValue, field, where, misfits));
    }
  }
  for (const name of schema.fieldNames()) addDefault(object, name, schema);
}

function addDefault(object: JsonObject, name: string, schema: TypeSchema): void {
  if (Object.hasOwn(object, name)) return;
  const field = schema.field(name);
  if (field?.default === undefined) return;
  const value = cloneJson(field.default);
  setOwn(object, name, value);
  if (isJsonObject(value) && field.shape === 'struct') for (const inner of field.fieldNames()) addDefault(value, inner, field);
}

/** Go leaves out empty maps and lists of optional fields. A struct stays: it may be a pointer that says something. */
function isDroppedEmpty(value: JsonValue | undefined, field: TypeSchema, owner: TypeSchema, key: string): boolean {
  if (owner.required.includes(key)) return false;
  if (field.shape === 'list') return isJsonArray(value) && value.length === 0;
  return field.shape === 'map' && isJsonObject(value) && Object.keys(value).length === 0;
}

function fit(value: JsonValue, schema: TypeSchema, path: string, misfits: Misfits): JsonValue {
  switch (schema.shape) {
    case 'struct':
      if (isJsonObject(value)) fitStruct(value, schema, path, misfits);
      else mistyped(value, 'object', path, misfits);
      return value;
    case 'map':
      if (isJsonObject(value)) fitMap(value, schema, path, misfits);
      else mistyped(value, 'map', path, misfits);
      return value;
    case 'list':
      if (isJsonArray(value)) return fitList(value, schema, path, misfits);
      mistyped(value, 'slice', path, misfits);
      return value;
    default:
      return fitScalar(value, schema, path, misfits);
  }
}

function fitMap(value: JsonObject, schema: TypeSchema, path: string, misfits: Misfits): void {
  const { element } = schema;
  if (element === undefined) return;
  for (const key of Object.keys(value)) {
    const entry = value[key] as JsonValue;
    if (entry === null) setOwn(value, key, element.default === undefined ? null : cloneJson(element.default));
    else setOwn(value, key, fit(entry, element, `${path}.${key}`, misfits));
  }
}

function fitList(value: JsonValue[], schema: TypeSchema, path: string, misfits: Misfits): JsonValue[] {
  const { element } = schema;
  if (element === undefined) return value;
  return value.map((entry, index) => (entry === null ? entry : fit(entry, element, `${path}[${index}]`, misfits)));
}

function fitScalar(value: JsonValue, schema: TypeSchema, path: string, misfits: Misfits): JsonValue {
  if (!isScalarOf(value, schema)) mistyped(value, schema.shape, path, misfits);
  return value;
}

function isScalarOf(value: JsonValue, schema: TypeSchema): boolean {
  switch (schema.shape) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return typeof value === 'bigint' || Number.isInteger(value);
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint';
    case 'int-or-string':
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
    default:
      return true;
  }
}

const goTypes = new Map([
  ['integer', 'int32'],
  ['boolean', 'bool'],
  ['number', 'float64'],
]);

function mistyped(value: JsonValue, expected: string, path: string, misfits: Misfits): void {
  const found = isJsonArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  misfits.mistyped.push(`json: cannot unmarshal ${found} into Go struct field ${path} of type ${goTypes.get(expected) ?? expected}`);
}
