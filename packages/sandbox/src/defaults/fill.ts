import type { JsonObject, JsonValue } from '@sluice/objects';
import { cloneJson, isJsonObject } from '@sluice/objects';
import { objectsAt } from '../api-object.ts';

/** Sets the fields that are not there. For Go, an empty text or a zero of an optional field is not there. */
export function fill(object: JsonObject, defaults: JsonObject): void {
  for (const [key, value] of Object.entries(defaults)) {
    if (!Object.hasOwn(object, key) || object[key] === '' || object[key] === null) object[key] = cloneJson(value);
  }
}

/** Like `fill`, where zero means unset too. */
export function fillZero(object: JsonObject, defaults: JsonObject): void {
  for (const [key, value] of Object.entries(defaults)) if (!object[key]) object[key] = value;
}

/** The struct of that name, made where it is not there. */
export function ensure(object: JsonObject, key: string): JsonObject {
  const found = object[key];
  if (isJsonObject(found)) return found;
  const made: JsonObject = {};
  object[key] = made;
  return made;
}

/** Calls back for each struct of the list at a path. */
export function each(value: JsonValue | undefined, path: readonly string[], visit: (item: JsonObject) => void): void {
  for (const item of objectsAt(value, ...path)) visit(item);
}

/** Calls back where there is a struct of that name. */
export function within(object: JsonObject, key: string, visit: (inner: JsonObject) => void): void {
  const inner = object[key];
  if (isJsonObject(inner)) visit(inner);
}
