import type { JsonObject, JsonValue } from '../object.ts';
import { cloneJson } from '../json/clone-json.ts';
import { deepEqual } from '../json/deep-equal.ts';
import { getOwn, isJsonObject, setOwn } from '../json/own.ts';

/** Applies a JSON merge patch (RFC 7386): maps merge, null deletes, anything else replaces. Nothing given is changed. */
export function applyMergePatch(target: JsonValue, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return withoutNulls(patch);
  return isJsonObject(target) ? mergeObject(target, patch) : withoutNulls(patch);
}

function mergeObject(target: JsonObject, patch: JsonObject): JsonObject {
  const merged: JsonObject = {};
  for (const key of Object.keys(target)) {
    const change = getOwn(patch, key);
    const value = target[key] as JsonValue;
    if (change === undefined) setOwn(merged, key, cloneJson(value));
    else if (change !== null) setOwn(merged, key, mergeField(value, change));
  }
  for (const key of Object.keys(patch)) {
    const change = patch[key] as JsonValue;
    if (change !== null && !Object.hasOwn(target, key)) setOwn(merged, key, withoutNulls(change));
  }
  return merged;
}

/** A list that replaces a map is taken as it is; in any other place nulls inside it are dropped. */
function mergeField(value: JsonValue, change: JsonValue): JsonValue {
  return isJsonObject(value) && Array.isArray(change) ? cloneJson(change) : applyMergePatch(value, change);
}

/** A copy without the keys that are null, as the API server drops them from what a patch adds; items of lists stay. */
export function withoutNulls(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  const kept: JsonObject = {};
  for (const key of Object.keys(value)) {
    const field = value[key] as JsonValue;
    if (field !== null) setOwn(kept, key, withoutNulls(field));
  }
  return kept;
}

/**
 * The merge patch that turns one map into another; empty when they are equal. A key that `to` holds with the value null
 * cannot be expressed and is left as it is.
 */
export function createMergePatch(from: JsonObject, to: JsonObject): JsonObject {
  const patch: JsonObject = {};
  for (const key of Object.keys(from)) {
    if (!Object.hasOwn(to, key)) setOwn(patch, key, null);
  }
  for (const key of Object.keys(to)) {
    const before = getOwn(from, key);
    const after = to[key] as JsonValue;
    if (deepEqual(before, after)) continue;
    setOwn(
      patch,
      key,
      isJsonObject(before) && isJsonObject(after) ? createMergePatch(before, after) : cloneJson(after),
    );
  }
  return patch;
}
