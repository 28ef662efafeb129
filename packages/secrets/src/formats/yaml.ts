import {
  parseYaml,
  resolveScalar,
  YamlError,
  type YamlDocument,
  type YamlEntry,
  type YamlNode,
  type YamlScalar,
  type YamlMap,
} from '@sluice/objects';
import { Problem } from '../decryption-error.ts';
import { boolText, floatText, timeText } from '../sops/scalar-text.ts';
import {
  type LeafPlace,
  type ReadLeaf,
  scalarOf,
  type SopsLeaf,
  type SopsMap,
  type SopsNode,
  type SopsScalar,
} from '../sops/tree.ts';
import type { EncryptedFile } from './encrypted-file.ts';
import { splitMetadata } from './split-metadata.ts';
import { yamlText } from './yaml-scalar.ts';
import { type Edit, editText } from './edit-text.ts';

/**
 * Reads a YAML file, of any number of documents. In clear it is the same text with the values replaced and the metadata
 * taken out, so that comments stay and lines before the metadata keep their numbers.
 */
export function readYamlFile(text: string): EncryptedFile {
  const documents = parse(text).filter(({ root }) => !isEmpty(root));
  const reader = new Reader(text);
  const branches = documents.map(({ root }) => reader.readMap(root));
  const tree = splitMetadata(branches);
  return { tree, write: (read) => editText(text, [...valueEdits(tree.branches, read), ...cuts(text, documents)]) };
}

function parse(text: string): readonly YamlDocument[] {
  try {
    return parseYaml(text);
  } catch (error) {
    // What YAML errors quote may be a value.
    if (error instanceof YamlError) throw new Problem('Malformed', `it is not YAML (line ${error.line})`);
    throw error;
  }
}

function isEmpty(root: YamlNode): boolean {
  return root.kind === 'scalar' && root.style === 'plain' && root.value === '';
}

class Reader {
  readonly #text: string;
  readonly #seen = new Set<YamlNode>();

  constructor(text: string) {
    this.#text = text;
  }

  readMap(node: YamlNode): SopsMap {
    if (node.kind !== 'map') throw new Problem('Malformed', 'a document in it is not a map');
    return this.#map(node);
  }

  #map(map: YamlMap): SopsMap {
    const names = new Set<string>();
    const entries = map.entries.map(({ key, value }) => {
      const name = keyText(key);
      if (names.has(name)) throw new Problem('Malformed', 'a name is there twice');
      names.add(name);
      return { key: name, value: this.#node(value, map.style === 'flow', () => this.#column(key.start) + 4) };
    });
    return { kind: 'map', entries };
  }

  #node(node: YamlNode, isFlow: boolean, indent: () => number): SopsNode {
    // SOPS writes an alias out when it encrypts.
    if (this.#seen.has(node)) throw new Problem('Malformed', 'it has aliases');
    this.#seen.add(node);
    if (node.kind === 'map') return this.#map(node);
    if (node.kind === 'scalar')
      return { kind: 'leaf', value: readScalar(node), place: this.#place(node, isFlow, indent) };
    const inFlow = node.style === 'flow';
    return {
      kind: 'list',
      items: node.items.map((item) => this.#node(item, inFlow, () => this.#column(item.start))),
    };
  }

  #place({ start, end }: YamlScalar, isFlow: boolean, indent: () => number): LeafPlace {
    const lineEnd = this.#text.indexOf('\n', end);
    const isLast = this.#text.slice(end, lineEnd === -1 ? undefined : lineEnd).trim() === '';
    return { start, end, isFlow, indent: isFlow || !isLast ? undefined : indent() };
  }

  #column(offset: number): number {
    return offset - (this.#text.lastIndexOf('\n', offset - 1) + 1);
  }
}

function keyText(key: YamlNode): string {
  if (key.kind !== 'scalar') throw new Problem('Malformed', 'a name in it is not a text');
  const { type, value } = resolveScalar(key, 'kustomize');
  if (type !== 'str' || typeof value !== 'string') throw new Problem('Malformed', 'a name in it is not a text');
  if (value === '<<' && key.style === 'plain') throw new Problem('Malformed', 'it has merge keys');
  return value;
}

function readScalar(node: YamlScalar): SopsScalar {
  const { type, value } = resolveScalar(node, 'kustomize');
  switch (type) {
    case 'null':
      return scalarOf('null', '');
    case 'bool':
      return scalarOf('bool', boolText(value === true));
    case 'int':
      return scalarOf('int', String(value));
    case 'float':
      return scalarOf('float', floatText(Number(value)));
    case 'timestamp': {
      const time = timeText(node.value);
      return time === undefined ? scalarOf('str', node.value) : scalarOf('time', time);
    }
    case 'str':
      return scalarOf('str', String(value));
  }
}

function* valueEdits(branches: readonly SopsMap[], read: ReadLeaf): Iterable<Edit> {
  for (const leaf of leavesOf(branches)) {
    const value = read(leaf);
    if (leaf.place === undefined || value === leaf.value) continue;
    yield { start: leaf.place.start, end: leaf.place.end, text: yamlText(value, leaf.place) };
  }
}

function* leavesOf(nodes: readonly SopsNode[]): Iterable<SopsLeaf> {
  for (const node of nodes) {
    if (node.kind === 'leaf') yield node;
    else yield* leavesOf(node.kind === 'list' ? node.items : node.entries.map(({ value }) => value));
  }
}

/** The metadata of each document. */
function* cuts(text: string, documents: readonly YamlDocument[]): Iterable<Edit> {
  for (const { root } of documents) {
    if (root.kind !== 'map') continue;
    const index = root.entries.findIndex(({ key }) => key.kind === 'scalar' && key.value === 'sops');
    const entry = root.entries[index];
    if (entry === undefined) continue;
    if (root.entries.length === 1) yield { start: root.start, end: root.end, text: '{}' };
    else yield root.style === 'flow' ? cutFlow(root.entries, index, entry) : cutBlock(text, entry);
  }
}

/** Whole lines. A block that others follow ends where the next token begins. */
function cutBlock(text: string, { key, value }: YamlEntry): Edit {
  const lineEnd = text.indexOf('\n', value.end);
  const afterLine = lineEnd === -1 ? text.length : lineEnd + 1;
  return { start: blankBefore(text, key.start) ?? key.start, end: blankBefore(text, value.end) ?? afterLine, text: '' };
}

/** Where the line begins, if there is nothing before the offset in it. */
function blankBefore(text: string, offset: number): number | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return offset > 0 && text.slice(lineStart, offset).trim() === '' ? lineStart : undefined;
}

/** With the comma before it, or behind it where it is the first. */
function cutFlow(entries: readonly YamlEntry[], index: number, { key, value }: YamlEntry): Edit {
  const before = entries[index - 1];
  if (before !== undefined) return { start: before.value.end, end: value.end, text: '' };
  return { start: key.start, end: entries[index + 1]?.key.start ?? value.end, text: '' };
}
