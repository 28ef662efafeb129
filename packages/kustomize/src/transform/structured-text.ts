import { parseYaml, type YamlNode, type YamlScalar } from '@sluice/objects';
import { lookup } from '../node/lookup.ts';
import { blankNode, collection, Node, tags, type NodeKind, type Source } from '../node/node.ts';
import { toJson } from '../node/to-json.ts';
import { writeGoJson } from '../output/go-json.ts';
import { writeStyled, type WrittenStyles } from '../output/write-styled.ts';
import { resolveTag } from '../yaml/resolve-scalar.ts';
import { matchPath } from './path-matcher.ts';

export interface TextChange {
  readonly value: Node;
  readonly create: NodeKind | undefined;
  readonly source: Source;
}

/**
 * Changes a value inside of a text that holds JSON or YAML, such as a file in a ConfigMap. The text keeps its form.
 * False where the path does not lead through such a text; then nothing has changed.
 */
export async function setInText(node: Node, path: readonly string[], change: TextChange): Promise<boolean> {
  const found = path.length < 2 ? undefined : findText(node, path);
  if (found === undefined) return false;
  const { holder, inner, rest } = found;
  const places = await matchQuietly(inner.root, rest, change);
  if (places === undefined || places.length === 0) return false;
  for (const place of places) {
    if (place.kind === 'scalar') place.value = change.value.value;
    else place.become(change.value.copy());
  }
  const text = serialize(inner, { original: holder.value, places });
  if (text === undefined) return false;
  holder.value = text;
  holder.source = change.source;
  return true;
}

/** A text as a tree that remembers how it was written. */
interface ParsedText {
  readonly root: Node;
  readonly styles: WrittenStyles;
  readonly written: WeakMap<Node, YamlNode>;
}

interface FoundText {
  readonly holder: Node;
  readonly inner: ParsedText;
  readonly rest: readonly string[];
}

function findText(node: Node, path: readonly string[]): FoundText | undefined {
  for (let length = 1; length < path.length; length++) {
    const holder = quietly(() => lookup(node, path.slice(0, length)));
    if (holder?.kind !== 'scalar') continue;
    const inner = quietly(() => parse(holder.value));
    if (inner !== undefined) return { holder, inner, rest: path.slice(length) };
  }
  return undefined;
}

function parse(text: string): ParsedText {
  const root = parseYaml(text)[0]?.root;
  const parsed = { styles: new WeakMap<Node, YamlNode['style']>(), written: new WeakMap<Node, YamlNode>() };
  return { root: root === undefined ? blankNode('none') : remember(root, parsed), ...parsed };
}

function remember(node: YamlNode, parsed: Omit<ParsedText, 'root'>): Node {
  const made = node.kind === 'scalar' ? scalarOf(node) : collectionOf(node, parsed);
  parsed.styles.set(made, node.style);
  parsed.written.set(made, node);
  return made;
}

function scalarOf({ value, style }: YamlScalar): Node {
  const isPlain = style === 'plain';
  return new Node('scalar', isPlain ? resolveTag(value) : tags.string, value, isPlain ? 'plain' : 'quoted', undefined);
}

function collectionOf(node: Exclude<YamlNode, YamlScalar>, parsed: Omit<ParsedText, 'root'>): Node {
  const content =
    node.kind === 'seq'
      ? node.items.map((item) => remember(item, parsed))
      : node.entries.flatMap(({ key, value }) => [remember(key, parsed), remember(value, parsed)]);
  const made = collection(node.kind, content);
  made.flow = node.style === 'flow';
  return made;
}

function quietly<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

async function matchQuietly(
  node: Node,
  path: readonly string[],
  { create, source }: TextChange,
): Promise<Node[] | undefined> {
  try {
    return await matchPath(node, path, { create, source });
  } catch {
    return undefined;
  }
}

/** JSON stays JSON, pretty where it was; in YAML with comments only the changed places are written anew. */
function serialize(
  inner: ParsedText,
  { original, places }: { original: string; places: readonly Node[] },
): string | undefined {
  const first = original.trim()[0];
  if (first === '{' || first === '[') {
    const isPretty = original.includes('\n') && original.includes('  ');
    return quietly(() => writeGoJson(toJson(inner.root), isPretty ? 2 : 0));
  }
  const hasComments = /(?:^|\s)#/.test(original);
  return (
    (hasComments ? replaceInPlace(inner, original, places) : undefined) ?? writeStyled(inner.root, inner.styles).trim()
  );
}

function replaceInPlace(
  { written, styles }: ParsedText,
  original: string,
  places: readonly Node[],
): string | undefined {
  let text = original;
  const edits = places.map((place) => ({ place, node: written.get(place) }));
  for (const { place, node } of edits.toSorted((a, b) => (b.node?.start ?? 0) - (a.node?.start ?? 0))) {
    if (node?.kind !== 'scalar' || place.kind !== 'scalar' || node.style === 'literal' || node.style === 'folded')
      return undefined;
    text = text.slice(0, node.start) + writeStyled(place, styles).trimEnd() + text.slice(node.end);
  }
  return text.trim();
}
