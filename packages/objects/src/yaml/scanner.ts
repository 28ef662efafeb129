import * as char from './characters.ts';
import { Cursor } from './cursor.ts';
import { scanBlock } from './scan-block.ts';
import { scanPlain } from './scan-plain.ts';
import { scanAnchorName, scanDirective, scanTag } from './scan-properties.ts';
import { scanQuoted } from './scan-quoted.ts';
import { type ScalarStyle, type Token, type TokenKind, tokenKind } from './token.ts';

/** A place where a key without `?` may have begun; it is one if its `:` follows on the same line. */
interface SimpleKey {
  token: number;
  offset: number;
  line: number;
  column: number;
  /** Block context at the indentation of the mapping: what stands here must be a key. */
  required: boolean;
}

const longestSimpleKey = 1024;
const lookahead = 2;
/** Tokens that were read are dropped in batches of this size. */
const queueLength = 256;

/**
 * Turns a YAML text into tokens by the rules of libyaml, which go-yaml follows and so Kubernetes. They differ from YAML
 * 1.2: quoted scalars and flow collections may go on at any column, a key is at most 1024 characters long, and so on.
 */
export class Scanner {
  readonly cursor: Cursor;
  private tokens: Token[] = [];
  /** Index in `tokens` of the next token, and how many tokens were dropped before the first. */
  private head = 0;
  private dropped = 0;
  private current: Token | undefined;
  private isAtEnd = false;
  private indent = -1;
  private readonly indents: number[] = [];
  private flowLevel = 0;
  /** One place per flow level. */
  private simpleKeys: (SimpleKey | undefined)[] = [undefined];
  private simpleKeyAllowed = true;
  private readonly maxDepth: number;

  constructor(text: string, maxDepth: number) {
    this.cursor = new Cursor(text);
    this.maxDepth = maxDepth;
  }

  /** The next token. It stays the next until `advance`. */
  peek(): Token {
    if (this.current !== undefined) return this.current;
    this.fill();
    this.current = this.tokens[this.head] as Token;
    return this.current;
  }

  advance(): void {
    this.current = undefined;
    if (++this.head < queueLength) return;
    this.tokens = this.tokens.slice(this.head);
    this.dropped += this.head;
    this.head = 0;
  }

  /**
   * Scans until the next token is sure to be no key, and two tokens further, as go-yaml does: of two mistakes in a text
   * the one that it finds first is reported.
   */
  private fill(): void {
    for (;;) {
      const isAhead = this.head < this.tokens.length - lookahead;
      if (isAhead && !this.mayBecomeKey(this.dropped + this.head)) return;
      if (this.isAtEnd && this.head < this.tokens.length) return;
      this.fetchToken();
    }
  }

  private mayBecomeKey(token: number): boolean {
    for (let level = 0; level <= this.flowLevel; level++) {
      const simpleKey = this.simpleKeys[level];
      if (simpleKey?.token !== token) continue;
      if (this.isFresh(simpleKey)) return true;
      if (simpleKey.required) this.cursor.fail("could not find expected ':'", simpleKey.offset);
      this.simpleKeys[level] = undefined;
    }
    return false;
  }

  private isFresh(simpleKey: SimpleKey): boolean {
    const { line, offset } = this.cursor;
    return simpleKey.line === line && simpleKey.offset + longestSimpleKey >= offset;
  }

  private fetchToken(): void {
    this.skipToToken();
    const { cursor } = this;
    this.unrollIndent(cursor.column);
    const code = cursor.peek();
    if (code === 0) return this.fetchStreamEnd();
    if (cursor.offset === cursor.lineStart) {
      if (code === char.percent) return this.fetchDirective();
      if (cursor.isAtDocumentIndicator()) return this.fetchDocumentIndicator(code);
    }
    if (!this.fetchIndicator(code) && !this.fetchNode(code)) this.fetchPlain(code);
  }

  private skipToToken(): void {
    const { cursor } = this;
    for (;;) {
      let code = cursor.peek();
      while (code === char.space || (code === char.tab && (this.flowLevel > 0 || !this.simpleKeyAllowed))) {
        cursor.offset++;
        code = cursor.peek();
      }
      if (code === char.hash) {
        while (!char.isBreakOrEnd(code)) {
          cursor.offset++;
          code = cursor.peek();
        }
      }
      if (!char.isBreak(code)) return;
      cursor.skipBreak();
      if (this.flowLevel === 0) this.simpleKeyAllowed = true;
    }
  }

  private fetchIndicator(code: number): boolean {
    const { cursor } = this;
    switch (code) {
      case char.openBracket:
      case char.openBrace:
        this.fetchFlowStart(code);
        return true;
      case char.closeBracket:
      case char.closeBrace:
        this.fetchFlowEnd(code);
        return true;
      case char.comma:
        this.fetchFlowEntry();
        return true;
      case char.minus:
        return char.isBlankOrEnd(cursor.peek(1)) && this.fetchBlockEntry();
      case char.question:
        return (this.flowLevel > 0 || char.isBlankOrEnd(cursor.peek(1))) && this.fetchKey();
      case char.colon:
        return (this.flowLevel > 0 || char.isBlankOrEnd(cursor.peek(1))) && this.fetchValue();
      default:
        return false;
    }
  }

  private fetchNode(code: number): boolean {
    switch (code) {
      case char.asterisk:
      case char.ampersand:
        this.fetchAnchor(code === char.asterisk ? tokenKind.alias : tokenKind.anchor);
        return true;
      case char.exclamation:
        this.fetchTag();
        return true;
      case char.pipe:
      case char.greater:
        return this.flowLevel === 0 && this.fetchBlockScalar(code === char.pipe);
      case char.singleQuote:
      case char.doubleQuote:
        this.fetchQuoted(code);
        return true;
      default:
        return false;
    }
  }

  private fetchStreamEnd(): void {
    this.unrollIndent(-1);
    this.dropSimpleKey();
    this.simpleKeyAllowed = false;
    this.isAtEnd = true;
    this.push(tokenKind.streamEnd, this.cursor.offset);
  }

  private fetchDirective(): void {
    this.unrollIndent(-1);
    this.dropSimpleKey();
    this.simpleKeyAllowed = false;
    const start = this.cursor.offset;
    const directive = scanDirective(this.cursor);
    if (directive.kind === 'version') this.push(tokenKind.versionDirective, start, directive.version);
    else this.push(tokenKind.tagDirective, start, directive.handle, directive.prefix);
  }

  private fetchDocumentIndicator(code: number): void {
    this.unrollIndent(-1);
    this.dropSimpleKey();
    this.simpleKeyAllowed = false;
    const start = this.cursor.offset;
    this.cursor.offset += 3;
    this.push(code === char.minus ? tokenKind.documentStart : tokenKind.documentEnd, start);
  }

  private fetchFlowStart(code: number): void {
    this.saveSimpleKey();
    this.simpleKeys.push(undefined);
    if (++this.flowLevel > this.maxDepth) this.cursor.fail(`exceeded max depth of ${this.maxDepth}`);
    this.simpleKeyAllowed = true;
    this.pushIndicator(code === char.openBracket ? tokenKind.flowSequenceStart : tokenKind.flowMappingStart);
  }

  private fetchFlowEnd(code: number): void {
    this.dropSimpleKey();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      this.simpleKeys.pop();
    }
    this.simpleKeyAllowed = false;
    this.pushIndicator(code === char.closeBracket ? tokenKind.flowSequenceEnd : tokenKind.flowMappingEnd);
  }

  private fetchFlowEntry(): void {
    this.dropSimpleKey();
    this.simpleKeyAllowed = true;
    this.pushIndicator(tokenKind.flowEntry);
  }

  private fetchBlockEntry(): boolean {
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) this.cursor.fail('block sequence entries are not allowed in this context');
      if (this.rollIndent(this.cursor.column)) this.push(tokenKind.blockSequenceStart, this.cursor.offset);
    }
    this.dropSimpleKey();
    this.simpleKeyAllowed = true;
    this.pushIndicator(tokenKind.blockEntry);
    return true;
  }

  private fetchKey(): boolean {
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) this.cursor.fail('mapping keys are not allowed in this context');
      if (this.rollIndent(this.cursor.column)) this.push(tokenKind.blockMappingStart, this.cursor.offset);
    }
    this.dropSimpleKey();
    this.simpleKeyAllowed = this.flowLevel === 0;
    this.pushIndicator(tokenKind.key);
    return true;
  }

  private fetchValue(): boolean {
    const simpleKey = this.validSimpleKey();
    if (simpleKey !== undefined) {
      const token = this.tokens[simpleKey.token - this.dropped] as Token;
      token.isKey = true;
      if (this.flowLevel === 0) token.opensMapping = this.rollIndent(simpleKey.column);
      this.simpleKeys[this.flowLevel] = undefined;
      this.simpleKeyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.simpleKeyAllowed) this.cursor.fail('mapping values are not allowed in this context');
        if (this.rollIndent(this.cursor.column)) this.push(tokenKind.blockMappingStart, this.cursor.offset);
      }
      this.simpleKeyAllowed = this.flowLevel === 0;
    }
    this.pushIndicator(tokenKind.value);
    return true;
  }

  private fetchAnchor(kind: TokenKind): void {
    this.saveSimpleKey();
    this.simpleKeyAllowed = false;
    const start = this.cursor.offset;
    this.push(kind, start, scanAnchorName(this.cursor));
  }

  private fetchTag(): void {
    this.saveSimpleKey();
    this.simpleKeyAllowed = false;
    const start = this.cursor.offset;
    const tag = scanTag(this.cursor);
    this.push(tokenKind.tag, start, tag.handle, tag.suffix);
  }

  private fetchBlockScalar(isLiteral: boolean): boolean {
    this.dropSimpleKey();
    this.simpleKeyAllowed = true;
    const start = this.cursor.offset;
    const { value, end } = scanBlock(this.cursor, this.indent, isLiteral);
    this.pushScalar(start, end, value, isLiteral ? 'literal' : 'folded');
    return true;
  }

  private fetchQuoted(quote: number): void {
    this.saveSimpleKey();
    this.simpleKeyAllowed = false;
    const start = this.cursor.offset;
    const value = scanQuoted(this.cursor, quote);
    this.pushScalar(start, this.cursor.offset, value, quote === char.singleQuote ? 'single-quoted' : 'double-quoted');
  }

  private fetchPlain(code: number): void {
    if (!this.canStartPlain(code)) this.cursor.fail('found character that cannot start any token');
    this.saveSimpleKey();
    const start = this.cursor.offset;
    const scalar = scanPlain(this.cursor, this.indent + 1, this.flowLevel > 0);
    this.simpleKeyAllowed = scalar.sawBreak;
    this.pushScalar(start, scalar.end, scalar.value, 'plain');
  }

  private canStartPlain(code: number): boolean {
    switch (code) {
      case char.minus:
        return !char.isBlank(this.cursor.peek(1));
      case char.question:
      case char.colon:
        return this.flowLevel === 0 && !char.isBlankOrEnd(this.cursor.peek(1));
      case char.percent:
      case char.at:
      case char.backtick:
      case char.pipe:
      case char.greater:
      case char.tab:
        return false;
      default:
        return true;
    }
  }

  private saveSimpleKey(): void {
    if (!this.simpleKeyAllowed) return;
    this.dropSimpleKey();
    const { offset, line, column } = this.cursor;
    const required = this.flowLevel === 0 && this.indent === column;
    this.simpleKeys[this.flowLevel] = {
      token: this.dropped + this.tokens.length,
      offset,
      line,
      column,
      required,
    };
  }

  private dropSimpleKey(): void {
    const simpleKey = this.simpleKeys[this.flowLevel];
    if (simpleKey?.required === true) this.cursor.fail("could not find expected ':'", simpleKey.offset);
    this.simpleKeys[this.flowLevel] = undefined;
  }

  private validSimpleKey(): SimpleKey | undefined {
    const simpleKey = this.simpleKeys[this.flowLevel];
    if (simpleKey === undefined) return undefined;
    if (this.isFresh(simpleKey)) return simpleKey;
    this.dropSimpleKey();
    return undefined;
  }

  /** Enters a deeper block; false when the column is not deeper, or in a flow collection. */
  private rollIndent(column: number): boolean {
    if (this.indent >= column) return false;
    this.indents.push(this.indent);
    if (this.indents.length > this.maxDepth) this.cursor.fail(`exceeded max depth of ${this.maxDepth}`);
    this.indent = column;
    return true;
  }

  /** Leaves the blocks that are deeper than the column. */
  private unrollIndent(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.push(tokenKind.blockEnd, this.cursor.offset);
      this.indent = this.indents.pop() ?? -1;
    }
  }

  private pushIndicator(kind: TokenKind): void {
    const start = this.cursor.offset++;
    this.push(kind, start);
  }

  private push(kind: TokenKind, start: number, value = '', suffix = ''): void {
    const { offset: end } = this.cursor;
    this.tokens.push({ kind, start, end, value, suffix, style: 'plain', opensMapping: false, isKey: false });
  }

  private pushScalar(start: number, end: number, value: string, style: ScalarStyle): void {
    const kind = tokenKind.scalar;
    this.tokens.push({ kind, start, end, value, suffix: '', style, opensMapping: false, isKey: false });
  }
}
