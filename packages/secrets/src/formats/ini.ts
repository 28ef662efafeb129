import { Problem } from '../decryption-error.ts';
import { scalarOf, type SopsEntry, type SopsLeaf, textOf } from '../sops/tree.ts';
import { type Edit, editText } from './edit-text.ts';
import type { EncryptedFile } from './encrypted-file.ts';
import { unflatten } from './unflatten.ts';

interface Section {
  readonly name: string;
  readonly start: number;
  end: number;
  readonly entries: SopsEntry[];
}

/** Where keys stand before the first section, which has this name in paths. */
const firstSection = 'DEFAULT';

/** Reads an INI file as SOPS writes it: one value a line. In clear it is the same text with the values replaced. */
export function readIni(text: string): EncryptedFile {
  const sections = readSections(text);
  const metadata = sections.find(({ name }) => name === 'sops');
  if (metadata === undefined) throw new Problem('Malformed', 'it has no sops metadata');
  const clear = sections.filter((section) => section !== metadata && section.entries.length > 0);
  const entries = clear.map(({ name, entries: values }) => ({
    key: name,
    value: { kind: 'map' as const, entries: values },
  }));
  return {
    tree: { branches: [{ kind: 'map', entries }], metadata: unflatten(metadata.entries.map(metadataEntry)) },
    write: (read) =>
      editText(text, [
        ...clear.flatMap((section) =>
          section.entries.map(({ value }) => valueEdit(value as SopsLeaf, (leaf) => textOf(read(leaf)))),
        ),
        { start: metadata.start, end: metadata.end, text: '' },
      ]),
  };
}

function metadataEntry({ key, value }: SopsEntry): readonly [string, string] {
  const text = value.kind === 'leaf' ? textOf(value.value) : '';
  return [key, text.replaceAll(String.raw`\n`, '\n')];
}

function readSections(text: string): readonly Section[] {
  const sections: Section[] = [{ name: firstSection, start: 0, end: text.length, entries: [] }];
  const names = new Set<string>();
  let at = 0;
  for (const line of text.split('\n')) {
    const current = sections.at(-1);
    const header = /^\s*\[([^\]]+)\]\s*$/.exec(line)?.[1];
    if (header !== undefined) {
      if (names.has(header)) throw new Problem('Unsupported', 'a section is there twice');
      names.add(header);
      if (current !== undefined) current.end = at;
      sections.push({ name: header, start: at, end: text.length, entries: [] });
    } else if (current !== undefined && !/^\s*([#;]|$)/.test(line)) {
      current.entries.push(readEntry(line, at));
    }
    at += line.length + 1;
  }
  return sections;
}

function readEntry(line: string, at: number): SopsEntry {
  const match = /^\s*([^=:"`\s](?:[^=:"`]*[^=:"`\s])?)\s*[=:][ \t]*(.*?)\s*$/.exec(line);
  if (match === null) throw new Problem('Malformed', 'a line of it is not name = value');
  const [, key = '', written = ''] = match;
  const start = at + line.indexOf(written, line.search(/[=:]/) + 1);
  const place = { start, end: start + written.length, indent: undefined, isFlow: false };
  return { key, value: { kind: 'leaf', value: scalarOf('str', unquoted(written)), place } };
}

function unquoted(text: string): string {
  if (text.startsWith('"""')) throw new Problem('Unsupported', 'a value of it is on more than one line');
  const match = /^(["'`])(.*)\1$/.exec(text);
  return match?.[2] ?? text;
}

function valueEdit(leaf: SopsLeaf, read: (leaf: SopsLeaf) => string): Edit {
  const { start = 0, end = 0 } = leaf.place ?? {};
  const text = read(leaf);
  return { start, end, text: text === textOf(leaf.value) ? text : quoted(text) };
}

function quoted(text: string): string {
  if (text.includes('\n')) return `"""${text}"""`;
  if (text.includes('`')) return `"""${text}"""`;
  return /[#;"'\\]|^\s|\s$/.test(text) ? `\`${text}\`` : text;
}
