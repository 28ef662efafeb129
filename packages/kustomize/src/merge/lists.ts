import { field, getField, setField, setScalar } from '../node/fields.ts';
import { setElement } from '../node/elements.ts';
import { findElement } from '../node/lookup.ts';
import { isEmptyMap, isNull, scalar, seqNode, tags, type Node } from '../node/node.ts';
import { takeDirective } from './directives.ts';
import { elementKeys, keysInUse, uniteKeys, type KeyValues } from './element-keys.ts';
import type { MergeContext, mergeNodes, Sides } from './merge.ts';
import { isKeyed, isLarge, mergeLargeLists } from './large-collections.ts';
import { takeStyle } from './take-style.ts';

/** The merge of what a list holds; handed in, because it in turn merges lists. */
type MergeElement = typeof mergeNodes;

/** Merges two lists: by key or by value where the schema says so, else the patch's list replaces the target's. */
export function mergeList(sides: Sides, context: MergeContext, merge: MergeElement): Node | undefined {
  const strategy = context.schema?.listStrategy();
  if (strategy === undefined || !strategy.merges) return sides.patch ?? sides.target;
  takeStyle(sides);
  const target = chooseTarget(sides);
  if (target === undefined) return undefined;
  const keys = strategy.keys.length === 0 ? [''] : strategy.keys;
  return mergeElements({ target, patch: sides.patch }, keys, { context, merge });
}

function chooseTarget({ target, patch }: Sides): Node | undefined {
  if (target === undefined || isNull(target)) return patch;
  if (patch !== undefined && patch.tag === tags.null) return undefined;
  switch (takeDirective(patch)) {
    case 'delete':
      return undefined;
    case 'replace':
      return patch;
    default:
      return target;
  }
}

/** The merged elements in the patch's order, then those of the target that the patch does not name. */
function mergeElements(
  sides: Sides & { target: Node },
  keys: readonly string[],
  place: { context: MergeContext; merge: MergeElement },
): Node | undefined {
  const large = mergeIfLarge(sides, keys, place);
  if (large !== undefined) return large;
  const all = elementKeys([sides.patch, sides.target], keys);
  const valuesList = keys.length > 1 ? uniteKeys(all) : all;
  const added = seqNode([], sides.target.source);
  let usedKeys = keys;
  for (const values of valuesList) {
    const used = keysInUse(valuesList, values, keys);
    usedKeys = used.keys;
    mergeElement(sides, used, { ...place, added });
  }
  if (valuesList.length === 0) return isNull(sides.target) ? undefined : sides.target;
  return appendAll(added, sides.target, usedKeys);
}

/** Long lists with one key that all elements have. */
function mergeIfLarge(
  { target, patch }: Sides & { target: Node },
  keys: readonly string[],
  { context, merge }: { context: MergeContext; merge: MergeElement },
): Node | undefined {
  const [key = '', second] = keys;
  if (second !== undefined || !isLarge(target, patch) || !isKeyed(target, key) || !isKeyed(patch, key))
    return undefined;
  const elements = { schemas: context.schemas, schema: context.schema?.elements(), path: context.path };
  const content = mergeLargeLists({ target, patch }, key, (value, old, change) => {
    const merged = merge({ target: old, patch: change }, elements);
    if (merged !== undefined && !isNull(merged) && !isEmptyMap(merged)) ensureKey(merged, key, value);
    return merged;
  });
  return seqNode(content, target.source);
}

function mergeElement(
  sides: Sides & { target: Node },
  used: KeyValues,
  { context, merge, added }: { context: MergeContext; merge: MergeElement; added: Node },
): void {
  const own = keysInUse([used.values], used.values, used.keys);
  const find = (list: Node | undefined): Node | undefined =>
    list?.kind === 'seq' ? findElement(list, own.keys, own.values) : undefined;
  const merged = merge(
    { target: find(sides.target), patch: find(sides.patch) },
    { schemas: context.schemas, schema: context.schema?.elements(), path: context.path },
  );
  if (merged === undefined || isNull(merged) || isEmptyMap(merged)) {
    setElement(sides.target, undefined, used.keys, used.values);
    return;
  }
  for (const [at, key] of used.keys.entries()) ensureKey(merged, key, used.values[at] ?? '');
  setElement(added, merged, used.keys, used.values);
}

/** A merged element always shows its key; a scalar one takes its text anew. */
function ensureKey(element: Node, key: string, value: string): void {
  if (value === '' || field(element, key) !== undefined) return;
  if (key === '') setScalar(element, scalar(value, tags.none, element.source));
  else setField(element, key, scalar(value, tags.none, element.source));
}

function appendAll(list: Node, from: Node, keys: readonly string[]): Node | undefined {
  for (const element of from.content) {
    if ((keys[0] ?? '') === '') setElement(list, element, [''], [element.value]);
    else appendElement(list, element, keys);
  }
  return list;
}

/** An element without one of the keys is appended as it is, once for each key it lacks. */
function appendElement(list: Node, element: Node, keys: readonly string[]): void {
  const values: string[] = [];
  for (const key of keys) {
    const value = getField(element, key);
    if (value === undefined) list.content.push(element);
    else values.push(value.value);
  }
  if (keys.length > 1) setElement(list, undefined, keys, values);
  setElement(list, element, keys, values);
}
