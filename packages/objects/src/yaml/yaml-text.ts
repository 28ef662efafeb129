import { positionAt, YamlError } from './yaml-error.ts';

/** Everything outside these ranges is refused by YAML 1.1; a lone surrogate is no character at all. */
const notPrintable = /[^\t\n\r\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const ascii = /^[\t\n\r\x20-\x7E]*$/;
const firstPlace = { line: 1, column: 1, offset: 0 };

/**
 * The text of a YAML stream, without its byte order mark. Bytes are UTF-8, or UTF-16 where a byte order mark says so.
 *
 * @throws YamlError for bytes in neither encoding, control characters (NUL included), and more than `maxLength` units.
 */
export function yamlText(input: string | Uint8Array, maxLength: number): string {
  if (input.length > maxLength * 2) throw tooLong(maxLength);
  const text = typeof input === 'string' ? stripMark(input) : decode(input);
  if (text.length > maxLength) throw tooLong(maxLength);
  checkCharacters(text);
  return text;
}

function tooLong(maxLength: number): YamlError {
  return new YamlError(`text is longer than ${maxLength} characters`, firstPlace);
}

function stripMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function decode(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new YamlError(`text is not ${encoding.toUpperCase()}`, firstPlace, { line: 0 });
  }
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}

function checkCharacters(text: string): void {
  if (ascii.test(text)) return;
  const match = notPrintable.exec(text);
  if (match !== null) {
    throw new YamlError('control characters are not allowed', positionAt(text, match.index), { line: 0 });
  }
}
