import type { JsonValue } from '../object.ts';
import { JsonError } from './json-error.ts';

export interface ParseJsonOptions {
  /** Deepest nesting of objects and arrays that is accepted. Default 512. */
  readonly maxDepth?: number;
}

const defaultMaxDepth = 512;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Texts without a match hold no number that `JSON.parse` would round or turn into Infinity. What is no number may match,
 * but not the digits within uids and digests: nearly every object has some.
 */
const mayLoseDigits = /(?:^|[:,[\s])-?(?:\d{16}|\d[\d.]*[eE]\+?\d{3})/;
const integer = /^-?\d+$/;
const minInt64 = -(2n ** 63n);
const maxUint64 = 2n ** 64n - 1n;

type Reviver = (this: unknown, key: string, value: JsonValue, context: { source?: string }) => JsonValue;

/**
 * Reads a JSON text. Integers that a double cannot hold exactly become `bigint` when they fit into 64 bits, as Go keeps
 * them; larger ones become doubles, as in Go. `__proto__` is a key like any other; of duplicate keys the last wins.
 *
 * @throws JsonError for text that is not JSON, not UTF-8, nested too deeply, or holds a number beyond a double's range.
 */
export function parseJson(input: string | Uint8Array, options: ParseJsonOptions = {}): JsonValue {
  const text = typeof input === 'string' ? input : decodeUtf8(input);
  checkDepth(text, options.maxDepth ?? defaultMaxDepth);
  try {
    return mayLoseDigits.test(text) ? parseExactly(text) : (JSON.parse(text) as JsonValue);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new JsonError(`invalid JSON: ${reasonOf(error)}`, undefined, { cause: error });
    throw error;
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new JsonError('invalid JSON: the text is not UTF-8', undefined, { cause });
  }
}

/** V8 quotes the text around the error, which may hold a secret: keep what stands before the quotation. */
function reasonOf(error: SyntaxError): string {
  const position = /at position \d+(?: \(line \d+ column \d+\))?/.exec(error.message)?.[0];
  const reason = error.message.split(/, | in JSON| at position/)[0] ?? 'syntax error';
  return position === undefined ? reason : `${reason} ${position}`;
}

function parseExactly(text: string): JsonValue {
  const parse = JSON.parse as (text: string, reviver: Reviver) => JsonValue;
  return parse(text, function exactNumber(_key, value, context) {
    return typeof value === 'number' && context.source !== undefined ? numberOf(context.source, value) : value;
  });
}

function numberOf(source: string, value: number): number | bigint {
  if (!Number.isFinite(value)) throw new JsonError(`invalid JSON: number ${source.slice(0, 40)} is out of range`);
  if (Number.isSafeInteger(value) || !integer.test(source)) return value;
  const exact = BigInt(source);
  return exact >= minInt64 && exact <= maxUint64 ? exact : value;
}

/** Counts brackets outside strings before anything is built, so that later walks may recurse. */
function checkDepth(text: string, maxDepth: number): void {
  if (text.length <= maxDepth) return;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x22) at = endOfString(text, at);
    else if (char === 0x7b || char === 0x5b) {
      if (++depth > maxDepth) throw new JsonError(`invalid JSON: nested more than ${maxDepth} levels deep`, at);
    } else if (char === 0x7d || char === 0x5d) depth--;
  }
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes++;
  return slashes % 2 === 1;
}
