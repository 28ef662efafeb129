import type { JsonArray, JsonObject, JsonValue } from '../object.ts';
import type { TypeSchema } from '../schema.ts';
import { cloneJson } from '../json/clone-json.ts';
import { deepEqual } from '../json/deep-equal.ts';
import { getOwn, isJsonArray, isJsonObject, setOwn } from '../json/own.ts';
import { ElementIdentity, orderElements } from './element-order.ts';
import { withoutNulls } from './merge-patch.ts';
import { goText, goTypeName } from '../json/go-text.ts';
import { PatchError } from './patch-error.ts';

const directive = '$patch';
const retainKeys = '$retainKeys';
const deletePrefix = '$deleteFromPrimitiveList/';
const orderPrefix = '$setElementOrder/';

/**
 * Applies a strategic merge patch as the API server does: maps merge, lists by the merge key that their schema declares,
 * with the directives `$patch`, `$retainKeys`, `$deleteFromPrimitiveList/…` and `$setElementOrder/…`. Without a schema
 * lists are replaced. Nothing given is changed.
 *
 * @throws PatchError for a patch that is malformed.
 */
export function applyStrategicMergePatch(
  target: JsonObject,
  patch: JsonObject,
  schema: TypeSchema | undefined,
): JsonObject {
  return mergeMap(cloneJson(target), cloneJson(patch), schema);
}

function invalid(message: string): PatchError {
  return new PatchError('invalid', message);
}

function unexpected(message: string, detailed = message): PatchError {
  return new PatchError('unexpected', message, detailed);
}

/** A `$patch` that is none, or not here. */
function unknownDirective(marker: JsonValue, patch: JsonObject): PatchError {
  const shown = typeof marker === 'string' ? marker : `%!s(${goTypeName(marker)}=${goText(marker)})`;
  const message = `unknown patch type: ${shown} in map`;
  return unexpected(message, `${message}: ${goText(patch)}`);
}

function wrongType(expected: string, value: JsonValue): PatchError {
  return unexpected(`expected a ${expected}, but received a ${goTypeName(value)}`);
}

function mergeMap(original: JsonObject, patch: JsonObject, schema: TypeSchema | undefined): JsonObject {
  const marker = getOwn(patch, directive);
  if (marker !== undefined) return applyDirective(marker, patch);
  applyRetainKeys(original, patch);
  applyElementOrders(original, patch, schema);
  for (const key of Object.keys(patch)) {
    const value = patch[key] as JsonValue;
    if (key.startsWith(deletePrefix)) deleteFromList(original, key.slice(deletePrefix.length), value);
    else mergeField(original, key, value, fieldSchema(schema, key));
  }
  return original;
}

function applyDirective(marker: JsonValue, patch: JsonObject): JsonObject {
  if (marker === 'delete') return {};
  if (marker !== 'replace') throw unknownDirective(marker, patch);
  Reflect.deleteProperty(patch, directive);
  return withoutNulls(patch) as JsonObject;
}

function fieldSchema(schema: TypeSchema | undefined, key: string): TypeSchema | undefined {
  return schema?.shape === 'map' ? schema.element : schema?.field(key);
}

function mergeField(original: JsonObject, key: string, value: JsonValue, schema: TypeSchema | undefined): void {
  const before = getOwn(original, key);
  if (value === null) Reflect.deleteProperty(original, key);
  else if (isJsonObject(before) && isJsonObject(value)) setOwn(original, key, mergeStruct(before, value, schema));
  else if (isJsonArray(before) && isJsonArray(value)) setOwn(original, key, mergeList(before, value, schema));
  else {
    const kept = withoutDirectives(withoutNulls(value));
    if (kept === undefined) Reflect.deleteProperty(original, key);
    else setOwn(original, key, kept);
  }
}

function mergeStruct(before: JsonObject, patch: JsonObject, schema: TypeSchema | undefined): JsonObject {
  return strategyOf(schema) === 'replace' ? (withoutNulls(patch) as JsonObject) : mergeMap(before, patch, schema);
}

function strategyOf(schema: TypeSchema | undefined): 'merge' | 'replace' | undefined {
  const strategies = schema?.patchStrategies ?? [];
  return strategies.includes('merge') ? 'merge' : strategies.includes('replace') ? 'replace' : undefined;
}

function mergeList(before: JsonArray, patch: JsonArray, schema: TypeSchema | undefined): JsonArray {
  if (strategyOf(schema) !== 'merge') return withoutNulls(patch) as JsonArray;
  if (before.length === 0 && patch.length === 0) return before;
  const elements = elementKind(before, patch);
  const identity = new ElementIdentity(elements === 'map' ? schema?.patchMergeKey : undefined);
  if (elements !== 'map') return orderElements(union(before, patch), patch, before, identity);
  if (identity.mergeKey === undefined) throw unexpected('cannot merge lists without merge key');
  const { live, changes } = applyElementDirectives(before, patch, identity);
  return orderElements(mergeElements([...live], changes, identity, schema?.element), changes, live, identity);
}

function elementKind(...lists: JsonArray[]): string {
  const kinds = new Set(lists.flat().map(kindOf));
  if (kinds.has('list')) throw new PatchError('not-applicable', 'lists of lists are not supported');
  if (kinds.size > 1) {
    const rule = 'list element types are not identical';
    throw unexpected(rule, `${rule}: ${goText(lists)}`);
  }
  return [...kinds][0] ?? 'map';
}

function kindOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'list';
  if (isJsonObject(value)) return 'map';
  return typeof value === 'bigint' ? 'number' : typeof value;
}

function union(before: JsonArray, patch: JsonArray): JsonArray {
  const merged: JsonArray = [];
  for (const element of [...before, ...patch]) {
    if (!merged.some((known) => deepEqual(known, element))) merged.push(element);
  }
  return merged;
}

interface Elements {
  readonly live: JsonArray;
  readonly changes: JsonArray;
}

/** Elements of a patch with `$patch`: delete removes its match, replace empties the list first. */
function applyElementDirectives(before: JsonArray, patch: JsonArray, identity: ElementIdentity): Elements {
  let live = before;
  let replaces = false;
  const changes: JsonArray = [];
  for (const element of patch) {
    const marker = isJsonObject(element) ? getOwn(element, directive) : undefined;
    if (marker === undefined) changes.push(element);
    else if (marker === 'replace') replaces = true;
    else if (marker === 'delete') {
      const deleted = identity.of(element);
      live = live.filter((candidate) => !hasIdentity(candidate, identity, deleted));
    } else if (marker === 'merge') throw unexpected('merging lists cannot yet be specified in the patch');
    else throw unknownDirective(marker, element as JsonObject);
  }
  return replaces ? { live: changes, changes: [] } : { live, changes };
}

function hasIdentity(element: JsonValue, identity: ElementIdentity, wanted: JsonValue): boolean {
  const value = isJsonObject(element) ? getOwn(element, identity.mergeKey ?? '') : undefined;
  return value !== undefined && deepEqual(value, wanted);
}

function mergeElements(
  live: JsonArray,
  changes: JsonArray,
  identity: ElementIdentity,
  schema: TypeSchema | undefined,
): JsonArray {
  for (const change of changes) {
    const wanted = identity.of(change);
    const index = live.findIndex((element) => hasIdentity(element, identity, wanted));
    const found = live[index];
    if (isJsonObject(found) && isJsonObject(change)) live[index] = mergeMap(found, change, schema);
    else live.push(withoutNulls(change));
  }
  return live;
}

function deleteFromList(original: JsonObject, key: string, unwanted: JsonValue): void {
  if (!isJsonArray(unwanted)) throw invalid('invalid patch format of primitive list');
  const list = getOwn(original, key);
  if (!isJsonArray(list)) return;
  const kept = list.filter((element) => !unwanted.some((candidate) => deepEqual(candidate, element)));
  setOwn(original, key, kept);
}

/** `$retainKeys` clears every field that it does not list, and the patch may hold only listed ones. */
function applyRetainKeys(original: JsonObject, patch: JsonObject): void {
  const listed = getOwn(patch, retainKeys);
  if (listed === undefined) return;
  if (!isJsonArray(listed)) throw invalid('invalid patch format of retainKeys');
  Reflect.deleteProperty(patch, retainKeys);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || key.startsWith(deletePrefix) || key.startsWith(orderPrefix)) continue;
    if (!listed.includes(key)) throw invalid('invalid patch format of retainKeys');
  }
  for (const key of Object.keys(original)) {
    if (!listed.includes(key)) Reflect.deleteProperty(original, key);
  }
}

/** Merges each list that has a `$setElementOrder` list and takes it out of the patch. */
function applyElementOrders(original: JsonObject, patch: JsonObject, schema: TypeSchema | undefined): void {
  for (const key of Object.keys(patch).filter((name) => name.startsWith(orderPrefix))) {
    const order = listOf(patch, key) ?? [];
    Reflect.deleteProperty(patch, key);
    const field = key.slice(orderPrefix.length);
    const live = listOf(original, field);
    const changes = listOf(patch, field);
    Reflect.deleteProperty(patch, field);
    const merged = mergeOrdered(live, changes, order, fieldSchema(schema, field));
    if (merged !== undefined) setOwn(original, field, merged);
  }
}

function listOf(object: JsonObject, key: string): JsonArray | undefined {
  const value = getOwn(object, key);
  if (value !== undefined && !isJsonArray(value)) throw wrongType('[]interface {}', value);
  return value;
}

function mergeOrdered(
  live: JsonArray | undefined,
  changes: JsonArray | undefined,
  order: JsonArray,
  schema: TypeSchema | undefined,
): JsonArray | undefined {
  if (live === undefined && changes === undefined) return undefined;
  const mergeKey = schema?.patchMergeKey;
  const identity = new ElementIdentity(mergeKey);
  checkAgainstOrder(changes ?? [], order, identity);
  let merged = live ?? [];
  if (changes !== undefined) {
    merged = live === undefined ? (withoutDirectives(changes) as JsonArray) : mergeList(live, changes, schema);
  }
  if ((live ?? []).length + (changes ?? []).length === 0) throw unexpected('no elements in any of the given slices');
  return orderElements(merged, order, live ?? [], identity);
}

/** The elements of a patch must appear in its order list, in that order; deletions need not. */
function checkAgainstOrder(changes: JsonArray, order: JsonArray, identity: ElementIdentity): void {
  if (order.length === 0) return;
  let place = -1;
  for (const change of changes) {
    if (isJsonObject(change) && Object.hasOwn(change, directive)) continue;
    const wanted = identity.of(change);
    const next = order.findIndex((element, index) => index > place && deepEqual(identity.of(element), wanted));
    if (next < 0) throw outOfOrder(changes, order);
    place = next;
  }
}

function outOfOrder(changes: JsonArray, order: JsonArray): PatchError {
  const name = orderPrefix.slice(0, -1);
  return unexpected(
    `The order in patch list doesn't match ${name} list`,
    `The order in patch list:\n${goText(changes)}\n doesn't match ${name} list:\n${goText(order)}\n`,
  );
}

/** A value that a patch adds, without what is only meant for merging; undefined when nothing is left to add. */
function withoutDirectives(value: JsonValue): JsonValue | undefined {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((element) => element !== undefined);
  if (!isJsonObject(value)) return value;
  if (Object.hasOwn(value, directive)) return undefined;
  const kept: JsonObject = {};
  for (const key of Object.keys(value)) {
    const field = withoutDirectives(value[key] as JsonValue);
    if (field !== undefined) setOwn(kept, key, field);
  }
  return kept;
}
