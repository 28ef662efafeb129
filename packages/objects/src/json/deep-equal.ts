import type { JsonObject, JsonValue } from '../object.ts';
import { getOwn } from './own.ts';

/**
 * Whether two values are the same JSON: the order of keys does not matter, a `bigint` equals the number of the same value.
 * A key with the value `undefined` counts as absent.
 */
export function deepEqual(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return equalScalars(a, b);
  if (a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && equalArrays(a, b);
  return !Array.isArray(b) && equalObjects(a, b);
}

function equalScalars(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (typeof a === 'bigint') return typeof b === 'number' && a === exactInteger(b);
  if (typeof b === 'bigint') return typeof a === 'number' && b === exactInteger(a);
  return false;
}

function exactInteger(value: number): bigint | undefined {
  return Number.isInteger(value) ? BigInt(value) : undefined;
}

function equalArrays(a: readonly JsonValue[], b: readonly JsonValue[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) {
    if (!deepEqual(a[index], b[index])) return false;
  }
  return true;
}

function equalObjects(a: JsonObject, b: JsonObject): boolean {
  let present = 0;
  for (const key of Object.keys(a)) {
    const value: JsonValue | undefined = a[key];
    if (!deepEqual(value, getOwn(b, key))) return false;
    if (value !== undefined) present++;
  }
  return present === countPresent(b);
}

function countPresent(object: JsonObject): number {
  let count = 0;
  for (const value of Object.values(object) as (JsonValue | undefined)[]) if (value !== undefined) count++;
  return count;
}
