import { GitError } from '../errors.ts';
import { nameProblem } from './tree-name.ts';

/** What a tree entry is. Symlinks and submodules are known, and never followed. */
export type TreeEntryKind = 'file' | 'executable' | 'directory' | 'symlink' | 'submodule';

export interface TreeEntry {
  readonly name: string;
  readonly kind: TreeEntryKind;
  readonly oid: string;
}

const kinds = new Map<string, TreeEntryKind>([
  ['100644', 'file'],
  ['100664', 'file'],
  ['100755', 'executable'],
  ['40000', 'directory'],
  ['120000', 'symlink'],
  ['160000', 'submodule'],
]);

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a tree object. Throws `MalformedTree` naming the entry when a name could leave its directory, stand for `.git`,
 * be read in two ways (not UTF-8, control characters, twice in one tree), or when the mode is none of git's. A `lenient`
 * reading only finds the entries: for a server, which sends trees as they are.
 */
export function parseTree(data: Uint8Array, where: string, reading: 'strict' | 'lenient' = 'strict'): TreeEntry[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  const entries: TreeEntry[] = [];
  const names = new Set<string>();
  for (let position = 0; position < bytes.length;) {
    const space = bytes.indexOf(0x20, position);
    const end = space === -1 ? -1 : bytes.indexOf(0, space + 1);
    if (end === -1 || end + 21 > bytes.length) throw malformed(where, 'an entry that ends early');
    const mode = bytes.toString('latin1', position, Math.min(space, position + 12));
    const nameBytes = bytes.subarray(space + 1, end);
    const name = reading === 'strict' ? decodeName(nameBytes, where) : nameBytes.toString('latin1');
    if (reading === 'strict' && names.has(name)) throw malformed(where, `the name ${quote(name)} twice`);
    names.add(name);
    const kind = reading === 'strict' ? kindOf(mode, name, where) : (kinds.get(mode) ?? 'file');
    entries.push({ name, kind, oid: bytes.toString('hex', end + 1, end + 21) });
    position = end + 21;
  }
  return entries;
}

function decodeName(bytes: Uint8Array, where: string): string {
  let name: string;
  try {
    name = decoder.decode(bytes);
  } catch {
    throw malformed(where, `a name that is not UTF-8 (${quote(Buffer.from(bytes).toString('latin1'))})`);
  }
  const problem = nameProblem(name, bytes.length);
  if (problem !== undefined) throw malformed(where, `the name ${quote(name)}, which ${problem}`);
  return name;
}

function kindOf(mode: string, name: string, where: string): TreeEntryKind {
  const kind = kinds.get(mode);
  if (kind === undefined) throw malformed(where, `${quote(name)} with the unknown mode ${quote(mode)}`);
  return kind;
}

function malformed(where: string, problem: string): GitError {
  return new GitError(
    'MalformedTree',
    `refused: the directory ${quote(where === '' ? '/' : where)} of the repository has ${problem}`,
  );
}

/** Names are hostile until shown otherwise: escaped, and cut. */
function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

/** The order of git's trees: by bytes, directories as if their name ended in `/`. */
export function compareTreeEntries(a: TreeEntry, b: TreeEntry): number {
  return Buffer.compare(sortKey(a), sortKey(b));
}

function sortKey(entry: TreeEntry): Buffer {
  return Buffer.from(entry.kind === 'directory' ? `${entry.name}/` : entry.name, 'utf8');
}

const modes: Readonly<Record<TreeEntryKind, string>> = {
  file: '100644',
  executable: '100755',
  directory: '40000',
  symlink: '120000',
  submodule: '160000',
};

/** Writes a tree object; sorts the entries as git does. */
export function formatTree(entries: readonly TreeEntry[]): Buffer {
  const parts = [...entries]
    .sort(compareTreeEntries)
    .flatMap(({ kind, name, oid }) => [Buffer.from(`${modes[kind]} ${name}\0`, 'utf8'), Buffer.from(oid, 'hex')]);
  return Buffer.concat(parts);
}
