import { isMergeKey, parseYaml, type YamlDocument, type YamlNode, type YamlScalar } from '@sluice/objects';
import { tags, type Tag } from '../node/node.ts';
import { mergeKeys } from './merge-keys.ts';
import { ParsedMap, ParsedSeq, type Parsed } from './parsed.ts';
import { resolveTag } from './resolve-scalar.ts';
import { StringTable } from './string-table.ts';

const longPrefix = 'tag:yaml.org,2002:';

/**
 * Reads the first document of a YAML text with aliases and merge keys expanded; undefined where the text has none.
 *
 * @throws YamlError
 */
export function readYamlDocument(text: string, strings: StringTable = new StringTable()): Parsed | undefined {
  const document: YamlDocument | undefined = parseYaml(text)[0];
  return document === undefined ? undefined : new Compactor(document.text, strings).convert(document.root);
}

/** Makes the compact form of a node tree. An aliased node becomes one value that its places share. */
class Compactor {
  readonly #text: string;
  readonly #strings: StringTable;

  constructor(text: string, strings: StringTable) {
    this.#text = text;
    this.#strings = strings;
  }

  convert(node: YamlNode): Parsed {
    switch (node.kind) {
      case 'scalar':
        return this.#scalar(node);
      case 'seq':
        return new ParsedSeq(
          node.items.map((item) => this.convert(item)),
          node.style === 'flow',
        );
      case 'map':
        return this.#map(node);
    }
  }

  #map(node: Extract<YamlNode, { kind: 'map' }>): ParsedMap {
    const entries: Parsed[] = [];
    let merges: Parsed[] | undefined;
    for (const { key, value } of node.entries) {
      if (isMergeKey(key)) (merges ??= []).push(this.convert(value));
      else entries.push(this.convert(key), this.convert(value));
    }
    const isFlow = node.style === 'flow';
    // A list that grew has room to grow on; what is cached has not.
    if (merges === undefined) return new ParsedMap(entries.slice(), isFlow);
    return new ParsedMap(mergeKeys(entries, merges, { text: this.#text, offset: node.start }), isFlow);
  }

  #scalar({ value, tag, style }: YamlScalar): Parsed {
    const strings = this.#strings;
    if (tag !== '' && tag !== '!') return strings.scalar(value, shortTag(tag), 'tagged');
    if (style === 'folded') return strings.scalar(value, tags.string, 'folded');
    if (style !== 'plain') return strings.scalar(value, tags.string, 'quoted');
    const resolved = resolveTag(value);
    return resolved === tags.string ? strings.text(value) : strings.scalar(value, resolved, 'plain');
  }
}

/** YAML's own tags in short. */
function shortTag(tag: string): Tag {
  return tag.startsWith(longPrefix) ? `!!${tag.slice(longPrefix.length)}` : tag;
}
