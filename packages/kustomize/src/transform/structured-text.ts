import { writeYaml, type JsonValue } from '@sluice/objects';
import { lookup } from '../node/lookup.ts';
import { blankNode, type Node, type NodeKind, type Source } from '../node/node.ts';
import { toJson } from '../node/to-json.ts';
import { writeGoJson } from '../output/go-json.ts';
import { nodeOf } from '../yaml/parsed.ts';
import { readYamlDocument } from '../yaml/read-yaml.ts';
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
  const places = await matchQuietly(inner, rest, change);
  if (places === undefined || places.length === 0) return false;
  for (const place of places) {
    if (place.kind === 'scalar') place.value = change.value.value;
    else place.become(change.value.copy());
  }
  const text = serialize(inner, holder.value);
  if (text === undefined) return false;
  holder.value = text;
  holder.source = change.source;
  return true;
}

interface FoundText {
  readonly holder: Node;
  readonly inner: Node;
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

function parse(text: string): Node {
  const parsed = readYamlDocument(text);
  return parsed === undefined ? blankNode('none') : nodeOf(parsed);
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

/** JSON stays JSON, pretty where it was; anything else is YAML. */
function serialize(node: Node, original: string): string | undefined {
  const value: JsonValue | undefined = quietly(() => toJson(node));
  if (value === undefined) return undefined;
  const first = original.trim()[0];
  if (first !== '{' && first !== '[') return writeYaml(value).trim();
  return writeGoJson(value, original.includes('\n') && original.includes('  ') ? 2 : 0);
}
