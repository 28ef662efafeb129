import { deepEqual, getOwn, isJsonObject, type JsonObject, setOwn } from '@sluice/objects';

/** The merge patch that makes `after` of `before`; undefined when they are the same. */
export function diffObjects(before: JsonObject, after: JsonObject): JsonObject | undefined {
  const patch: JsonObject = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const from = getOwn(before, key);
    const to = getOwn(after, key);
    if (deepEqual(from, to)) continue;
    if (isJsonObject(from) && isJsonObject(to)) setOwn(patch, key, diffObjects(from, to) ?? {});
    else setOwn(patch, key, to === undefined ? null : to);
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}
