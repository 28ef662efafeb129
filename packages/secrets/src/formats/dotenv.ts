import { Problem } from '../decryption-error.ts';
import { scalarOf, type SopsEntry, type SopsLeaf, textOf } from '../sops/tree.ts';
import type { EncryptedFile } from './encrypted-file.ts';
import { unflatten } from './unflatten.ts';

const prefix = 'sops_';

/** Reads a file of `name=value` lines; line breaks in values are written `\n`. */
export function readDotenv(text: string): EncryptedFile {
  const lines: (string | { readonly key: string; readonly leaf: SopsLeaf })[] = [];
  const metadata: [string, string][] = [];
  text.split('\n').forEach((line, index) => {
    if (line === '') return;
    if (line.startsWith('#')) {
      // Comments that were encrypted say nothing in this form, and are in no MAC.
      if (!line.startsWith('#ENC[AES256_GCM,')) lines.push(line);
      return;
    }
    const at = line.indexOf('=');
    if (at === -1) throw new Problem('Malformed', `line ${index + 1} is not name=value`);
    const [key, value] = [line.slice(0, at), line.slice(at + 1).replaceAll(String.raw`\n`, '\n')];
    if (key.startsWith(prefix)) metadata.push([key.slice(prefix.length), value]);
    else lines.push({ key, leaf: { kind: 'leaf', value: scalarOf('str', value) } });
  });
  if (metadata.length === 0) throw new Problem('Malformed', 'it has no sops metadata');
  const entries = lines.flatMap((line): SopsEntry[] =>
    typeof line === 'string' ? [] : [{ key: line.key, value: line.leaf }],
  );
  return {
    tree: { branches: [{ kind: 'map', entries }], metadata: unflatten(metadata) },
    write: (read) =>
      lines
        .map((line) => (typeof line === 'string' ? line : `${line.key}=${escaped(textOf(read(line.leaf)))}`) + '\n')
        .join(''),
  };
}

function escaped(text: string): string {
  return text.replaceAll('\n', String.raw`\n`);
}
