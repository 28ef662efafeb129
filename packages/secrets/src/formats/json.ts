import { floatText } from '../sops/scalar-text.ts';
import { Problem } from '../decryption-error.ts';
import {
  type ReadLeaf,
  scalarOf,
  type SopsEntry,
  type SopsLeaf,
  type SopsMap,
  type SopsNode,
  textOf,
} from '../sops/tree.ts';
import type { EncryptedFile } from './encrypted-file.ts';
import { splitMetadata } from './split-metadata.ts';

const maxDepth = 100;
const token = /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001F]|\\.)*")|(-?\d[\d.eE+-]*|true|false|null))/y;

/** Reads a JSON file. Names keep their order, which a JavaScript object does not give. */
export function readJson(text: string): EncryptedFile {
  const root = new Reader(text).readFile();
  const tree = splitMetadata([root]);
  return { tree, write: (read) => `${writeNode(tree.branches[0] ?? root, read, '\n')}\n` };
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readFile(): SopsMap {
    const node = this.#value(this.#next(), 0);
    if (node.kind !== 'map') throw this.#problem('it is not an object');
    if (this.#text.slice(this.#at).trim() !== '') throw this.#problem('there is more behind its object');
    return node;
  }

  #next(): string {
    token.lastIndex = this.#at;
    const match = token.exec(this.#text);
    if (match === null) throw this.#problem('it is not JSON');
    this.#at = token.lastIndex;
    return match[1] ?? match[2] ?? match[3] ?? '';
  }

  #problem(problem: string): Problem {
    const line = this.#text.slice(0, this.#at).split('\n').length;
    return new Problem('Malformed', `${problem} (line ${line})`);
  }

  #value(first: string, depth: number): SopsNode {
    if (depth > maxDepth) throw this.#problem(`it is more than ${maxDepth} levels deep`);
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    return { kind: 'leaf', value: this.#scalar(first) };
  }

  #scalar(text: string): SopsLeaf['value'] {
    if (text.startsWith('"')) return scalarOf('str', this.#string(text));
    if (text === 'true' || text === 'false') return scalarOf('bool', text === 'true' ? 'True' : 'False');
    if (text === 'null') return scalarOf('null', '');
    if (!/^-?\d/.test(text)) throw this.#problem('it is not JSON');
    return this.#number(text);
  }

  #number(text: string): SopsLeaf['value'] {
    if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) throw this.#problem('it is not JSON');
    if (/^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text)) {
      return scalarOf('int', String(BigInt(text)));
    }
    return scalarOf('float', floatText(Number(text)));
  }

  #string(quoted: string): string {
    try {
      return (JSON.parse(quoted) as string).toWellFormed();
    } catch {
      throw this.#problem('it is not JSON');
    }
  }

  #object(depth: number): SopsMap {
    const entries: SopsEntry[] = [];
    const names = new Set<string>();
    for (let next = this.#next(); next !== '}'; next = this.#separator('}')) {
      if (!next.startsWith('"')) throw this.#problem('it is not JSON');
      const key = this.#string(next);
      if (names.has(key)) throw this.#problem('a name is there twice');
      names.add(key);
      if (this.#next() !== ':') throw this.#problem('it is not JSON');
      entries.push({ key, value: this.#value(this.#next(), depth + 1) });
    }
    return { kind: 'map', entries };
  }

  #array(depth: number): SopsNode {
    const items: SopsNode[] = [];
    for (let next = this.#next(); next !== ']'; next = this.#separator(']')) {
      items.push(this.#value(next, depth + 1));
    }
    return { kind: 'list', items };
  }

  /** What follows a comma, or the end. */
  #separator(end: string): string {
    const next = this.#next();
    if (next === end) return next;
    const after = next === ',' ? this.#next() : end;
    if (after === end) throw this.#problem('it is not JSON');
    return after;
  }
}

/** Writes a tree as SOPS does: Go's encoder, a tab for each level. */
export function writeNode(node: SopsNode, read: ReadLeaf, lineStart: string): string {
  if (node.kind === 'leaf') return writeScalar(read(node));
  const inner = `${lineStart}\t`;
  const parts =
    node.kind === 'list'
      ? node.items.map((item) => writeNode(item, read, inner))
      : node.entries.map(({ key, value }) => `${quote(key)}: ${writeNode(value, read, inner)}`);
  const [open, close] = node.kind === 'list' ? ['[', ']'] : ['{', '}'];
  return parts.length === 0 ? open + close : `${open}${inner}${parts.join(`,${inner}`)}${lineStart}${close}`;
}

function writeScalar(scalar: SopsLeaf['value']): string {
  if (scalar.type === 'null') return 'null';
  const text = textOf(scalar);
  if (scalar.type === 'str' || scalar.type === 'time') return quote(text);
  return scalar.type === 'bool' ? text.toLowerCase() : text;
}

const unsafe = /[<>&\u2028\u2029]/g;

/** Go writes what could end a script in HTML as an escape. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll(unsafe, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${code}`;
  });
}
