import { isMergeKey, parseYaml, type YamlDocument, type YamlNode, type YamlScalar } from '@sluice/objects';
import { tags, type Tag } from '../node/node.ts';
import { mergeKeys } from './merge-keys.ts';
import { ParsedMap, ParsedScalar, ParsedSeq, type Parsed } from './parsed.ts';
import { resolveTag } from './resolve-scalar.ts';

const longPrefix = 'tag:yaml.org,2002:';

/**
 * Reads the first document of a YAML text with aliases and merge keys expanded; undefined where the text has none.
 *
 * @throws YamlError
 */
export function readYamlDocument(text: string): Parsed | undefined {
  const document: YamlDocument | undefined = parseYaml(text)[0];
  return document === undefined ? undefined : new Compactor(document.text).convert(document.root);
}

/** Makes the compact form of a node tree. An aliased node becomes one value that its places share. */
class Compactor {
  readonly #text: string;
  readonly #strings = new Map<string, string>();

  constructor(text: string) {
    this.#text = text;
  }

  convert(node: YamlNode): Parsed {
    switch (node.kind) {
      case 'scalar':
        return this.#scalar(node);
      case 'seq':
        return new ParsedSeq(node.items.map((item) => this.convert(item)));
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
    return new ParsedMap(
      merges === undefined ? entries : mergeKeys(entries, merges, { text: this.#text, offset: node.start }),
    );
  }

  #scalar(node: YamlScalar): Parsed {
    const text = this.#share(node.value);
    if (node.tag !== '' && node.tag !== '!') return new ParsedScalar(text, shortTag(node.tag), 'tagged');
    if (node.style === 'folded') return new ParsedScalar(text, tags.string, 'folded');
    if (node.style !== 'plain') return new ParsedScalar(text, tags.string, 'quoted');
    const tag = resolveTag(text);
    return tag === tags.string ? text : new ParsedScalar(text, tag, 'plain');
  }

  /** One string for equal short texts: field names and small values repeat all over a file. */
  #share(text: string): string {
    if (text.length > 40) return text;
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    this.#strings.set(text, text);
    return text;
  }
}

/** YAML's own tags in short. */
function shortTag(tag: string): Tag {
  return tag.startsWith(longPrefix) ? `!!${tag.slice(longPrefix.length)}` : tag;
}
