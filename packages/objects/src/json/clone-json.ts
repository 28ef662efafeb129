import type { JsonObject, JsonValue } from '../object.ts';
import { setOwn } from './own.ts';

/** A deep copy that shares nothing with its original. Keys keep their order, `__proto__` stays data. */
export function cloneJson<T extends JsonValue>(value: T): T {
  return clone(value) as T;
}

function clone(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? value.map(clone) : cloneObject(value);
}

function cloneObject(object: JsonObject): JsonObject {
  const copy: JsonObject = {};
  for (const key of Object.keys(object)) setOwn(copy, key, clone(object[key] as JsonValue));
  return copy;
}
