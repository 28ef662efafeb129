import { backslash, doubleQuote, hexValue, isBlank, isBlankOrEnd, isBreak, singleQuote } from './characters.ts';
import type { Cursor } from './cursor.ts';
import { foldBreaks } from './scan-plain.ts';

/** Scans a quoted scalar whose left quote stands at the cursor, and steps behind its right quote. */
export function scanQuoted(cursor: Cursor, quote: number): string {
  const start = cursor.offset++;
  const simple = simpleEnd(cursor, quote);
  if (simple === undefined) return scanFolded(cursor, quote, start);
  const value = cursor.text.slice(cursor.offset, simple);
  cursor.offset = simple + 1;
  return value;
}

/** End of a scalar on one line without escapes, which is nearly every one. */
function simpleEnd(cursor: Cursor, quote: number): number | undefined {
  const { text } = cursor;
  for (let offset = cursor.offset; ; offset++) {
    const code = text.charCodeAt(offset);
    if (code === quote) return quote === singleQuote && text.charCodeAt(offset + 1) === quote ? undefined : offset;
    if (code === 0 || code === backslash || isBreak(code)) return undefined;
  }
}

function scanFolded(cursor: Cursor, quote: number, start: number): string {
  let value = '';
  for (;;) {
    if (cursor.isAtDocumentIndicator()) cursor.fail('found unexpected document indicator', start);
    if (cursor.peek() === 0) cursor.fail('found unexpected end of stream', start);
    const run = scanRun(cursor, quote, start);
    value += run.value;
    if (!run.escapedBreak && cursor.peek() === quote) break;
    value += scanWhitespace(cursor, run.escapedBreak);
  }
  cursor.offset++;
  return value;
}

interface Run {
  readonly value: string;
  readonly escapedBreak: boolean;
}

/** Characters up to a blank, a break, the right quote or an escaped break. */
function scanRun(cursor: Cursor, quote: number, start: number): Run {
  let value = '';
  for (;;) {
    const code = cursor.peek();
    if (isBlankOrEnd(code)) return { value, escapedBreak: false };
    if (code === quote) {
      if (quote === doubleQuote || cursor.peek(1) !== singleQuote) return { value, escapedBreak: false };
      value += "'";
      cursor.offset += 2;
    } else if (code === backslash && quote === doubleQuote) {
      if (isBreak(cursor.peek(1))) {
        cursor.offset++;
        cursor.skipBreak();
        return { value, escapedBreak: true };
      }
      value += scanEscape(cursor, start);
    } else {
      value += cursor.text[cursor.offset++];
    }
  }
}

/** What blanks and breaks between two runs are read as. Blanks before a break vanish. */
function scanWhitespace(cursor: Cursor, escapedBreak: boolean): string {
  let blanks = '';
  let first = '';
  let rest = '';
  let sawBreak = escapedBreak;
  for (;;) {
    const code = cursor.peek();
    if (isBlank(code)) {
      if (!sawBreak) blanks += cursor.text[cursor.offset];
      cursor.offset++;
    } else if (!isBreak(code)) break;
    else if (sawBreak) rest += cursor.readBreak();
    else {
      first = cursor.readBreak();
      sawBreak = true;
    }
  }
  if (!sawBreak) return blanks;
  return first === '' ? rest : foldBreaks(first, rest);
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['N', '\u0085'],
  ['_', '\u00a0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);

const hexEscapes: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

function scanEscape(cursor: Cursor, start: number): string {
  const letter = cursor.text.charAt(cursor.offset + 1);
  const simple = simpleEscapes.get(letter);
  const digits = hexEscapes.get(letter);
  if (simple === undefined && digits === undefined) cursor.fail('found unknown escape character', start);
  cursor.offset += 2;
  return simple ?? String.fromCodePoint(scanCodePoint(cursor, digits ?? 0, start));
}

function scanCodePoint(cursor: Cursor, digits: number, start: number): number {
  let code = 0;
  for (let count = 0; count < digits; count++) {
    const digit = hexValue(cursor.peek(count));
    if (digit < 0) cursor.fail('did not find expected hexdecimal number', start);
    code = code * 16 + digit;
  }
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    cursor.fail('found invalid Unicode character escape code', start);
  }
  cursor.offset += digits;
  return code;
}
