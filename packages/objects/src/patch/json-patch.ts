import type { JsonObject, JsonValue } from '../object.ts';
import { cloneJson } from '../json/clone-json.ts';
import { deepEqual } from '../json/deep-equal.ts';
import { getOwn, isJsonObject } from '../json/own.ts';
import { stringifyJson } from '../json/stringify-json.ts';
import { checkedIndex, findPlace, insertAt, type Place, removeAt, setAt, valueAt } from './json-pointer.ts';
import { PatchError } from './patch-error.ts';

const missing = 'missing value';
/** `copy` can double a document with each operation. */
const copyLimit = 64 * 1024 * 1024;

/**
 * Applies a JSON patch (RFC 6902) the way of evanphx/json-patch v4, which the API server and kustomize pin: indexes may
 * be negative, `replace` of a missing key adds it, null and missing are one for `test`. The target is not changed.
 *
 * @throws PatchError `invalid` for what is no patch, `not-applicable` when an operation fails.
 */
export function applyJsonPatch(target: JsonValue, patch: JsonValue): JsonValue {
  if (!Array.isArray(patch)) throw new PatchError('invalid', 'a JSON patch must be a list of operations');
  const document = new PatchedDocument(cloneJson(target));
  for (const operation of patch) {
    if (!isJsonObject(operation)) throw new PatchError('invalid', 'an operation of a JSON patch must be a map');
    document.apply(operation);
  }
  return document.root;
}

class PatchedDocument {
  root: JsonValue;
  private copied = 0;

  constructor(root: JsonValue) {
    this.root = root;
  }

  apply(operation: JsonObject): void {
    const op = getOwn(operation, 'op');
    switch (op) {
      case 'add':
        return this.add(operation);
      case 'remove':
        return this.remove(operation);
      case 'replace':
        return this.replace(operation);
      case 'move':
        return this.move(operation);
      case 'test':
        return this.test(operation);
      case 'copy':
        return this.copy(operation);
      default:
        throw failed(`Unexpected kind: ${typeof op === 'string' ? op : 'unknown'}`);
    }
  }

  private add(operation: JsonObject): void {
    const path = text(operation, 'path', 'add operation failed to decode path');
    const place = this.place(path, `add operation does not apply: doc is missing path: "${path}"`);
    within(`error in add for path: '${path}'`, () => insertAt(place, valueOf(operation)));
  }

  private remove(operation: JsonObject): void {
    const path = text(operation, 'path', 'remove operation failed to decode path');
    const place = this.place(path, `remove operation does not apply: doc is missing path: "${path}"`);
    within(`error in remove for path: '${path}'`, () => removeAt(place));
  }

  private replace(operation: JsonObject): void {
    const path = text(operation, 'path', 'replace operation failed to decode path: operation missing path field');
    const value = valueOf(operation);
    if (path === '') {
      if (typeof value !== 'object' || value === null) throw failed('replace operation value must be object or array');
      this.root = value;
      return;
    }
    const place = this.place(path, `replace operation does not apply: doc is missing path: ${path}`);
    if (Array.isArray(place.container) && valueAt(place.container, place.key) === undefined) {
      throw failed(`replace operation does not apply: doc is missing key: ${path}: ${missing}`);
    }
    setAt(place, value);
  }

  private move(operation: JsonObject): void {
    const from = text(operation, 'from', 'move operation failed to decode from: operation, missing from field');
    const source = this.place(from, `move operation does not apply: doc is missing from path: ${from}`);
    const value = within(`error in move for path: '${source.key}'`, () => {
      const moved = read(source);
      removeAt(source);
      return moved;
    });
    const path = text(operation, 'path', 'move operation failed to decode path: operation missing path field');
    const place = this.place(path, `move operation does not apply: doc is missing destination path: ${path}`);
    within(`error in move for path: '${path}'`, () => insertAt(place, value));
  }

  private copy(operation: JsonObject): void {
    const from = text(operation, 'from', 'copy operation failed to decode from: operation, missing from field');
    const source = this.place(from, `copy operation does not apply: doc is missing from path: ${from}`);
    const value = within(`error in copy for from: '${from}'`, () => cloneJson(read(source)));
    const path = text(operation, 'path', 'copy operation failed to decode path');
    const place = this.place(path, `copy operation does not apply: doc is missing destination path: ${path}`);
    this.copied += stringifyJson(value).length;
    if (this.copied > copyLimit) throw failed(`copy operations add more than ${copyLimit} bytes`);
    within('error while adding value during copy', () => insertAt(place, value));
  }

  private test(operation: JsonObject): void {
    const path = text(operation, 'path', 'test operation failed to decode path: operation missing path field');
    const expected = valueOf(operation);
    const actual = path === '' ? this.root : this.readForTest(path);
    if (!deepEqual(actual, expected)) throw failed(`testing value ${path} failed: test failed`);
  }

  private readForTest(path: string): JsonValue {
    const place = this.place(path, `test operation does not apply: is missing path: ${path}`);
    return within(`error in test for path: '${path}'`, () => read(place));
  }

  private place(path: string, failure: string): Place {
    const place = findPlace(this.root, path);
    if (place === undefined) throw failed(`${failure}: ${missing}`);
    return place;
  }
}

/** A missing key reads as null, an index out of range fails. */
function read({ container, key }: Place): JsonValue {
  if (Array.isArray(container)) checkedIndex(key, container.length);
  return valueAt(container, key) ?? null;
}

function valueOf(operation: JsonObject): JsonValue {
  return cloneJson(getOwn(operation, 'value') ?? null);
}

function text(operation: JsonObject, field: 'path' | 'from', failure: string): string {
  const value = getOwn(operation, field);
  if (typeof value !== 'string') throw failed(`${failure}: ${missing}`);
  return value;
}

function within<T>(context: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof PatchError) throw failed(`${context}: ${error.message}`);
    throw error;
  }
}

function failed(message: string): PatchError {
  return new PatchError('not-applicable', message);
}
