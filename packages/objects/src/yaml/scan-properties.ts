import {
  exclamation,
  greater,
  hash,
  hexValue,
  isBlank,
  isBlankOrEnd,
  isBreak,
  isBreakOrEnd,
  isDigit,
  isWord,
  less,
  percent,
} from './characters.ts';
import type { Cursor } from './cursor.ts';

const afterAnchor = '?:,]}%@`';
const uriPunctuation = ";/?:@&=+$,.!~*'()[]";

/** Scans the name behind `&` or `*`. */
export function scanAnchorName(cursor: Cursor): string {
  const start = cursor.offset++;
  const name = scanWord(cursor);
  const next = cursor.peek();
  if (name === '' || !(isBlankOrEnd(next) || afterAnchor.includes(String.fromCharCode(next)))) {
    cursor.fail('did not find expected alphabetic or numeric character', start);
  }
  return name;
}

export interface ScannedTag {
  /** `!`, `!!`, `!name!`, or empty for a tag that is complete. */
  readonly handle: string;
  readonly suffix: string;
}

/** Scans a tag: `!<uri>`, `!suffix`, `!!suffix`, `!name!suffix` or `!` alone. */
export function scanTag(cursor: Cursor): ScannedTag {
  const start = cursor.offset;
  const tag = cursor.peek(1) === less ? scanVerbatimTag(cursor, start) : scanShorthandTag(cursor, start);
  if (!isBlankOrEnd(cursor.peek())) cursor.fail('did not find expected whitespace or line break', start);
  return tag;
}

function scanVerbatimTag(cursor: Cursor, start: number): ScannedTag {
  cursor.offset += 2;
  const suffix = scanUri(cursor, start, false);
  if (cursor.peek() !== greater) cursor.fail("did not find the expected '>'", start);
  cursor.offset++;
  return { handle: '', suffix };
}

function scanShorthandTag(cursor: Cursor, start: number): ScannedTag {
  const handle = scanHandle(cursor);
  if (handle.length > 1 && handle.endsWith('!')) return { handle, suffix: scanUri(cursor, start, false) };
  const suffix = handle.slice(1) + scanUri(cursor, start, true);
  return suffix === '' ? { handle: '', suffix: '!' } : { handle: '!', suffix };
}

function scanHandle(cursor: Cursor): string {
  const from = cursor.offset++;
  scanWord(cursor);
  if (cursor.peek() === exclamation) cursor.offset++;
  return cursor.text.slice(from, cursor.offset);
}

function scanUri(cursor: Cursor, start: number, mayBeEmpty: boolean): string {
  let uri = '';
  for (;;) {
    const code = cursor.peek();
    if (code === percent) uri += scanUriEscapes(cursor, start);
    else if (isWord(code) || (code !== 0 && uriPunctuation.includes(String.fromCharCode(code)))) {
      uri += String.fromCharCode(code);
      cursor.offset++;
    } else break;
  }
  if (uri === '' && !mayBeEmpty) cursor.fail('did not find expected tag URI', start);
  return uri;
}

function scanUriEscapes(cursor: Cursor, start: number): string {
  const bytes: number[] = [];
  while (cursor.peek() === percent) {
    const high = hexValue(cursor.peek(1));
    const low = hexValue(cursor.peek(2));
    if (high < 0 || low < 0) cursor.fail('did not find URI escaped octet', start);
    bytes.push(high * 16 + low);
    cursor.offset += 3;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
  } catch {
    return cursor.fail('found an incorrect leading UTF-8 octet', start);
  }
}

export type Directive =
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'tag'; readonly handle: string; readonly prefix: string };

/** Scans a line that begins with `%`. */
export function scanDirective(cursor: Cursor): Directive {
  const start = cursor.offset++;
  const name = scanWord(cursor);
  if (name === '') cursor.fail('could not find expected directive name', start);
  if (!isBlankOrEnd(cursor.peek())) cursor.fail('found unexpected non-alphabetical character', start);
  if (name !== 'YAML' && name !== 'TAG') cursor.fail('found unknown directive name', start);
  skipBlanks(cursor);
  const directive = name === 'YAML' ? scanVersion(cursor, start) : scanTagDirective(cursor, start);
  skipBlanks(cursor);
  if (cursor.peek() === hash) while (!isBreakOrEnd(cursor.peek())) cursor.offset++;
  if (!isBreakOrEnd(cursor.peek())) cursor.fail('did not find expected comment or line break', start);
  if (isBreak(cursor.peek())) cursor.skipBreak();
  return directive;
}

function scanVersion(cursor: Cursor, start: number): Directive {
  const major = scanNumber(cursor, start);
  if (cursor.text[cursor.offset] !== '.') cursor.fail("did not find expected digit or '.' character", start);
  cursor.offset++;
  return { kind: 'version', version: `${major}.${scanNumber(cursor, start)}` };
}

function scanNumber(cursor: Cursor, start: number): number {
  const from = cursor.offset;
  while (isDigit(cursor.peek())) cursor.offset++;
  if (cursor.offset === from) cursor.fail('did not find expected version number', start);
  if (cursor.offset - from > 2) cursor.fail('found extremely long version number', start);
  return Number(cursor.text.slice(from, cursor.offset));
}

function scanTagDirective(cursor: Cursor, start: number): Directive {
  if (cursor.peek() !== exclamation) cursor.fail("did not find expected '!'", start);
  const handle = scanHandle(cursor);
  if (handle !== '!' && !handle.endsWith('!')) cursor.fail("did not find expected '!'", start);
  if (!isBlank(cursor.peek())) cursor.fail('did not find expected whitespace', start);
  skipBlanks(cursor);
  const prefix = scanUri(cursor, start, false);
  if (!isBlankOrEnd(cursor.peek())) cursor.fail('did not find expected whitespace or line break', start);
  return { kind: 'tag', handle, prefix };
}

function scanWord(cursor: Cursor): string {
  const from = cursor.offset;
  while (isWord(cursor.peek())) cursor.offset++;
  return cursor.text.slice(from, cursor.offset);
}

function skipBlanks(cursor: Cursor): void {
  while (isBlank(cursor.peek())) cursor.offset++;
}
