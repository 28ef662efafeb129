import { field, overwrite, quoteIfAmbiguous } from '../node/fields.ts';
import { isEmptyMap, isNull, scalar, tags, type Node, type ScalarStyle } from '../node/node.ts';

/** From this many entries on, an index is worth its making. Smaller collections are merged entry by entry. */
const largeSize = 64;

/** Merges what both sides have under one name or key. */
export type MergeValue = (name: string, old: Node | undefined, change: Node | undefined) => Node | undefined;

export function isLarge(target: Node, patch: Node | undefined): boolean {
  return target.content.length + (patch?.content.length ?? 0) > largeSize;
}

/** Merges the fields of large maps with the outcome of setting them one by one, but in linear time. */
export function mergeLargeMaps(
  sides: { target: Node; patch: Node | undefined },
  names: readonly string[],
  merge: MergeValue,
): void {
  const [old, changes] = [entriesOf(sides.target), sides.patch === undefined ? undefined : entriesOf(sides.patch)];
  const removed = new Set<string>();
  for (const name of names) {
    const existing = old.get(name)?.value;
    const merged = merge(name, existing, changes?.get(name)?.value);
    quoteIfAmbiguous(merged);
    if (merged === undefined || (merged.tag === tags.null && !merged.keepNull)) removed.add(name);
    else if (existing === undefined) sides.target.content.push(keyOf(name, changes?.get(name)?.style), merged);
    else overwrite(existing, merged);
  }
  removeFirst(sides.target, removed);
}

interface Entry {
  readonly value: Node;
  readonly style: ScalarStyle;
}

function entriesOf(map: Node): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (let at = 0; at + 1 < map.content.length; at += 2) {
    const [key, value] = [map.content[at], map.content[at + 1]];
    if (key !== undefined && value !== undefined && !entries.has(key.value)) {
      entries.set(key.value, { value, style: key.style });
    }
  }
  return entries;
}

function keyOf(name: string, style: ScalarStyle = 'plain'): Node {
  const key = scalar(name, tags.none);
  key.style = style;
  return key;
}

/** Of a name that stands twice only the first goes. */
function removeFirst(map: Node, names: Set<string>): void {
  if (names.size === 0) return;
  map.content = map.content.filter((node, at, all) => {
    const key = at % 2 === 0 ? node : all[at - 1];
    if (key === undefined || !names.has(key.value)) return true;
    if (at % 2 === 1) names.delete(key.value);
    return false;
  });
}

/** Whether all elements have the key, so that they can be found by it; an empty key means scalars. */
export function isKeyed(list: Node | undefined, key: string): boolean {
  return list === undefined || list.content.every((element) => (keyText(element, key) ?? '') !== '');
}

function keyText(element: Node, key: string): string | undefined {
  if (isNull(element)) return undefined;
  if (key === '') return element.kind === 'scalar' ? element.value : undefined;
  return element.kind === 'map' ? field(element, key)?.value : undefined;
}

/** Merges large lists by one key: the patch's elements in its order, then the others of the target. */
export function mergeLargeLists(
  sides: { target: Node; patch: Node | undefined },
  key: string,
  merge: MergeValue,
): Node[] {
  const [old, changes] = [
    elementsOf(sides.target, key),
    sides.patch === undefined ? undefined : elementsOf(sides.patch, key),
  ];
  const result = new Map<string, Node>();
  const deleted = new Set<string>();
  for (const value of new Set([...(changes?.keys() ?? []), ...old.keys()])) {
    const merged = merge(value, old.get(value), changes?.get(value));
    if (merged === undefined || isNull(merged) || isEmptyMap(merged)) deleted.add(value);
    else result.set(value, merged);
  }
  for (const element of sides.target.content) {
    const value = keyText(element, key) ?? '';
    if (!deleted.has(value)) result.set(value, element);
  }
  return [...result.values()];
}

function elementsOf(list: Node, key: string): Map<string, Node> {
  const elements = new Map<string, Node>();
  for (const element of list.content) {
    const value = keyText(element, key) ?? '';
    if (!elements.has(value)) elements.set(value, element);
  }
  return elements;
}
