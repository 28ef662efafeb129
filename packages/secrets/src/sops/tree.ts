/** A value of a SOPS tree. `bytes` are what the MAC is made over: SOPS's own way to write a value of the type. */
export interface SopsScalar {
  readonly type: 'str' | 'int' | 'float' | 'bool' | 'time' | 'null';
  readonly bytes: Uint8Array;
}

/** Where a leaf stands, where its format edits the text in place. */
export interface LeafPlace {
  readonly start: number;
  readonly end: number;
  /** Columns that further lines are indented by; undefined where the value must stay on its line. */
  readonly indent: number | undefined;
  readonly isFlow: boolean;
}

export interface SopsLeaf {
  readonly kind: 'leaf';
  readonly value: SopsScalar;
  readonly place?: LeafPlace;
}

export interface SopsList {
  readonly kind: 'list';
  readonly items: readonly SopsNode[];
}

export interface SopsMap {
  readonly kind: 'map';
  /** In the order of the text, which the MAC depends on. */
  readonly entries: readonly SopsEntry[];
}

export interface SopsEntry {
  readonly key: string;
  readonly value: SopsNode;
}

export type SopsNode = SopsLeaf | SopsList | SopsMap;

/** A file: one branch for each of its documents, without metadata, and the metadata. */
export interface SopsTree {
  readonly branches: readonly SopsMap[];
  readonly metadata: SopsMap;
  /** Encrypted comments at the top of the file, by themselves: the MAC does not cover them. */
  readonly comments?: readonly SopsLeaf[];
}

/** What stands in a leaf after decryption. */
export type ReadLeaf = (leaf: SopsLeaf) => SopsScalar;

const encoder = new TextEncoder();

/** A scalar by its text in SOPS's writing. */
export function scalarOf(type: SopsScalar['type'], text: string): SopsScalar {
  return { type, bytes: encoder.encode(text) };
}

/** The value at a key of a map. */
export function entryOf(map: SopsMap, key: string): SopsNode | undefined {
  return map.entries.find((entry) => entry.key === key)?.value;
}

/** A scalar's text. Throws TypeError where the bytes are no UTF-8. */
export function textOf({ bytes }: SopsScalar): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}
