import type { JsonObject, JsonValue, TypeSchema } from '@sluice/objects';
import { cloneJson, getOwn, isJsonArray, isJsonObject, setOwn } from '@sluice/objects';
import type { GoField, GoType, GoTypeRef } from '../go-types/go-types.ts';
import { goType } from '../go-types/go-types.ts';

export interface Misfits {
  /** Paths of fields that the schema does not have; they are removed. */
  readonly unknown: string[];
  /** What is wrong with values of another type. */
  readonly mistyped: string[];
}

/**
 * Brings an object of a built-in kind into the form that decoding it into its Go type and encoding it again would give:
 * unknown fields, nulls and empty optional values go, the schema's defaults and the nulls of required lists come. Changes
 * the object in place.
 */
export function fitSchema(object: JsonObject, schema: TypeSchema, type: GoType | undefined): Misfits {
  const misfits: Misfits = { unknown: [], mistyped: [] };
  fitStruct(object, schema, type, '', misfits);
  return misfits;
}

function fitStruct(object: JsonObject, schema: TypeSchema, type: GoType | undefined, path: string, misfits: Misfits): void {
  for (const key of Object.keys(object)) fitField(object, key, schema, type?.byName.get(key), path, misfits);
  addDefaults(object, schema, type);
}

function fitField(object: JsonObject, key: string, schema: TypeSchema, go: GoField | undefined, path: string, misfits: Misfits): void {
  const field = schema.field(key);
  const where = path === '' ? key : `${path}.${key}`;
  if (field === undefined) {
    if (schema.preservesUnknownFields) return;
    misfits.unknown.push(where);
    delete object[key];
    return;
  }
  const value = object[key] as JsonValue;
  if (value === null) delete object[key];
  else setOwn(object, key, fit(value, field, go?.type, where, misfits));
  if (isLeftOut(getOwn(object, key), go)) delete object[key];
}

/** Go leaves out what is empty and not a pointer. */
function isLeftOut(value: JsonValue | undefined, go: GoField | undefined): boolean {
  if (go === undefined || value === undefined) return false;
  if (go.omitsZero) return isEmptyObject(value);
  if (!go.omitsEmpty || go.isPointer) return false;
  if (go.type.shape === 'struct') return false;
  return value === '' || value === 0 || value === false || (isJsonArray(value) && value.length === 0) || isEmptyObject(value);
}

function isEmptyObject(value: JsonValue): boolean {
  return isJsonObject(value) && Object.keys(value).length === 0;
}

/** Adds what the schema says of fields that are missing, and the nulls that Go writes for required lists and pointers. */
function addDefaults(object: JsonObject, schema: TypeSchema, type: GoType | undefined): void {
  for (const name of schema.fieldNames()) {
    if (Object.hasOwn(object, name)) continue;
    const go = type?.byName.get(name);
    const field = schema.field(name);
    const initial = field?.default;
    if (initial !== undefined && go?.omitsZero !== true) {
      const value = cloneJson(initial);
      setOwn(object, name, value);
      if (isJsonObject(value) && field?.shape === 'struct') addDefaults(value, field, structType(go?.type));
    } else if (go !== undefined && !go.omitsEmpty && !go.omitsZero && isNullWhenMissing(go)) setOwn(object, name, null);
  }
}

function isNullWhenMissing({ isPointer, type }: GoField): boolean {
  return isPointer || type.shape === 'list' || type.shape === 'items' || type.shape === 'map' || type.name === 'bytes';
}

function structType(type: GoTypeRef | undefined): GoType | undefined {
  return type?.shape === 'struct' ? goType(type.name) : undefined;
}

function fit(value: JsonValue, schema: TypeSchema, type: GoTypeRef | undefined, path: string, misfits: Misfits): JsonValue {
  switch (schema.shape) {
    case 'struct':
      if (isJsonObject(value)) fitStruct(value, schema, structType(type), path, misfits);
      else mistyped(value, 'object', path, misfits);
      return value;
    case 'map':
      if (isJsonObject(value)) fitMap(value, schema, type, path, misfits);
      else mistyped(value, 'map', path, misfits);
      return value;
    case 'list':
      if (isJsonArray(value)) return fitList(value, schema, type, path, misfits);
      mistyped(value, 'slice', path, misfits);
      return value;
    default:
      if (!isScalarOf(value, schema)) mistyped(value, schema.shape, path, misfits);
      return value;
  }
}

function fitMap(value: JsonObject, schema: TypeSchema, type: GoTypeRef | undefined, path: string, misfits: Misfits): void {
  const { element } = schema;
  if (element === undefined) return;
  for (const key of Object.keys(value)) {
    const entry = value[key] as JsonValue;
    if (entry === null) setOwn(value, key, element.default === undefined ? null : cloneJson(element.default));
    else setOwn(value, key, fit(entry, element, type?.element, `${path}.${key}`, misfits));
  }
}

function fitList(value: JsonValue[], schema: TypeSchema, type: GoTypeRef | undefined, path: string, misfits: Misfits): JsonValue[] {
  const { element } = schema;
  if (element === undefined) return value;
  return value.map((entry, index) => {
    // Go decodes null into the zero value of the element.
    const present = entry === null && element.shape === 'struct' ? {} : entry;
    return present === null ? present : fit(present, element, type?.element, `${path}[${index}]`, misfits);
  });
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
