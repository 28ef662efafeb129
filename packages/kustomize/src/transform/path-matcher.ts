import { field, getField, requireKind, setField } from '../node/fields.ts';
import { kindOfPart, newElement } from '../node/lookup.ts';
import { blankNode, isNull, type Node, type NodeKind, type Source } from '../node/node.ts';
import { asIndex, elementMatch, isElementMatch } from '../node/paths.ts';
import { compilePattern } from '../regex.ts';
import { nodeOf } from '../yaml/parsed.ts';
import { readYamlDocument } from '../yaml/read-yaml.ts';
import { blockText } from './node-text.ts';

export interface MatchOptions {
  /** The kind of a missing last field; without it nothing is created. */
  readonly create?: NodeKind | undefined;
  readonly source?: Source;
}

/**
 * All nodes that a path leads to. Parts are field names, indices, `*` for every element, and `[name=regex]`. A scalar on
 * the way is read as YAML, and what is found in it belongs to a tree of its own. Undefined where the way ends early.
 */
export async function matchPath(
  node: Node,
  path: readonly string[],
  options: MatchOptions,
): Promise<Node[] | undefined> {
  const [part, ...rest] = path;
  if (part === undefined) return [node];
  const index = asIndex(part);
  if (index !== undefined && index >= 0) return matchIndex(node, index, rest, options);
  if (isElementMatch(part)) return matchElements(node, part, rest, options);
  if (part === '*') return matchAll(elementsOf(node), rest, options);
  return matchField(node, part, rest, options);
}

async function matchField(
  node: Node,
  part: string,
  rest: readonly string[],
  options: MatchOptions,
): Promise<Node[] | undefined> {
  let found = getField(node, part);
  if (found === undefined) {
    if (options.create === undefined) return undefined;
    found = blankNode(kindOfPart(rest[0], options.create), options.source);
    if (!isNull(node)) setField(node, part, found);
  }
  const inner = found.kind === 'scalar' && rest.length > 0 ? nodeInText(found.value) : found;
  return matchPath(inner, rest, options);
}

function nodeInText(text: string): Node {
  const parsed = readYamlDocument(text);
  return parsed === undefined ? blankNode('none') : nodeOf(parsed);
}

function elementsOf(node: Node): readonly Node[] {
  requireKind(node, 'seq');
  return node.kind === 'seq' ? node.content : [];
}

async function matchAll(
  elements: readonly Node[],
  rest: readonly string[],
  options: MatchOptions,
): Promise<Node[] | undefined> {
  const found: Node[] = [];
  for (const element of elements) found.push(...((await matchPath(element, rest, options)) ?? []));
  return found.length === 0 ? undefined : found;
}

async function matchIndex(
  node: Node,
  index: number,
  rest: readonly string[],
  options: MatchOptions,
): Promise<Node[] | undefined> {
  const elements = elementsOf(node);
  if (elements.length === index && options.create !== undefined) {
    node.content.push(blankNode(kindOfPart(rest[0], options.create), options.source));
  }
  const element = node.content[index];
  if (element === undefined) throw new Error(`index ${index} specified but only ${elements.length} elements found`);
  return matchPath(element, rest, options);
}

async function matchElements(
  node: Node,
  part: string,
  rest: readonly string[],
  options: MatchOptions,
): Promise<Node[] | undefined> {
  const { field: name, value } = elementMatch(part);
  const matches = await compilePattern(value);
  const selected = elementsOf(node).filter((element) =>
    matchesText(name === '' ? element : field(element, name), matches),
  );
  const found = name === '' ? selected : await matchAll(selected, rest, options);
  if (found !== undefined && found.length > 0) return found;
  if (options.create === undefined) return undefined;
  if (selected.length === 0) node.content.push(newElement(name, value, options.source));
  else throw new Error(`nothing to create below ${part}`);
  return matchElements(node, part, rest, options);
}

function matchesText(node: Node | undefined, matches: (text: string) => boolean): boolean {
  return node !== undefined && matches(blockText(node).trim());
}
