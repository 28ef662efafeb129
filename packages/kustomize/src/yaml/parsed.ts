import { collection, Node, tags, type ScalarStyle, type Source, type Tag } from '../node/node.ts';

/**
 * A parsed YAML value, immutable and shared between builds. The common case, a plain scalar that is a string, is the
 * string itself: a parsed file then takes a few times its bytes.
 */
export type Parsed = string | ParsedScalar | ParsedMap | ParsedSeq;

/** A scalar that is quoted, or not a string. */
export class ParsedScalar {
  readonly text: string;
  readonly tag: Tag;
  readonly style: ScalarStyle;

  constructor(text: string, tag: Tag, style: ScalarStyle) {
    this.text = text;
    this.tag = tag;
    this.style = style;
  }
}

/** Keys and values alternate. */
export class ParsedMap {
  readonly entries: readonly Parsed[];
  readonly isFlow: boolean;

  constructor(entries: readonly Parsed[], isFlow: boolean) {
    this.entries = entries;
    this.isFlow = isFlow;
  }
}

export class ParsedSeq {
  readonly items: readonly Parsed[];
  readonly isFlow: boolean;

  constructor(items: readonly Parsed[], isFlow: boolean) {
    this.items = items;
    this.isFlow = isFlow;
  }
}

/** The key's text, or undefined for a key that is a map or a list. */
export function keyText(key: Parsed | undefined): string | undefined {
  if (typeof key === 'string') return key;
  return key instanceof ParsedScalar ? key.text : undefined;
}

/** A working tree of a parsed value; every node is new. */
export function nodeOf(parsed: Parsed, source?: Source): Node {
  if (typeof parsed === 'string') return new Node('scalar', tags.string, parsed, 'plain', source);
  if (parsed instanceof ParsedScalar) return new Node('scalar', parsed.tag, parsed.text, parsed.style, source);
  const isMap = parsed instanceof ParsedMap;
  const node = collection(isMap ? 'map' : 'seq', nodesOf(isMap ? parsed.entries : parsed.items, source), source);
  node.flow = parsed.isFlow;
  return node;
}

function nodesOf(children: readonly Parsed[], source: Source | undefined): Node[] {
  return children.map((child) => nodeOf(child, source));
}
