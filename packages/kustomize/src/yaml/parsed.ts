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

  constructor(entries: readonly Parsed[]) {
    this.entries = entries;
  }
}

export class ParsedSeq {
  readonly items: readonly Parsed[];

  constructor(items: readonly Parsed[]) {
    this.items = items;
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
  if (parsed instanceof ParsedMap) return collection('map', nodesOf(parsed.entries, source), source);
  return collection('seq', nodesOf(parsed.items, source), source);
}

function nodesOf(children: readonly Parsed[], source: Source | undefined): Node[] {
  return children.map((child) => nodeOf(child, source));
}
