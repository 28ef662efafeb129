import type { JsonValue } from '../object.ts';
import type { TypeSchema } from '../schema.ts';
import { isJsonObject, setOwn } from '../json/own.ts';

/** A value inside an expression: integers are `bigint`, floats `number`. */
export type CelValue = null | boolean | bigint | number | string | CelValue[] | { [key: string]: CelValue };

/**
 * A JSON value as expressions see it. Numbers without a fraction are integers, unless the schema says `number`: then
 * they are floats.
 */
export function toCel(value: JsonValue, schema?: TypeSchema): CelValue {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && schema?.shape !== 'number' ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map((item) => toCel(item, schema?.element));
  if (!isJsonObject(value)) return value;
  const object: Record<string, CelValue> = {};
  for (const [key, field] of Object.entries(value))
    setOwn(object, key, toCel(field, schema?.field(key) ?? schema?.element));
  return object;
}

/** The JSON value of a result; what JSON has no form for becomes text. */
export function fromCel(value: unknown): JsonValue {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (Array.isArray(value)) return value.map(fromCel);
  const isPlain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain || value instanceof Map ? fromEntries(value) : String(value);
}

function fromEntries(value: object): JsonValue {
  const object: { [key: string]: JsonValue } = {};
  const entries = value instanceof Map ? (value as Map<unknown, unknown>).entries() : Object.entries(value);
  for (const [key, field] of entries) setOwn(object, String(key), fromCel(field));
  return object;
}
