import { field } from '../node/fields.ts';
import { isNilOrEmpty, type Node } from '../node/node.ts';

/** Keys and the texts that they have in one element; the text of a missing key is empty. */
export interface KeyValues {
  readonly keys: readonly string[];
  readonly values: readonly string[];
}

/** The key texts of all elements of these lists, each once, in order. An empty key name takes the scalars' own texts. */
export function elementKeys(lists: readonly (Node | undefined)[], keys: readonly string[]): string[][] {
  const seen = new Set<string>();
  const result: string[][] = [];
  for (const list of lists) {
    for (const element of list?.kind === 'seq' ? list.content : []) {
      const values = keys[0] === '' ? [element.value] : keys.map((key) => keyText(element, key));
      const id = values.join('\u0000');
      if (seen.has(id)) continue;
      seen.add(id);
      result.push(values);
    }
  }
  return result;
}

function keyText(element: Node, key: string): string {
  const value = field(element, key);
  return value === undefined || isNilOrEmpty(value) ? '' : value.value;
}

/** The keys that any element of the list uses; all of them where none is used. */
export function keysInUse(
  valuesList: readonly (readonly string[])[],
  values: readonly string[],
  keys: readonly string[],
): KeyValues {
  const used = keys.map((_, at) => valuesList.some((other) => (other[at] ?? '') !== ''));
  if (!used.includes(true)) return { keys, values };
  return { keys: keys.filter((_, at) => used[at]), values: values.filter((value, at) => value !== '' || used[at]) };
}

/** Elements of which one leaves out a key that the other has are the same element: `{port: 80}` and `{port: 80, protocol: TCP}`. */
export function uniteKeys(valuesList: string[][]): string[][] {
  for (let first = 0; first < valuesList.length; first++) {
    const values = valuesList[first] ?? [];
    for (let second = 0; second < valuesList.length; second++) {
      const united = unite(values, valuesList[second] ?? []);
      if (united === undefined) continue;
      valuesList[first] = united;
      valuesList[second] = united;
    }
  }
  return valuesList;
}

function unite(first: readonly string[], second: readonly string[]): string[] | undefined {
  let common = false;
  const result: string[] = [];
  for (const [at, left] of first.entries()) {
    const right = second[at] ?? '';
    if (left === right) common = true;
    else if (left !== '' && right !== '') return undefined;
    result.push(left === '' ? right : left);
  }
  return common ? result : undefined;
}
