import type { JsonObject, JsonValue } from '@sluice/objects';
import { deepEqual, getOwn, isJsonArray, isJsonObject, stringifyJson } from '@sluice/objects';
import { listAt, objectAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import {
  duplicateValue,
  invalidValue,
  required,
  tooLong,
  tooMany,
  unsupportedValue,
  wrongType,
} from '../validation/causes.ts';
import { hasFormat } from './formats.ts';
import { matchesPattern } from './patterns.ts';
import { counterpart, isUnchanged } from './ratchet.ts';
import type { SchemaNode } from './schema-node.ts';
import { additionalOf, isEmbeddedResource, itemsOf, nodeOf, propertyOf } from './schema-node.ts';

/**
 * What is wrong with a value under a structural schema, worded as the API server words it. What is as it was in `old` may
 * be wrong.
 */
export function validateValue(value: JsonValue, schema: SchemaNode, path: string, old?: JsonValue): readonly Cause[] {
  if (isUnchanged(value, old)) return [];
  if (value === null) return nullCauses(schema, path);
  const mismatch = typeCause(value, schema, path);
  if (mismatch !== undefined) return [mismatch, ...fractionCauses(value, schema, path)];
  return [
    ...ownCauses(value, schema, path),
    ...innerCauses(value, schema, path, old),
    ...logicCauses(value, schema, path),
  ];
}

function nullCauses(schema: SchemaNode, path: string): readonly Cause[] {
  if (schema['nullable'] === true || schema['type'] === undefined) return [];
  return [wrongType(path, 'null', `${path} in body must be of type ${typeName(schema)}: "null"`)];
}

function typeName(schema: SchemaNode): string {
  return isIntOrString(schema) ? 'integer,string' : String(schema['type']);
}

function isIntOrString(schema: SchemaNode): boolean {
  return schema['x-kubernetes-int-or-string'] === true;
}

function typeCause(value: JsonValue, schema: SchemaNode, path: string): Cause | undefined {
  const found = typeOf(value);
  if (isIntOrString(schema)) {
    return found === 'integer' || found === 'string' ? undefined : mismatch(found, 'integer,string', path);
  }
  const type = schema['type'];
  if (typeof type !== 'string' || type === '' || found === type) return undefined;
  if (type === 'number' && found === 'integer') return undefined;
  return mismatch(found, type, path);
}

function mismatch(found: string, expected: string, path: string): Cause {
  return wrongType(path, found, `${path} in body must be of type ${expected}: "${found}"`);
}

function typeOf(value: JsonValue): string {
  if (isJsonArray(value)) return 'array';
  if (typeof value === 'bigint') return 'integer';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function ownCauses(value: JsonValue, schema: SchemaNode, path: string): readonly Cause[] {
  const causes = enumCauses(value, schema, path);
  if (typeof value === 'string') return [...causes, ...textCauses(value, schema, path)];
  if (typeof value === 'number' || typeof value === 'bigint') return [...causes, ...numberCauses(value, schema, path)];
  if (isJsonArray(value)) return [...causes, ...listCauses(value, schema, path)];
  return isJsonObject(value) ? [...causes, ...objectCauses(value, schema, path)] : causes;
}

function enumCauses(value: JsonValue, schema: SchemaNode, path: string): readonly Cause[] {
  if (schema['enum'] === undefined) return [];
  const allowed = listAt(schema, 'enum');
  if (allowed.some((each) => deepEqual(each, value))) return [];
  return [
    unsupportedValue(
      path,
      value,
      allowed.map((each) => (typeof each === 'string' ? each : stringifyJson(each))),
    ),
  ];
}

function textCauses(value: string, schema: SchemaNode, path: string): readonly Cause[] {
  const { maxLength, minLength, pattern, format } = schema;
  const causes: Cause[] = [];
  const length = [...value].length;
  if (typeof maxLength === 'number' && length > maxLength)
    causes.push(tooLong(path, `may not be more than ${maxLength} bytes`));
  if (typeof minLength === 'number' && length < minLength)
    causes.push(invalidValue(path, value, `${path} in body should be at least ${minLength} chars long`));
  if (typeof pattern === 'string' && !matchesPattern(pattern, value))
    causes.push(invalidValue(path, value, `${path} in body should match '${pattern}'`));
  if (typeof format === 'string' && !hasFormat(value, format))
    causes.push(wrongType(path, value, `${path} in body must be of type ${format}: ${JSON.stringify(value)}`));
  return causes;
}

function numberCauses(value: number | bigint, schema: SchemaNode, path: string): readonly Cause[] {
  const problems = [aboveMaximum(value, schema), belowMinimum(value, schema)];
  const causes = [
    ...multipleCauses(value, schema, path),
    ...problems
      .filter((problem) => problem !== undefined)
      .map((problem) => invalidValue(path, value, `${path} in body should be ${problem}`)),
  ];
  return isInt32(value, schema) ? causes : [...causes, wrongInteger('with format int32', path)];
}

/** A fraction where a whole number belongs is complained of a second time. */
function fractionCauses(value: JsonValue, schema: SchemaNode, path: string): readonly Cause[] {
  if (schema['type'] !== 'integer' || typeof value !== 'number' || isIntOrString(schema)) return [];
  const { format } = schema;
  return [wrongInteger(typeof format === 'string' ? `with format ${format}` : '(default format)', path)];
}

/** This one check of the API server names no field. */
function wrongInteger(format: string, path: string): Cause {
  return invalidValue('<nil>', '', `Checked value must be of type integer ${format} in ${path}`);
}

function limitOf(schema: SchemaNode, key: string): number | bigint | undefined {
  const limit = schema[key];
  return typeof limit === 'number' || typeof limit === 'bigint' ? limit : undefined;
}

function aboveMaximum(value: number | bigint, schema: SchemaNode): string | undefined {
  const limit = limitOf(schema, 'maximum');
  const exclusive = schema['exclusiveMaximum'] === true;
  if (limit === undefined || (exclusive ? value < limit : value <= limit)) return undefined;
  return `less than ${exclusive ? '' : 'or equal to '}${limit}`;
}

function belowMinimum(value: number | bigint, schema: SchemaNode): string | undefined {
  const limit = limitOf(schema, 'minimum');
  const exclusive = schema['exclusiveMinimum'] === true;
  if (limit === undefined || (exclusive ? value > limit : value >= limit)) return undefined;
  return `greater than ${exclusive ? '' : 'or equal to '}${limit}`;
}

function multipleCauses(value: number | bigint, schema: SchemaNode, path: string): readonly Cause[] {
  const factor = limitOf(schema, 'multipleOf');
  if (factor === undefined) return [];
  // The factor of a whole number is read as a whole number.
  const read = typeof value === 'bigint' || Number.isInteger(value) ? Math.trunc(Number(factor)) : Number(factor);
  if (read <= 0) {
    return [invalidValue(path, read, `factor MultipleOf declared for ${path} must be positive: ${read}`)];
  }
  if (Number(value) % read === 0) return [];
  return [invalidValue(path, value, `${path} in body should be a multiple of ${factor}`)];
}

function isInt32(value: number | bigint, schema: SchemaNode): boolean {
  return schema['format'] !== 'int32' || (value <= 2 ** 31 - 1 && value >= -(2 ** 31));
}

function listCauses(value: readonly JsonValue[], schema: SchemaNode, path: string): readonly Cause[] {
  const { maxItems, minItems } = schema;
  const causes: Cause[] = [];
  if (typeof minItems === 'number' && value.length < minItems)
    causes.push(invalidValue(path, value.length, `${path} in body should have at least ${minItems} items`));
  if (typeof maxItems === 'number' && value.length > maxItems) causes.push(tooMany(path, value.length, maxItems));
  if (schema['uniqueItems'] === true && hasDuplicates(value))
    causes.push(invalidValue(path, '', `${path} in body shouldn't contain duplicates`));
  return [...causes, ...listTypeCauses(value, schema, path)];
}

function hasDuplicates(list: readonly JsonValue[]): boolean {
  return list.some((entry, index) => list.slice(0, index).some((earlier) => deepEqual(entry, earlier)));
}

/** Lists of type set or map have no two elements of the same key. */
function listTypeCauses(value: readonly JsonValue[], schema: SchemaNode, path: string): readonly Cause[] {
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'set' && type !== 'map') return [];
  const names = listAt(schema, 'x-kubernetes-list-map-keys').map(String);
  const keyOf = (entry: JsonValue): JsonValue => (type === 'set' ? entry : pick(entry, names));
  const seen = new Map<string, number>();
  return value.flatMap((entry, index) => {
    const key = stringifyJson(keyOf(entry));
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    // What stands there a third time is not said again.
    return count === 2 ? [duplicateValue(`${path}[${index}]`, keyOf(entry))] : [];
  });
}

function pick(entry: JsonValue, names: readonly string[]): JsonObject {
  const object = objectAt(entry);
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(object, name)).map((name) => [name, object[name] as JsonValue]),
  );
}

function objectCauses(value: JsonObject, schema: SchemaNode, path: string): readonly Cause[] {
  const { minProperties, maxProperties } = schema;
  const count = Object.keys(value).length;
  const causes: Cause[] = [];
  if (typeof minProperties === 'number' && count < minProperties)
    causes.push(invalidValue(path, count, `${path} in body should have at least ${minProperties} properties`));
  if (typeof maxProperties === 'number' && count > maxProperties) causes.push(tooMany(path, count, maxProperties));
  for (const name of listAt(schema, 'required').map(String)) {
    if (getOwn(value, name) === undefined) causes.push(required(join(path, name), ''));
  }
  return causes;
}

function innerCauses(value: JsonValue, schema: SchemaNode, path: string, old?: JsonValue): readonly Cause[] {
  if (isJsonArray(value)) {
    const items = itemsOf(schema);
    if (items === undefined) return [];
    return value.flatMap((entry, index) =>
      validateValue(entry, items, `${path}[${index}]`, counterpart(entry, old, schema)),
    );
  }
  if (!isJsonObject(value)) return [];
  const additional = additionalOf(schema);
  const before = isJsonObject(old) ? old : {};
  const embedded = isEmbeddedResource(schema);
  const missing = embedded ? ['apiVersion', 'kind'].filter((key) => !value[key]) : [];
  const inner = Object.keys(value).flatMap((key) => {
    const property = propertyOf(schema, key) ?? additional;
    if (property === undefined || (embedded && key === 'metadata')) return [];
    return validateValue(value[key] as JsonValue, property, join(path, key), getOwn(before, key));
  });
  return [...missing.map((key) => required(join(path, key), '')), ...inner];
}

function logicCauses(value: JsonValue, schema: SchemaNode, path: string): readonly Cause[] {
  const branches = (key: string): readonly (readonly Cause[])[] =>
    listAt(schema, key).map((branch) => validateValue(value, nodeOf(branch) ?? {}, path));
  const say = (text: string): Cause => invalidValue('<nil>', '', `${JSON.stringify(path)} must ${text}`);
  const causes: Cause[] = branches('allOf').flat();
  if (causes.length > 0) causes.push(say('validate all the schemas (allOf)'));
  const any = branches('anyOf');
  if (any.length > 0 && !any.some((each) => each.length === 0))
    causes.push(say('validate at least one schema (anyOf)'), ...fewest(any));
  const one = branches('oneOf');
  const valid = one.filter((each) => each.length === 0).length;
  if (one.length > 0 && valid !== 1) {
    const detail = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`;
    causes.push(say(`validate one and only one schema (oneOf). ${detail}`), ...(valid === 0 ? fewest(one) : []));
  }
  const not = nodeOf(schema['not']);
  if (not !== undefined && validateValue(value, not, path).length === 0)
    causes.push(say('not validate the schema (not)'));
  return causes;
}

/** The branch that comes nearest explains best. */
function fewest(branches: readonly (readonly Cause[])[]): readonly Cause[] {
  return branches.toSorted((a, b) => a.length - b.length)[0] ?? [];
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
