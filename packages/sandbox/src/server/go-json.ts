/** Text that is no JSON, with the words that Go has for it. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
}

const literals = new Map([
  ['t', 'true'],
  ['f', 'false'],
  ['n', 'null'],
]);
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const plainText = /[^"\\\u0000-\u001f]*/y;
const deepest = 512;

/**
 * Reads a JSON text once over, without building values: where a key stands twice in one object, its path is returned.
 *
 * @throws JsonSyntaxError where the text is no JSON; nesting deeper than 512 is left to the parser.
 */
export function duplicateKeys(text: string): readonly string[] {
  const scanner = new Scanner(text);
  try {
    return scanner.scan();
  } catch (error) {
    // What is deeper is refused by the parser, in its own words.
    if (error === tooDeep) return [];
    throw error;
  }
}

const tooDeep = new Error('nested too deeply');

class Scanner {
  readonly #text: string;
  readonly #duplicates: string[] = [];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): readonly string[] {
    this.#value('', 'looking for beginning of value');
    this.#space();
    if (this.#at < this.#text.length) throw this.#unexpected('after top-level value');
    return this.#duplicates;
  }

  #space(): void {
    for (; this.#at < this.#text.length; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    }
  }

  #value(path: string, where: string): void {
    this.#space();
    const first = this.#text[this.#at];
    if (first === '{' || first === '[') this.#nested(first, path);
    else if (first === '"') this.#string();
    else if (first !== undefined && literals.has(first)) this.#literal(literals.get(first) ?? '');
    else if (first === '-' || (first !== undefined && first >= '0' && first <= '9')) this.#number();
    else throw this.#unexpected(where);
  }

  #nested(open: '{' | '[', path: string): void {
    this.#depth += 1;
    if (this.#depth > deepest) throw tooDeep;
    this.#at += 1;
    if (open === '{') this.#object(path);
    else this.#array(path);
    this.#depth -= 1;
  }

  #object(path: string): void {
    const keys = new Set<string>();
    if (this.#closes('}')) return;
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') throw this.#unexpected('looking for beginning of object key string');
      const key = this.#string();
      const where = path === '' ? key : `${path}.${key}`;
      this.#space();
      if (this.#text[this.#at] !== ':') throw this.#unexpected('after object key');
      this.#at += 1;
      this.#value(where, 'looking for beginning of value');
      if (keys.has(key)) this.#duplicates.push(where);
      keys.add(key);
    } while (!this.#endsAfter('}', 'after object key:value pair'));
  }

  #array(path: string): void {
    if (this.#closes(']')) return;
    let index = 0;
    do {
      this.#value(`${path}[${index}]`, 'looking for beginning of value');
      index += 1;
    } while (!this.#endsAfter(']', 'after array element'));
  }

  #closes(end: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== end) return false;
    this.#at += 1;
    return true;
  }

  #endsAfter(end: string, where: string): boolean {
    this.#space();
    const found = this.#text[this.#at];
    if (found !== ',' && found !== end) throw this.#unexpected(where);
    this.#at += 1;
    return found === end;
  }

  #string(): string {
    const start = this.#at;
    this.#at += 1;
    for (;;) {
      plainText.lastIndex = this.#at;
      this.#at += plainText.exec(this.#text)?.[0].length ?? 0;
      const stop = this.#text[this.#at];
      if (stop === '\\') this.#escape();
      else if (stop === '"') break;
      else throw this.#unexpected('in string literal');
      if (this.#at > this.#text.length) throw this.#unexpected('in string literal');
    }
    this.#at += 1;
    return this.#text.slice(start + 1, this.#at - 1);
  }

  #escape(): void {
    this.#at += 1;
    const letter = this.#text[this.#at];
    if (letter !== undefined && !'"\\/bfnrtu'.includes(letter)) throw this.#unexpected('in string escape code');
    this.#at += 1;
  }

  #literal(word: string): void {
    for (const letter of word) {
      if (this.#text[this.#at] !== letter) throw this.#unexpected(`in literal ${word} (expecting '${letter}')`);
      this.#at += 1;
    }
  }

  #number(): void {
    number.lastIndex = this.#at;
    const found = number.exec(this.#text)?.[0] ?? '';
    // Only a sign without digits is no number here.
    this.#at += found === '' ? 1 : found.length;
    if (found === '') throw this.#unexpected('in numeric literal');
  }

  #unexpected(where: string): JsonSyntaxError {
    if (this.#at >= this.#text.length) return new JsonSyntaxError('unexpected end of JSON input');
    return new JsonSyntaxError(`invalid character ${quoted(this.#text[this.#at] ?? '')} ${where}`);
  }
}

const escapes = new Map([
  ["'", "\\'"],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** A character as Go quotes it; of one that takes several bytes the first, which Go reads as a character. */
function quoted(character: string): string {
  const [byte = 0] = Buffer.from(character);
  const shown = byte < 0x80 ? character : String.fromCodePoint(byte);
  return `'${escapes.get(shown) ?? shown}'`;
}
