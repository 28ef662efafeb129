import type { ScalarStyle } from './token.ts';

/** Where a node stands in its text, in UTF-16 units from 0. `end` is behind its last character. */
interface NodeBase {
  readonly start: number;
  readonly end: number;
  /** The tag as written, in full (`tag:yaml.org,2002:str`, `!local`); empty where the text has none. */
  readonly tag: string;
}

/** A scalar. `value` is its text with folding and escapes undone; which type it has, `scalarValue` says. */
export interface YamlScalar extends NodeBase {
  readonly kind: 'scalar';
  readonly value: string;
  readonly style: ScalarStyle;
}

export interface YamlSeq extends NodeBase {
  readonly kind: 'seq';
  readonly style: 'block' | 'flow';
  readonly items: readonly YamlNode[];
}

export interface YamlMap extends NodeBase {
  readonly kind: 'map';
  readonly style: 'block' | 'flow';
  /** In the order of the text; duplicate keys and merge keys are still there. */
  readonly entries: readonly YamlEntry[];
}

export interface YamlEntry {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

/** A node of a YAML text, never changed after it was read. An alias is the very node that its anchor names. */
export type YamlNode = YamlScalar | YamlSeq | YamlMap;

/** One document of a stream. An empty document holds an empty plain scalar. */
export interface YamlDocument {
  readonly root: YamlNode;
  /** The text of the whole stream, which the offsets of nodes count in. */
  readonly text: string;
}
