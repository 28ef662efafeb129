import { Environment } from '@marcbachmann/cel-js';
import type { JsonObject, JsonValue } from '../object.ts';
import type { TypeSchema } from '../schema.ts';
import { isJsonObject, setOwn } from '../json/own.ts';

/** A value inside an expression: integers are `bigint`, floats `number`. */
export type CelValue = null | boolean | bigint | number | string | Date | CelValue[] | { [key: string]: CelValue };

/**
 * A JSON value as expressions see it. Numbers without a fraction are integers, unless the schema says `number`: then
 * they are floats.
 */
export function toCel(value: JsonValue, schema?: TypeSchema): CelValue {
  if (Array.isArray(value)) return value.map((item) => toCel(item, schema?.element));
  if (isJsonObject(value)) return toCelMap(value, schema);
  if (typeof value === 'string') return readers.get(schema?.format ?? '')?.(value) ?? value;
  const isInteger = typeof value === 'number' && Number.isSafeInteger(value) && schema?.shape !== 'number';
  return isInteger ? BigInt(value) : value;
}

function toCelMap(value: JsonObject, schema: TypeSchema | undefined): CelValue {
  const object: Record<string, CelValue> = {};
  for (const [key, field] of Object.entries(value)) {
    const property = schema?.field(key);
    setOwn(object, property === undefined ? key : escapedName(key), toCel(field, property ?? schema?.element));
  }
  return object;
}

/** Formats whose texts are more than text inside an expression. */
const readers = new Map<string, (text: string) => CelValue | undefined>([
  ['date', timeOf],
  ['date-time', timeOf],
  ['duration', durationOf],
]);

function timeOf(text: string): CelValue | undefined {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

let durations: Environment | undefined;

/** The library keeps its type of durations to itself. */
function durationOf(text: string): CelValue | undefined {
  durations ??= new Environment().registerVariable('text', 'string');
  try {
    return durations.evaluate('duration(text)', { text }) as CelValue;
  } catch {
    return undefined;
  }
}

const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

/** How a property is called in an expression: CEL's own words and odd letters are written out. */
export function escapedName(name: string): string {
  if (reserved.has(name)) return `__${name}__`;
  return name
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__');
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
