import { AliasBudget, type Anchored } from './alias-budget.ts';
import type { YamlDocument, YamlEntry, YamlNode } from './node.ts';
import { Scanner } from './scanner.ts';
import { TagHandles } from './tag-handles.ts';
import { type Token, type TokenKind, tokenKind } from './token.ts';
import { yamlText } from './yaml-text.ts';

export interface ParseYamlOptions {
  /** Deepest nesting of maps and lists, aliases expanded. Default 100. */
  readonly maxDepth?: number;
  /**
   * Called with what is wrong and its line where a map has a key twice; the last one counts then, as it does for the API
   * server. Without it such text is refused.
   */
  readonly onDuplicateKey?: (reason: string, line: number) => void;
  /** Longest text in UTF-16 units. Default 64 Mi. */
  readonly maxLength?: number;
}

const defaultMaxDepth = 100;
const defaultMaxLength = 64 * 1024 * 1024;

/**
 * Reads a YAML stream into its documents as node trees, by the grammar of go-yaml. Scalars keep their text and style;
 * `scalarValue` and `yamlToJson` read them as Kubernetes does. Text without any document gives none.
 *
 * @throws YamlError with line and column, for text that go-yaml refuses too, and for depth or length over the limits.
 */
export function parseYaml(input: string | Uint8Array, options: ParseYamlOptions = {}): YamlDocument[] {
  const text = yamlText(input, options.maxLength ?? defaultMaxLength);
  return new Parser(text, options.maxDepth ?? defaultMaxDepth).parseStream();
}

interface Properties {
  readonly start: number;
  readonly end: number;
  readonly tag: string;
  readonly anchor: string | undefined;
}

class Parser {
  private readonly text: string;
  private readonly scanner: Scanner;
  private readonly maxDepth: number;
  private handles = new TagHandles();
  private budget = new AliasBudget();
  /** `undefined` while the anchored node itself is being read. */
  private anchors = new Map<string, Anchored | undefined>();
  private depth = 0;
  /** Height of the node that was read last. */
  private height = 0;

  constructor(text: string, maxDepth: number) {
    this.text = text;
    this.scanner = new Scanner(text, maxDepth);
    this.maxDepth = maxDepth;
  }

  parseStream(): YamlDocument[] {
    const documents: YamlDocument[] = [];
    if (this.isImplicitDocument()) documents.push(this.parseDocument());
    for (;;) {
      while (this.kind() === tokenKind.documentEnd) this.skip();
      if (this.kind() === tokenKind.streamEnd) return documents;
      this.handles = new TagHandles();
      this.parseDirectives();
      if (this.kind() !== tokenKind.documentStart) this.fail('did not find expected <document start>');
      const marker = this.skip();
      documents.push(this.isAtBoundary() ? this.document(emptyScalar(marker.end)) : this.parseDocument());
    }
  }

  private isImplicitDocument(): boolean {
    const kind = this.kind();
    return kind > tokenKind.documentStart;
  }

  private isAtBoundary(): boolean {
    return this.kind() <= tokenKind.documentEnd;
  }

  private parseDocument(): YamlDocument {
    this.budget = new AliasBudget();
    this.anchors = new Map();
    return this.document(this.parseNode(true, false));
  }

  private document(root: YamlNode): YamlDocument {
    return { root, text: this.text };
  }

  private parseDirectives(): void {
    let sawVersion = false;
    for (;;) {
      const token = this.peek();
      if (token.kind === tokenKind.versionDirective) {
        if (sawVersion) this.fail('found duplicate %YAML directive');
        if (token.value !== '1.1') this.fail('found incompatible YAML document');
        sawVersion = true;
      } else if (token.kind === tokenKind.tagDirective) {
        if (!this.handles.add(token.value, token.suffix)) this.fail('found duplicate %TAG directive');
      } else return;
      this.skip();
    }
  }

  private parseNode(isBlock: boolean, mayBeIndentless: boolean): YamlNode {
    if (this.kind() === tokenKind.alias) return this.parseAlias();
    const before = this.budget.size;
    this.budget.countNode();
    const kind = this.kind();
    if (kind !== tokenKind.anchor && kind !== tokenKind.tag) {
      const { start } = this.peek();
      return this.parseContent({ start, end: start, tag: '', anchor: undefined }, isBlock, mayBeIndentless);
    }
    const properties = this.parseProperties();
    const { anchor } = properties;
    if (anchor === undefined) return this.parseContent(properties, isBlock, mayBeIndentless);
    this.anchors.set(anchor, undefined);
    const node = this.parseContent(properties, isBlock, mayBeIndentless);
    if (this.anchors.get(anchor) === undefined) {
      this.anchors.set(anchor, { node, size: this.budget.size - before, height: this.height });
    }
    return node;
  }

  private parseAlias(): YamlNode {
    const { value: name, start } = this.skip();
    const target = this.anchors.get(name);
    const { cursor } = this.scanner;
    if (target === undefined) {
      const reason = this.anchors.has(name)
        ? `anchor '${name}' value contains itself`
        : `unknown anchor '${name}' referenced`;
      return cursor.failReading(reason, start);
    }
    if (!this.budget.countAlias(target)) cursor.failReading('document contains excessive aliasing', start);
    if (this.depth + target.height > this.maxDepth) cursor.failReading(`exceeded max depth of ${this.maxDepth}`, start);
    this.height = target.height;
    return target.node;
  }

  /** A tag and an anchor in either order. */
  private parseProperties(): Properties {
    const first = this.skip();
    const second = this.peek();
    const other = first.kind === tokenKind.anchor ? tokenKind.tag : tokenKind.anchor;
    const hasSecond = this.kind() === other;
    if (hasSecond) this.skip();
    const tokens = hasSecond ? [first, second] : [first];
    const tag = tokens.find((token) => token.kind === tokenKind.tag);
    return {
      start: first.start,
      end: (tokens.at(-1) as Token).end,
      tag: tag === undefined ? '' : this.handles.resolve(tag, this.scanner.cursor, first.start),
      anchor: tokens.find((token) => token.kind === tokenKind.anchor)?.value,
    };
  }

  private parseContent(properties: Properties, isBlock: boolean, mayBeIndentless: boolean): YamlNode {
    const kind = this.kind();
    if (kind === tokenKind.scalar) return this.parseScalar(properties);
    if (++this.depth > this.maxDepth) this.fail(`exceeded max depth of ${this.maxDepth}`);
    const collection = this.parseCollection(properties, kind, isBlock, mayBeIndentless);
    this.depth--;
    if (collection !== undefined) return collection;
    this.height = 0;
    if (properties.tag === '' && properties.anchor === undefined) {
      this.fail('did not find expected node content', properties.start);
    }
    return {
      kind: 'scalar',
      value: '',
      style: 'plain',
      start: properties.start,
      end: properties.end,
      tag: properties.tag,
    };
  }

  private parseCollection(
    properties: Properties,
    kind: TokenKind,
    isBlock: boolean,
    mayBeIndentless: boolean,
  ): YamlNode | undefined {
    if (kind === tokenKind.flowSequenceStart) return this.parseFlowSequence(properties);
    if (kind === tokenKind.flowMappingStart) return this.parseFlowMapping(properties);
    if (!isBlock) return undefined;
    if (kind === tokenKind.blockMappingStart) return this.parseBlockMapping(properties);
    if (kind === tokenKind.blockSequenceStart) return this.parseBlockSequence(properties);
    return mayBeIndentless && kind === tokenKind.blockEntry ? this.parseIndentlessSequence(properties) : undefined;
  }

  private parseScalar({ start, tag }: Properties): YamlNode {
    const token = this.skip();
    this.height = 0;
    return { kind: 'scalar', value: token.value, style: token.style, start, end: token.end, tag };
  }

  private parseBlockSequence({ start, tag }: Properties): YamlNode {
    const opening = this.skip().start;
    const items: YamlNode[] = [];
    let height = 0;
    while (this.kind() === tokenKind.blockEntry) {
      items.push(this.parseItem(false));
      height = Math.max(height, this.height);
    }
    if (this.kind() !== tokenKind.blockEnd) this.fail("did not find expected '-' indicator", opening);
    const { end } = this.skip();
    this.height = height + 1;
    return { kind: 'seq', style: 'block', items, start, end, tag };
  }

  /** A list at the column of the key that holds it. */
  private parseIndentlessSequence({ start, tag }: Properties): YamlNode {
    const items: YamlNode[] = [];
    let height = 0;
    while (this.kind() === tokenKind.blockEntry) {
      items.push(this.parseItem(true));
      height = Math.max(height, this.height);
    }
    this.height = height + 1;
    return { kind: 'seq', style: 'block', items, start, end: this.peek().start, tag };
  }

  private parseItem(isIndentless: boolean): YamlNode {
    const { end } = this.skip();
    const kind = this.kind();
    const isEmpty =
      kind === tokenKind.blockEntry ||
      kind === tokenKind.blockEnd ||
      (isIndentless && (kind === tokenKind.key || kind === tokenKind.value));
    return isEmpty ? this.empty(end) : this.parseNode(true, false);
  }

  private parseBlockMapping({ start, tag }: Properties): YamlNode {
    const opening = this.skip().start;
    const entries: YamlEntry[] = [];
    let height = 0;
    while (this.kind() === tokenKind.key) {
      const key = this.parseBlockPart();
      height = Math.max(height, this.height);
      const value = this.kind() === tokenKind.value ? this.parseBlockPart() : this.empty(this.peek().start);
      height = Math.max(height, this.height);
      entries.push({ key, value });
    }
    if (this.kind() !== tokenKind.blockEnd) this.fail('did not find expected key', opening);
    const { end } = this.skip();
    this.height = height + 1;
    return { kind: 'map', style: 'block', entries, start, end, tag };
  }

  /** What follows a `?` or `:` of a block mapping. */
  private parseBlockPart(): YamlNode {
    const { end } = this.skip();
    const kind = this.kind();
    const isEmpty = kind === tokenKind.key || kind === tokenKind.value || kind === tokenKind.blockEnd;
    return isEmpty ? this.empty(end) : this.parseNode(true, true);
  }

  private parseFlowSequence({ start, tag }: Properties): YamlNode {
    const opening = this.skip().start;
    const items: YamlNode[] = [];
    let height = 0;
    while (this.kind() !== tokenKind.flowSequenceEnd) {
      if (items.length > 0) {
        if (this.kind() !== tokenKind.flowEntry) this.fail("did not find expected ',' or ']'", opening);
        this.skip();
        if (this.kind() === tokenKind.flowSequenceEnd) break;
      }
      items.push(this.kind() === tokenKind.key ? this.parseFlowPair() : this.parseNode(false, false));
      height = Math.max(height, this.height);
    }
    const { end } = this.skip();
    this.height = height + 1;
    return { kind: 'seq', style: 'flow', items, start, end, tag };
  }

  /** `[key: value]`: a mapping of one pair inside a list. */
  private parseFlowPair(): YamlNode {
    const { start } = this.skip();
    this.budget.countNode();
    const hasKey = !this.isFlowPartEmpty(tokenKind.flowSequenceEnd);
    const key = this.parseFlowPart(tokenKind.flowSequenceEnd);
    // go-yaml steps over the token behind an empty key here, so `[? : a]` is refused.
    if (!hasKey) this.skip();
    const keyHeight = this.height;
    let value = this.empty(this.peek().start);
    if (this.kind() === tokenKind.value) {
      this.skip();
      value = this.parseFlowPart(tokenKind.flowSequenceEnd);
    }
    this.height = Math.max(keyHeight, this.height) + 1;
    return { kind: 'map', style: 'flow', entries: [{ key, value }], start, end: value.end, tag: '' };
  }

  private parseFlowMapping({ start, tag }: Properties): YamlNode {
    const opening = this.skip().start;
    const entries: YamlEntry[] = [];
    let height = 0;
    while (this.kind() !== tokenKind.flowMappingEnd) {
      if (entries.length > 0) {
        if (this.kind() !== tokenKind.flowEntry) this.fail("did not find expected ',' or '}'", opening);
        this.skip();
        if (this.kind() === tokenKind.flowMappingEnd) break;
      }
      const entry = this.parseFlowEntry();
      height = Math.max(height, this.height);
      entries.push(entry);
    }
    const { end } = this.skip();
    this.height = height + 1;
    return { kind: 'map', style: 'flow', entries, start, end, tag };
  }

  private parseFlowEntry(): YamlEntry {
    if (this.kind() !== tokenKind.key) {
      const key = this.parseNode(false, false);
      return { key, value: emptyScalar(key.end) };
    }
    this.skip();
    const key = this.parseFlowPart(tokenKind.flowMappingEnd);
    const keyHeight = this.height;
    if (this.kind() !== tokenKind.value) return { key, value: emptyScalar(key.end) };
    this.skip();
    const value = this.parseFlowPart(tokenKind.flowMappingEnd);
    this.height = Math.max(keyHeight, this.height);
    return { key, value };
  }

  /** What follows a `?` or `:` of a flow mapping; nothing may. */
  private parseFlowPart(closing: TokenKind): YamlNode {
    return this.isFlowPartEmpty(closing) ? this.empty(this.peek().start) : this.parseNode(false, false);
  }

  private isFlowPartEmpty(closing: TokenKind): boolean {
    const kind = this.kind();
    return kind === tokenKind.value || kind === tokenKind.flowEntry || kind === closing;
  }

  private empty(offset: number): YamlNode {
    this.budget.countNode();
    this.height = 0;
    return emptyScalar(offset);
  }

  private peek(): Token {
    return this.scanner.peek();
  }

  private kind(): TokenKind {
    const token = this.peek();
    if (token.opensMapping) return tokenKind.blockMappingStart;
    return token.isKey ? tokenKind.key : token.kind;
  }

  private skip(): Token {
    const token = this.peek();
    if (token.opensMapping) token.opensMapping = false;
    else if (token.isKey) token.isKey = false;
    else this.scanner.advance();
    return token;
  }

  private fail(reason: string, context?: number): never {
    return this.scanner.cursor.failParsing(reason, this.peek().start, context);
  }
}

function emptyScalar(offset: number): YamlNode {
  return { kind: 'scalar', value: '', style: 'plain', start: offset, end: offset, tag: '' };
}
