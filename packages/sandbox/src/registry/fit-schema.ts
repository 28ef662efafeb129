import type { JsonObject, JsonValue, TypeSchema } from '@sluice/objects';
import {
  QuantityError,
  canonicalQuantity,
  cloneJson,
  getOwn,
  isJsonArray,
  isJsonObject,
  setOwn,
} from '@sluice/objects';
import type { GoField, GoType, GoTypeRef } from '../go-types/go-types.ts';
import { goType } from '../go-types/go-types.ts';
import type { Misfit, MisfitPlace } from './misfit.ts';
import { badBase64, misfitOf, sameMisfit } from './misfit.ts';

export interface Misfits {
  /** Paths of fields that the schema does not have; they are removed. */
  readonly unknown: string[];
  /** What is wrong with values of another type. */
  readonly mistyped: Misfit[];
}

/**
 * Brings an object of a built-in kind into the form that decoding it into its Go type and encoding it again would give:
 * unknown fields, nulls and empty optional values go, the schema's defaults and the nulls of required lists come. Changes
 * the object in place.
 */
export function fitSchema(object: JsonObject, schema: TypeSchema, type: GoType | undefined): Misfits {
  const misfits: Misfits = { unknown: [], mistyped: [] };
  const place: Place = { path: '', exactPath: '', owner: '', type: undefined, shape: 'struct' };
  fitStruct(object, schema, type, place, misfits);
  return misfits;
}

/** Where a value stands. */
interface Place extends MisfitPlace {
  /** With positions and keys. */
  readonly exactPath: string;
}

interface FieldContext {
  /** Of the struct that the field belongs to. */
  readonly schema: TypeSchema;
  readonly go: GoField | undefined;
  readonly place: Place;
}

function fitStruct(
  object: JsonObject,
  schema: TypeSchema,
  type: GoType | undefined,
  place: Place,
  misfits: Misfits,
): void {
  const owner = type?.name.split('.').at(-1) ?? '';
  for (const key of Object.keys(object)) {
    fitField(object, key, { schema, go: type?.byName.get(key), place: { ...place, owner } }, misfits);
  }
  addDefaults(object, schema, type);
}

function fitField(object: JsonObject, key: string, { schema, go, place }: FieldContext, misfits: Misfits): void {
  const field = schema.field(key);
  if (field === undefined) {
    if (schema.preservesUnknownFields) return;
    misfits.unknown.push(joined(place.exactPath, key));
    delete object[key];
    return;
  }
  const value = object[key] as JsonValue;
  if (value === null) delete object[key];
  else {
    const where = {
      path: joined(place.path, key),
      exactPath: joined(place.exactPath, key),
      owner: place.owner,
      type: go?.type,
      shape: field.shape,
    };
    setOwn(object, key, fit(value, field, go?.type, where, misfits));
  }
  if (isLeftOut(getOwn(object, key), go)) delete object[key];
}

function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** Go leaves out what is empty and not a pointer. */
function isLeftOut(value: JsonValue | undefined, go: GoField | undefined): boolean {
  if (go === undefined || value === undefined) return false;
  if (go.omitsZero) return isEmptyObject(value);
  if (!go.omitsEmpty || go.isPointer) return false;
  if (go.type.shape === 'struct') return false;
  return (
    value === '' || value === 0 || value === false || (isJsonArray(value) && value.length === 0) || isEmptyObject(value)
  );
}

function isEmptyObject(value: JsonValue): boolean {
  return isJsonObject(value) && Object.keys(value).length === 0;
}

/** Adds what the schema says of fields that are missing, and the nulls that Go writes for required lists and pointers. */
function addDefaults(object: JsonObject, schema: TypeSchema, type: GoType | undefined): void {
  for (const name of schema.fieldNames()) {
    const field = schema.field(name);
    if (field !== undefined && !Object.hasOwn(object, name)) addDefault(object, name, field, type?.byName.get(name));
  }
}

function addDefault(object: JsonObject, name: string, field: TypeSchema, go: GoField | undefined): void {
  const missing = defaultOf(field, go);
  if (missing !== undefined) {
    const value = cloneJson(missing);
    setOwn(object, name, value);
    if (isJsonObject(value) && field.shape === 'struct') addDefaults(value, field, structType(go?.type));
  } else if (go !== undefined && isWrittenAsNull(go)) setOwn(object, name, null);
  else if (go !== undefined && isBareQuantity(go)) setOwn(object, name, '0');
}

function defaultOf(field: TypeSchema, go: GoField | undefined): JsonValue | undefined {
  const isLeftOut = go?.omitsZero === true || (field.default === '' && go?.omitsEmpty === true);
  return isLeftOut ? undefined : field.default;
}

function isWrittenAsNull(go: GoField): boolean {
  return isBareTime(go) || (!go.omitsEmpty && !go.omitsZero && isNullWhenMissing(go));
}

const times = new Set(['meta.v1.Time', 'meta.v1.MicroTime']);

/** A time that is no pointer is never left out, whatever its tag says. */
function isBareTime({ isPointer, omitsZero, type }: GoField): boolean {
  return !isPointer && !omitsZero && times.has(type.name);
}

/** Nor is a quantity. */
function isBareQuantity({ isPointer, type }: GoField): boolean {
  return !isPointer && type.name === 'api.resource.Quantity';
}

function isNullWhenMissing({ isPointer, type }: GoField): boolean {
  return isPointer || type.shape === 'list' || type.shape === 'items' || type.shape === 'map' || type.name === 'bytes';
}

function structType(type: GoTypeRef | undefined): GoType | undefined {
  return type?.shape === 'struct' ? goType(type.name) : undefined;
}

function fit(
  value: JsonValue,
  schema: TypeSchema,
  type: GoTypeRef | undefined,
  place: Place,
  misfits: Misfits,
): JsonValue {
  switch (schema.shape) {
    case 'struct':
      if (isJsonObject(value)) fitStruct(value, schema, structType(type), place, misfits);
      else mistyped(value, place, misfits);
      return value;
    case 'map':
      if (isJsonObject(value)) fitMap(value, schema, type, place, misfits);
      else mistyped(value, place, misfits);
      return value;
    case 'list':
      if (isJsonArray(value)) return fitList(value, schema, type, place, misfits);
      mistyped(value, place, misfits);
      return value;
    default:
      return fitScalar(value, schema, place, misfits);
  }
}

const largestInt32 = 2 ** 31 - 1;

function fitScalar(value: JsonValue, schema: TypeSchema, place: Place, misfits: Misfits): JsonValue {
  const isTooLarge = place.type?.name === 'i32' && typeof value === 'number' && Math.abs(value) > largestInt32;
  if (!isScalarOf(value, schema) || isTooLarge) mistyped(value, place, misfits);
  else return fitFormat(value, schema.format, misfits);
  return value;
}

/** Texts that Go decodes into something else: quantities, times, bytes. */
function fitFormat(value: JsonValue, format: string | undefined, misfits: Misfits): JsonValue {
  if (format === 'quantity' && (typeof value === 'string' || typeof value === 'number'))
    return fitQuantity(value, misfits);
  if (typeof value !== 'string') return value;
  if (format === 'date-time' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value)) {
    const quoted = JSON.stringify(value);
    misfits.mistyped.push(
      sameMisfit(`parsing time ${quoted} as "2006-01-02T15:04:05Z07:00": cannot parse ${quoted} as "2006"`),
    );
  }
  if (format === 'byte') {
    const wrong =
      /[^A-Za-z0-9+/]/.exec(value.replace(/={1,2}$/, ''))?.index ??
      (value.length % 4 === 0 ? -1 : value.length - (value.length % 4));
    if (wrong !== -1) misfits.mistyped.push(badBase64(wrong));
  }
  return value;
}

function fitQuantity(value: string | number, misfits: Misfits): JsonValue {
  try {
    return canonicalQuantity(value);
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    misfits.mistyped.push(sameMisfit(error.message));
    return value;
  }
}

function fitMap(
  value: JsonObject,
  schema: TypeSchema,
  type: GoTypeRef | undefined,
  place: Place,
  misfits: Misfits,
): void {
  const { element } = schema;
  if (element === undefined) return;
  for (const key of Object.keys(value)) {
    const entry = value[key] as JsonValue;
    const where = { ...place, exactPath: joined(place.exactPath, key), type: type?.element, shape: element.shape };
    if (entry === null) setOwn(value, key, element.default === undefined ? null : cloneJson(element.default));
    else setOwn(value, key, fit(entry, element, type?.element, where, misfits));
  }
}

function fitList(
  value: JsonValue[],
  schema: TypeSchema,
  type: GoTypeRef | undefined,
  place: Place,
  misfits: Misfits,
): JsonValue[] {
  const { element } = schema;
  if (element === undefined) return value;
  return value.map((entry, index) => {
    // Go decodes null into the zero value of the element.
    const present = entry === null && element.shape === 'struct' ? {} : entry;
    const where = { ...place, exactPath: `${place.exactPath}[${index}]`, type: type?.element, shape: element.shape };
    return present === null ? present : fit(present, element, type?.element, where, misfits);
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

function mistyped(value: JsonValue, place: Place, misfits: Misfits): void {
  misfits.mistyped.push(misfitOf(value, place));
}
