/**
 * The working tree that transformers change. One build owns its nodes: they are made from the immutable parsed form
 * (`yaml/parsed.ts`) and die with the build. Two fields may share one node on purpose, because kustomize's setters do
 * so and a later change of one of them then shows in both.
 */
export type NodeKind = 'none' | 'map' | 'seq' | 'scalar';

export type Tag = string;

/**
 * How a scalar is written. `quoted` is single, double and literal; it and `folded` make a string of whatever needs no tag
 * otherwise. `tagged` scalars show their tag.
 */
export type ScalarStyle = 'plain' | 'quoted' | 'folded' | 'tagged';

export const tags = {
  none: '',
  null: '!!null',
  string: '!!str',
  integer: '!!int',
  float: '!!float',
  boolean: '!!bool',
  map: '!!map',
  seq: '!!seq',
  timestamp: '!!timestamp',
  binary: '!!binary',
  merge: '!!merge',
} as const;

/** Where a value comes from: the file, and what of that file put it there. */
export interface Source {
  /** Path below the tree's root; the file of a resource, patch or kustomization. */
  readonly file: string;
  /** The kustomization field that brought it (`resources`, `patches`, `namePrefix`, …). */
  readonly by: string;
  /** The directories from the kustomization that is built to the one whose field that is. */
  readonly overlays: readonly string[];
}

/** `content` of a map alternates keys and values, so that duplicate keys stay visible as they do upstream. */
export class Node {
  kind: NodeKind;
  tag: Tag;
  value: string;
  style: ScalarStyle;
  content: Node[];
  source: Source | undefined;
  /** A null that a patch wrote on purpose where nothing stood, and that setters must not drop. */
  keepNull: boolean;
  /** A map or list in braces or brackets. In it, nothing is an empty text. */
  flow: boolean;

  constructor(kind: NodeKind, tag: Tag, value: string, style: ScalarStyle, source: Source | undefined) {
    this.kind = kind;
    this.tag = tag;
    this.value = value;
    this.style = style;
    this.content = [];
    this.source = source;
    this.keepNull = false;
    this.flow = false;
  }

  /** Takes over everything of another node, so that all fields which share this node change with it. */
  become(other: Node): void {
    this.kind = other.kind;
    this.tag = other.tag;
    this.value = other.value;
    this.style = other.style;
    this.content = other.content.length === 0 ? [] : [...other.content];
    this.source = other.source;
    this.flow = other.flow;
  }

  copy(): Node {
    const copied = new Node(this.kind, this.tag, this.value, this.style, this.source);
    if (this.content.length > 0) copied.content = this.content.map((child) => child.copy());
    copied.keepNull = this.keepNull;
    copied.flow = this.flow;
    return copied;
  }
}

export function scalar(value: string, tag: Tag, source?: Source): Node {
  return new Node('scalar', tag, value, 'plain', source);
}

export function stringNode(value: string, source?: Source): Node {
  return scalar(value, tags.string, source);
}

export function mapNode(content: Node[] = [], source?: Source): Node {
  return withContent(new Node('map', tags.none, '', 'plain', source), content);
}

export function seqNode(content: Node[] = [], source?: Source): Node {
  return withContent(new Node('seq', tags.none, '', 'plain', source), content);
}

/** A map or list as the YAML reader makes it, with its tag. */
export function collection(kind: 'map' | 'seq', content: Node[], source?: Source): Node {
  return withContent(new Node(kind, kind === 'map' ? tags.map : tags.seq, '', 'plain', source), content);
}

function withContent(node: Node, content: Node[]): Node {
  node.content = content;
  return node;
}

/** A node of the given kind without a value, as setters create missing fields. */
export function blankNode(kind: NodeKind, source?: Source): Node {
  return new Node(kind, tags.none, '', 'plain', source);
}

export function isNull(node: Node | undefined): boolean {
  return node === undefined || node.tag === tags.null;
}

export function isEmptyMap(node: Node | undefined): boolean {
  return node === undefined || isNull(node) || (node.kind === 'map' && node.content.length === 0);
}

/** Absent, null, or a container without content. An empty string is a value. */
export function isNilOrEmpty(node: Node | undefined): boolean {
  if (node === undefined || isNull(node)) return true;
  if (node.kind === 'map' || node.kind === 'seq') return node.content.length === 0;
  return node.kind === 'none';
}

/** The text of a scalar; empty for null and absent nodes. */
export function textOf(node: Node | undefined): string {
  return node === undefined || isNull(node) ? '' : node.value;
}

export function isStringNode(node: Node): boolean {
  return node.kind === 'scalar' && (node.tag === tags.string || node.tag === tags.none);
}
