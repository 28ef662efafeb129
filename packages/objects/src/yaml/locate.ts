import type { YamlNode } from './node.ts';
import { parseYaml } from './parse-yaml.ts';
import { resolveScalar } from './resolve-scalar.ts';
import { type Position, positionAt } from './yaml-error.ts';

/** A path into a value: keys of maps and indexes of lists. */
export type FieldPath = readonly (string | number)[];

/**
 * Where a field stands in a YAML stream: the place of its key, or of the list item. Of a path that does not exist the
 * longest prefix that does is found, so that an error about a missing field names the map that lacks it.
 *
 * @returns undefined when the stream has no such document
 * @throws YamlError when the text is not YAML.
 */
export function locate(input: string | Uint8Array, documentIndex: number, path: FieldPath): Position | undefined {
  const document = parseYaml(input)[documentIndex];
  if (document === undefined) return undefined;
  let found = document.root.start;
  let node = document.root;
  for (const step of path) {
    const next = child(node, step);
    if (next === undefined) break;
    found = next.start;
    node = next.value;
  }
  return positionAt(document.text, found);
}

function child(node: YamlNode, step: string | number): { start: number; value: YamlNode } | undefined {
  if (node.kind === 'seq') {
    const item = node.items[Number(step)];
    return item && { start: item.start, value: item };
  }
  if (node.kind !== 'map') return undefined;
  const entry = node.entries.find(({ key }) => key.kind === 'scalar' && keyMatches(key, String(step)));
  return entry && { start: entry.key.start, value: entry.value };
}

function keyMatches(key: Parameters<typeof resolveScalar>[0], name: string): boolean {
  return key.value === name || (key.style === 'plain' && String(resolveScalar(key).value) === name);
}
