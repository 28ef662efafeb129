import { carriageReturn, dot, isBlankOrEnd, lineFeed, minus } from './characters.ts';
import { positionAt, YamlError } from './yaml-error.ts';

/** A reading position in a YAML text that knows its line and column, both from 0. */
export class Cursor {
  /** The text, with a NUL behind it that stands for the end. */
  readonly text: string;
  offset = 0;
  line = 0;
  lineStart = 0;
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
    this.text = `${source}\0`;
  }

  get column(): number {
    return this.offset - this.lineStart;
  }

  /** The code at the cursor, or `ahead` characters behind it. */
  peek(ahead = 0): number {
    return this.text.charCodeAt(this.offset + ahead);
  }

  /** Steps over a line break, CR LF as one. */
  skipBreak(): void {
    const { text } = this;
    const isPair = text.charCodeAt(this.offset) === carriageReturn && text.charCodeAt(this.offset + 1) === lineFeed;
    this.offset += isPair ? 2 : 1;
    this.lineStart = this.offset;
    this.line++;
  }

  /** Steps over a line break and returns it as it is read: a line feed, or one of the two Unicode separators as it is. */
  readBreak(): string {
    const code = this.peek();
    this.skipBreak();
    return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : '\n';
  }

  /** Whether the cursor stands at the start of a line that begins with `---` or `...`. */
  isAtDocumentIndicator(): boolean {
    if (this.offset !== this.lineStart) return false;
    const { text, offset } = this;
    const code = text.charCodeAt(offset);
    return (
      (code === minus || code === dot) &&
      text.charCodeAt(offset + 1) === code &&
      text.charCodeAt(offset + 2) === code &&
      isBlankOrEnd(text.charCodeAt(offset + 3))
    );
  }

  /** Fails at `start`, where what is being scanned begins. */
  fail(reason: string, start: number = this.offset): never {
    const position = positionAt(this.source, start);
    const here = positionAt(this.source, Math.min(this.offset, this.source.length));
    const named = position.line > 1 ? position : here;
    throw new YamlError(reason, position, { line: named.line > 1 ? named.line : 0 });
  }

  /** Fails at `problem` in a construct that began at `context`; go-yaml names the line above one of them. */
  failParsing(reason: string, problem: number, context?: number): never {
    const position = positionAt(this.source, problem);
    const contextLine = context === undefined ? 0 : this.lineAbove(context);
    throw new YamlError(reason, position, { line: contextLine > 0 ? contextLine : this.lineAbove(problem) });
  }

  /** Fails at a node that is well written but cannot be read; go-yaml names no line. */
  failReading(reason: string, at: number): never {
    throw new YamlError(reason, positionAt(this.source, at), { line: 0 });
  }

  /** Lines before an offset. The end of a text without a final line break counts as a line of its own. */
  private lineAbove(offset: number): number {
    const { line, column } = positionAt(this.source, offset);
    return offset >= this.source.length && column > 1 ? line : line - 1;
  }
}
