import type { JsonArray, JsonObject, JsonValue } from '../object.ts';

/**
 * Objects of this project are ordinary objects, as `JSON.parse` makes them. That is safe as long as keys that come from
 * users are written and read through the functions of this file: `__proto__` then is an own property like any other.
 */

/** Sets an own property, whatever its key: `__proto__` becomes data and never a prototype. */
export function setOwn<T>(object: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}

/** Reads an own property; `undefined` where the object has none, also for `constructor` and the like. */
export function getOwn<T>(object: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** An object of the given pairs; of two pairs with one key the later wins. */
export function objectOf<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  const object: Record<string, T> = {};
  for (const [key, value] of entries) setOwn(object, key, value);
  return object;
}

/** Whether a value is a JSON object (neither null nor an array). */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a JSON array. */
export function isJsonArray(value: JsonValue | undefined): value is JsonArray {
  return Array.isArray(value);
}
