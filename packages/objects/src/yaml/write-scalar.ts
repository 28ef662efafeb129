import { goFloat64 } from './go-float.ts';
import type { ScalarStyle } from './token.ts';

const width = 80;
const minInt64 = -(2 ** 63);
const maxUint64 = 2 ** 64;

/** How go-yaml writes a value that is no string, list or map. */
export function bareText(value: null | boolean | number | bigint): string {
  if (typeof value !== 'number') return String(value);
  return Number.isInteger(value) && value > minInt64 && value < maxUint64 ? String(value) : goFloat64(value);
}

/**
 * A string on one or more lines, from the given column on. Long lines are folded at blanks once they are beyond 80
 * columns (`mayFold`; keys are not); the lines that follow begin with `indent` spaces.
 */
export function scalarText(text: string, style: ScalarStyle, column: number, indent: number, mayFold: boolean): string {
  if (style === 'literal') return literal(text, indent);
  const quote = style === 'plain' ? '' : style === 'single-quoted' ? "'" : '"';
  const raw = style === 'double-quoted' ? escaped(text) : style === 'single-quoted' ? text.replaceAll("'", "''") : text;
  const body = mayFold && column + raw.length > width ? fold(text, style, column + quote.length, indent) : raw;
  return quote + body + quote;
}

function literal(text: string, indent: number): string {
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const pad = ' '.repeat(indent);
  const lines = text.split('\n').map((line) => (line === '' ? '' : pad + line));
  return `|${hint}${chomp(text)}\n${lines.join('\n')}`;
}

function chomp(text: string): string {
  if (!text.endsWith('\n')) return '-';
  return text === '\n' || text.endsWith('\n\n') ? '+' : '';
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['\0', '\\0'],
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\v', '\\v'],
  ['\f', '\\f'],
  ['\r', '\\r'],
  ['\x1b', '\\e'],
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\u0085', '\\N'],
  ['\u2028', '\\L'],
  ['\u2029', '\\P'],
]);

const toEscape = /["\\]|[^\x20-\x7E\u00A0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]/gu;

function escaped(text: string): string {
  return text.toWellFormed().replaceAll(toEscape, (character) => escapes.get(character) ?? hexEscape(character));
}

function hexEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** Breaks lines at single blanks, by the rules of go-yaml's emitter, which differ a little between styles. */
function fold(text: string, style: ScalarStyle, startColumn: number, indent: number): string {
  const characters = Array.from(text.toWellFormed());
  const lineStart = `\n${' '.repeat(indent)}`;
  let out = '';
  let column = startColumn;
  let afterSpace = false;
  characters.forEach((character, index) => {
    const next = characters[index + 1];
    const isSpace = character === ' ';
    if (isSpace && !afterSpace && column > width && mayBreak(style, index, characters.length, next)) {
      const keepsSpace = style === 'double-quoted' && next === ' ';
      out += keepsSpace ? `${lineStart}\\` : lineStart;
      column = indent + (keepsSpace ? 1 : 0);
    } else {
      const written = writtenAs(character, style);
      out += written;
      column += Array.from(written).length;
    }
    afterSpace = isSpace;
  });
  return out;
}

function mayBreak(style: ScalarStyle, index: number, length: number, next: string | undefined): boolean {
  if (style === 'plain') return next !== ' ';
  const isInside = index > 0 && index < length - 1;
  return isInside && (style === 'double-quoted' || next !== ' ');
}

function writtenAs(character: string, style: ScalarStyle): string {
  if (style === 'single-quoted') return character === "'" ? "''" : character;
  return style === 'double-quoted' ? escaped(character) : character;
}
