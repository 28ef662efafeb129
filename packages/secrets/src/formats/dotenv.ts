import { Problem } from '../decryption-error.ts';
import { scalarOf, type SopsEntry, type SopsLeaf, textOf } from '../sops/tree.ts';
import type { EncryptedFile } from './encrypted-file.ts';
import { unflatten } from './unflatten.ts';

const prefix = 'sops_';

/** A value, or a comment, which has no key. */
interface Line {
  readonly key: string | undefined;
  readonly leaf: SopsLeaf;
}

/** Reads a file of `name=value` lines; line breaks in values are written `\n`. */
export function readDotenv(text: string): EncryptedFile {
  const lines: Line[] = [];
  const metadata: [string, string][] = [];
  text.split('\n').forEach((line, index) => {
    if (line === '') return;
    if (line.startsWith('#')) {
      lines.push({ key: undefined, leaf: { kind: 'leaf', value: scalarOf('str', line.slice(1)) } });
      return;
    }
    const at = line.indexOf('=');
    if (at === -1) throw new Problem('Malformed', `line ${index + 1} is not name=value`);
    const [key, value] = [line.slice(0, at), line.slice(at + 1).replaceAll(String.raw`\n`, '\n')];
    if (key.startsWith(prefix)) metadata.push([key.slice(prefix.length), value]);
    else lines.push({ key, leaf: { kind: 'leaf', value: scalarOf('str', value) } });
  });
  if (metadata.length === 0) throw new Problem('Malformed', 'it has no sops metadata');
  const entries = lines.flatMap(({ key, leaf }): SopsEntry[] => (key === undefined ? [] : [{ key, value: leaf }]));
  const comments = lines.filter(({ key }) => key === undefined).map(({ leaf }) => leaf);
  return {
    tree: { branches: [{ kind: 'map', entries }], metadata: unflatten(metadata), comments },
    write: (read) => lines.map((line) => `${writeLine(line, textOf(read(line.leaf)))}\n`).join(''),
  };
}

function writeLine({ key }: Line, text: string): string {
  return key === undefined ? `#${text}` : `${key}=${escaped(text)}`;
}

function escaped(text: string): string {
  return text.replaceAll('\n', String.raw`\n`);
}
