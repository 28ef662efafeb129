import { cloneJson, deepEqual, getOwn, isJsonArray, setOwn, type JsonArray, type JsonValue } from '@sluice/objects';
import { textIn, type Operation } from './decode-patch.ts';
import { findPlace, indexIn, type Container, type Place } from './pointer.ts';

/** Values that `copy` may multiply in one patch, so that a patch cannot grow without end. */
const maxCopied = 1_000_000;

/**
 * Applies a JSON patch as evanphx/json-patch v4 does, which kustomize pins: `replace` of a missing key of a map adds
 * it, negative indices count from the end, null is a missing container. The document is changed.
 *
 * @throws Error that names the operation and the path that does not apply.
 */
export function applyJson6902(document: Container, patch: readonly Operation[]): Container {
  const run = new PatchRun(document);
  for (const operation of patch) run.apply(operation);
  return run.document;
}

class PatchRun {
  document: Container;
  #copied = 0;

  constructor(document: Container) {
    this.document = document;
  }

  apply(operation: Operation): void {
    const kind = textIn(operation, 'op') ?? 'unknown';
    switch (kind) {
      case 'add':
        return this.#add(operation);
      case 'remove':
        return remove(this.#place('remove', operation), pathOf('remove', operation));
      case 'replace':
        return this.#replace(operation);
      case 'move':
        return this.#move(operation);
      case 'test':
        return this.#test(operation);
      case 'copy':
        return this.#copy(operation);
      default:
        throw new Error(`Unexpected kind: ${kind}`);
    }
  }

  #add(operation: Operation): void {
    const path = pathOf('add', operation);
    const place = this.#place('add', operation);
    explain(`error in add for path: '${path}'`, () => addAt(place, valueOf(operation)));
  }

  #replace(operation: Operation): void {
    const path = pathOf('replace', operation);
    const value = valueOf(operation);
    if (path === '') {
      if (value === null || typeof value !== 'object')
        throw new Error('replace operation value must be object or array');
      this.document = value;
      return;
    }
    const place = findPlace(this.document, path);
    if (place === undefined)
      throw new Error(`replace operation does not apply: doc is missing path: ${path}: missing value`);
    replaceAt(place, value, path);
  }

  #move(operation: Operation): void {
    const from = fromOf('move', operation);
    const source = findPlace(this.document, from);
    if (source === undefined)
      throw new Error(`move operation does not apply: doc is missing from path: ${from}: missing value`);
    const value = explain(`error in move for path: '${source.key}'`, () => takeAt(source));
    const path = pathOf('move', operation);
    const place = findPlace(this.document, path);
    if (place === undefined)
      throw new Error(`move operation does not apply: doc is missing destination path: ${path}: missing value`);
    explain(`error in move for path: '${path}'`, () => addAt(place, value));
  }

  #copy(operation: Operation): void {
    const from = fromOf('copy', operation);
    const source = findPlace(this.document, from);
    if (source === undefined)
      throw new Error(`copy operation does not apply: doc is missing from path: ${from}: missing value`);
    const value = explain(`error in copy for from: '${from}'`, () => getAt(source)) ?? null;
    const path = pathOf('copy', operation);
    const place = findPlace(this.document, path);
    if (place === undefined)
      throw new Error(`copy operation does not apply: doc is missing destination path: ${path}: missing value`);
    this.#copied += countValues(value);
    if (this.#copied > maxCopied) throw new Error(`copy operations make more than ${maxCopied} values`);
    explain('error while adding value during copy', () => addAt(place, cloneJson(value)));
  }

  #test(operation: Operation): void {
    const path = pathOf('test', operation);
    const expected = valueOf(operation);
    const place = path === '' ? undefined : findPlace(this.document, path);
    if (path !== '' && place === undefined)
      throw new Error(`test operation does not apply: is missing path: ${path}: missing value`);
    const value =
      place === undefined ? this.document : explain(`error in test for path: '${path}'`, () => getAt(place));
    if (!deepEqual(value ?? null, expected)) throw new Error(`testing value ${path} failed: test failed`);
  }

  #place(kind: string, operation: Operation): Place {
    const path = pathOf(kind, operation);
    const place = findPlace(this.document, path);
    if (place === undefined)
      throw new Error(`${kind} operation does not apply: doc is missing path: "${path}": missing value`);
    return place;
  }
}

function pathOf(kind: string, operation: Operation): string {
  const path = textIn(operation, 'path');
  if (path === undefined) throw new Error(`${kind} operation failed to decode path: missing value`);
  return path;
}

function fromOf(kind: string, operation: Operation): string {
  const from = textIn(operation, 'from');
  if (from === undefined) throw new Error(`${kind} operation failed to decode from: missing value`);
  return from;
}

/** A value that is missing is null. Patches apply to many resources, so each gets its own copy. */
function valueOf(operation: Operation): JsonValue {
  return cloneJson(getOwn(operation, 'value') ?? null);
}

function explain<T>(prefix: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw new Error(`${prefix}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function getAt({ container, key }: Place): JsonValue | undefined {
  return isJsonArray(container) ? container[indexIn(container.length, key)] : getOwn(container, key);
}

function addAt({ container, key }: Place, value: JsonValue): void {
  if (!isJsonArray(container)) return setOwn(container, key, value);
  if (key === '-') container.push(value);
  else container.splice(insertionIndex(container, key), 0, value);
}

function insertionIndex(list: JsonArray, key: string): number {
  if (!/^[-+]?\d+$/.test(key)) throw new Error(`value was not a proper array index: '${key}': invalid syntax`);
  return indexIn(list.length + 1, key);
}

function replaceAt(place: Place, value: JsonValue, path: string): void {
  const { container, key } = place;
  if (!isJsonArray(container)) return setOwn(container, key, value);
  try {
    container[indexIn(container.length, key)] = value;
  } catch (cause) {
    throw new Error(`replace operation does not apply: doc is missing key: ${path}: missing value`, { cause });
  }
}

function remove(place: Place, path: string): void {
  explain(`error in remove for path: '${path}'`, () => takeAt(place));
}

function takeAt({ container, key }: Place): JsonValue {
  if (isJsonArray(container)) return container.splice(indexIn(container.length, key), 1)[0] ?? null;
  if (!Object.hasOwn(container, key)) throw new Error(`Unable to remove nonexistent key: ${key}: missing value`);
  const value = getOwn(container, key) ?? null;
  delete container[key];
  return value;
}

function countValues(value: JsonValue): number {
  if (value === null || typeof value !== 'object') return 1;
  return Object.values(value).reduce<number>((sum, child) => sum + countValues(child), 1);
}
