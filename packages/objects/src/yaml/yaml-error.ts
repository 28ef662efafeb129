/** A place in a text: line and column count from 1, `offset` in UTF-16 units from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** How go-yaml words the same failure; kustomize and kubectl show it to users. */
export interface UpstreamPlace {
  /** Line that go-yaml's message names; 0 when it names none. */
  readonly line: number;
}

/**
 * A YAML text that is refused, with the place. `reason` is go-yaml's phrase for the problem, so that users find it in the
 * documentation they know; `upstreamMessage` is go-yaml's whole message, whose line can differ by one from `line`.
 */
export class YamlError extends Error implements Position {
  override readonly name = 'YamlError';
  readonly reason: string;
  readonly line: number;
  readonly column: number;
  readonly offset: number;
  readonly upstreamMessage: string;

  constructor(reason: string, position: Position, upstream?: UpstreamPlace) {
    super(`line ${position.line}, column ${position.column}: ${reason}`);
    this.reason = reason;
    this.line = position.line;
    this.column = position.column;
    this.offset = position.offset;
    const line = upstream?.line ?? position.line;
    this.upstreamMessage = line > 0 ? `yaml: line ${line}: ${reason}` : `yaml: ${reason}`;
  }
}

/** Line breaks as YAML 1.1 counts them. */
const lineBreak = /\r\n|[\r\n\u0085\u2028\u2029]/g;

/** Line and column of an offset into `text`. */
export function positionAt(text: string, offset: number): Position {
  let line = 1;
  let lineStart = 0;
  lineBreak.lastIndex = 0;
  for (
    let match = lineBreak.exec(text);
    match !== null && lineBreak.lastIndex <= offset;
    match = lineBreak.exec(text)
  ) {
    line++;
    lineStart = lineBreak.lastIndex;
  }
  return { line, column: offset - lineStart + 1, offset };
}
