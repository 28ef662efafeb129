import { colon, hash, isBlank, isBlankOrEnd, isBreak, isFlowIndicator, tab } from './characters.ts';
import type { Cursor } from './cursor.ts';

export interface PlainScalar {
  readonly value: string;
  readonly end: number;
  /** The scan went over a line break, so a new key may follow. */
  readonly sawBreak: boolean;
}

/** Scans a plain scalar; its lines must be indented by at least `indent` outside flow collections. */
export function scanPlain(cursor: Cursor, indent: number, inFlow: boolean): PlainScalar {
  const start = cursor.offset;
  const { text } = cursor;
  let value = '';
  let chunk = start;
  let end = start;
  let sawBreak = false;
  while (!cursor.isAtDocumentIndicator() && cursor.peek() !== hash) {
    const next = endOfRun(text, cursor.offset, inFlow);
    if (next > cursor.offset) end = next;
    cursor.offset = next;
    const code = text.charCodeAt(next);
    if (!isBlank(code) && !isBreak(code)) return { value: value + text.slice(chunk, end), end, sawBreak: false };
    const folded = skipWhitespace(cursor, start, indent);
    sawBreak = folded !== undefined;
    if (folded === undefined) continue;
    if (!inFlow && cursor.column < indent) break;
    if (!continues(cursor, inFlow)) break;
    value += text.slice(chunk, end) + folded;
    chunk = cursor.offset;
  }
  return { value: value + text.slice(chunk, end), end, sawBreak };
}

/** Whether a character of the scalar stands at the cursor, so that a line break before it belongs to the scalar. */
function continues(cursor: Cursor, inFlow: boolean): boolean {
  return (
    cursor.peek() !== hash &&
    !cursor.isAtDocumentIndicator() &&
    endOfRun(cursor.text, cursor.offset, inFlow) > cursor.offset
  );
}

function endOfRun(text: string, from: number, inFlow: boolean): number {
  let offset = from;
  for (;;) {
    const code = text.charCodeAt(offset);
    if (isBlankOrEnd(code)) return offset;
    if (code === colon && isBlankOrEnd(text.charCodeAt(offset + 1))) return offset;
    if (inFlow && isFlowIndicator(code)) return offset;
    offset++;
  }
}

/** Steps over blanks and breaks; returns what line breaks fold to, or undefined when there was none. */
function skipWhitespace(cursor: Cursor, start: number, indent: number): string | undefined {
  let first: string | undefined;
  let rest = '';
  for (;;) {
    const code = cursor.peek();
    if (isBlank(code)) {
      if (first !== undefined && code === tab && cursor.column < indent) {
        cursor.fail('found a tab character that violates indentation', start);
      }
      cursor.offset++;
    } else if (!isBreak(code)) return first === undefined ? undefined : foldBreaks(first, rest);
    else if (first === undefined) first = cursor.readBreak();
    else rest += cursor.readBreak();
  }
}

/** A single line feed folds to a space, more of them to all but the first; Unicode separators stay. */
export function foldBreaks(first: string, rest: string): string {
  if (first !== '\n') return first + rest;
  return rest === '' ? ' ' : rest;
}
