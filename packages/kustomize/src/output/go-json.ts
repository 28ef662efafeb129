import { isJsonArray, type JsonValue } from '@sluice/objects';
import { byCodePoint } from '../node/code-points.ts';

/** A value as Go's JSON encoder writes it: keys sorted, `<`, `>` and `&` escaped; indented by two spaces if asked. */
export function writeGoJson(value: JsonValue, indent: 0 | 2 = 0): string {
  return write(value, indent === 0 ? undefined : '\n');
}

function write(value: JsonValue, lineStart: string | undefined): string {
  if (typeof value === 'string') return quote(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (isJsonArray(value))
    return wrap(
      '[',
      value.map((item) => write(item, deeper(lineStart))),
      ']',
      lineStart,
    );
  const colon = lineStart === undefined ? ':' : ': ';
  const fields = Object.keys(value)
    .toSorted(byCodePoint)
    .map((key) => `${quote(key)}${colon}${write(value[key] ?? null, deeper(lineStart))}`);
  return wrap('{', fields, '}', lineStart);
}

function deeper(lineStart: string | undefined): string | undefined {
  return lineStart === undefined ? undefined : `${lineStart}  `;
}

function wrap(open: string, parts: readonly string[], close: string, lineStart: string | undefined): string {
  if (parts.length === 0) return open + close;
  if (lineStart === undefined) return `${open}${parts.join(',')}${close}`;
  const inner = deeper(lineStart) ?? '';
  return `${open}${inner}${parts.join(`,${inner}`)}${lineStart}${close}`;
}

const escapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

function quote(text: string): string {
  return JSON.stringify(text).replaceAll(/[<>&\u2028\u2029]/g, (character) => escapes[character] ?? character);
}
