import { field, requireKind } from './fields.ts';
import { isEmptyMap, isNull, type Node } from './node.ts';

/**
 * Replaces the elements that match all keys, appends the element where none does, or, without an element, deletes them.
 * Empty elements go; an element that is no map stays when maps are looked for.
 */
export function setElement(list: Node, element: Node | undefined, keys: readonly string[], values: readonly string[]): void {
  requireKind(list, 'seq');
  const names = keys.length === 0 ? [''] : keys;
  const kept: Node[] = [];
  let found = false;
  for (const item of list.content) {
    if (isNull(item) || isEmptyMap(item)) continue;
    if (item.kind !== 'map' && looksForMaps(names, values)) {
      kept.push(item);
    } else if (!matches(item, names, values)) {
      if (values.length > 0) kept.push(item);
    } else {
      found = true;
      if (element !== undefined) kept.push(element);
    }
  }
  if (!found && element !== undefined && !isNull(element)) kept.push(element);
  list.content = kept;
}

function looksForMaps(keys: readonly string[], values: readonly string[]): boolean {
  return keys.length > 0 && keys[0] !== '' && values.length > 0 && values[0] !== '';
}

/** Keys beyond the given values repeat the last answer, and an empty value matches whatever the field holds. */
function matches(item: Node, keys: readonly string[], values: readonly string[]): boolean {
  let last: Node | undefined;
  for (const [at, key] of keys.entries()) {
    const value = values[at];
    if (value !== undefined) last = matchField(item, key, value);
    if (last === undefined) return false;
  }
  return true;
}

function matchField(item: Node, key: string, value: string): Node | undefined {
  if (key === '') {
    requireKind(item, 'scalar');
    return item.value === value ? item : undefined;
  }
  requireKind(item, 'map');
  const found = field(item, key);
  if (found === undefined) return undefined;
  return value === '' || found.value === value ? found : undefined;
}
