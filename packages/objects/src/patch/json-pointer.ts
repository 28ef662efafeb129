import type { JsonArray, JsonObject, JsonValue } from '../object.ts';
import { getOwn, setOwn } from '../json/own.ts';
import { PatchError } from './patch-error.ts';

/** The list or map that holds what a JSON pointer names, and the last step of the pointer. */
export interface Place {
  readonly container: JsonArray | JsonObject;
  readonly key: string;
}

/**
 * Finds the container of what a JSON pointer names, as evanphx/json-patch v4 does: text before the first slash is
 * ignored, list indexes may be negative. `undefined` when there is no such container, also for the empty pointer.
 */
export function findPlace(root: JsonValue, pointer: string): Place | undefined {
  const [, ...steps] = pointer.split('/');
  const key = steps.pop();
  if (key === undefined) return undefined;
  let container = root;
  for (const step of steps) {
    const next = isContainer(container) ? valueAt(container, decodeStep(step)) : undefined;
    if (next === undefined) return undefined;
    container = next;
  }
  return isContainer(container) ? { container, key: decodeStep(key) } : undefined;
}

function isContainer(value: JsonValue): value is JsonArray | JsonObject {
  return typeof value === 'object' && value !== null;
}

function decodeStep(step: string): string {
  return step.replaceAll(/~[01]/g, (escape) => (escape === '~1' ? '/' : '~'));
}

/** What a container holds at a step; `undefined` for a missing key or an index out of range. */
export function valueAt(container: JsonArray | JsonObject, key: string): JsonValue | undefined {
  if (!Array.isArray(container)) return getOwn(container, key);
  const index = parseIndex(key);
  return index === undefined ? undefined : container[index < 0 ? index + container.length : index];
}

/** Reads a list index as Go's `Atoi` does. */
function parseIndex(key: string): number | undefined {
  return /^[-+]?\d{1,15}$/.test(key) ? Number(key) : undefined;
}

/** An index from 0 of a list with `length` places. @throws PatchError when it is none. */
export function checkedIndex(key: string, length: number): number {
  const index = parseIndex(key);
  if (index === undefined) {
    throw new PatchError('not-applicable', `strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`);
  }
  const absolute = index < 0 ? index + length : index;
  if (absolute < 0 || absolute >= length) {
    throw new PatchError('not-applicable', `Unable to access invalid index: ${index}: invalid index referenced`);
  }
  return absolute;
}

/** Sets a key of a map or an existing index of a list. */
export function setAt({ container, key }: Place, value: JsonValue): void {
  if (Array.isArray(container)) container[checkedIndex(key, container.length)] = value;
  else setOwn(container, key, value);
}

/** Sets a key of a map, or inserts into a list: before an index, or behind the end for `-`. */
export function insertAt({ container, key }: Place, value: JsonValue): void {
  if (!Array.isArray(container)) setOwn(container, key, value);
  else if (key === '-') container.push(value);
  else if (parseIndex(key) === undefined) {
    const cause = `strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`;
    throw new PatchError('not-applicable', `value was not a proper array index: '${key}': ${cause}`);
  } else container.splice(checkedIndex(key, container.length + 1), 0, value);
}

/** Removes a key of a map or an index of a list, which must be there. */
export function removeAt({ container, key }: Place): void {
  if (Array.isArray(container)) container.splice(checkedIndex(key, container.length), 1);
  else if (!Object.hasOwn(container, key)) {
    throw new PatchError('not-applicable', `Unable to remove nonexistent key: ${key}: missing value`);
  } else Reflect.deleteProperty(container, key);
}
