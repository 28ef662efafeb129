import { field, requireKind } from './fields.ts';
import { isEmptyMap, isNull, type Node } from './node.ts';

/**
 * Replaces the elements that match all keys, appends the element where none does, or, without an element, deletes them.
 * Empty elements go; an element that is no map stays when maps are looked for.
 */
export function setElement(
  list: Node,
  element: Node | undefined,
  keys: readonly string[],
  values: readonly string[],
): void {
  requireKind(list, 'seq');
  const names = keys.length === 0 ? [''] : keys;
  const kept: Node[] = [];
  let found = false;
  for (const item of list.content) {
    const fate = fateOf(item, names, values);
    if (fate === 'replaced') found = true;
    if (fate === 'kept') kept.push(item);
    else if (fate === 'replaced' && element !== undefined) kept.push(element);
  }
  if (!found && element !== undefined && !isNull(element)) kept.push(element);
  list.content = kept;
}

function fateOf(item: Node, names: readonly string[], values: readonly string[]): 'kept' | 'replaced' | 'dropped' {
  if (isNull(item) || isEmptyMap(item)) return 'dropped';
  if (item.kind !== 'map' && looksForMaps(names, values)) return 'kept';
  if (matches(item, names, values)) return 'replaced';
  return values.length > 0 ? 'kept' : 'dropped';
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
