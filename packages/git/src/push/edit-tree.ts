import { GitError } from '../errors.ts';
import type { GitObject } from '../object/git-object.ts';
import type { ReadObject } from '../object/object-store.ts';
import { readTyped } from '../object/read-typed.ts';
import { nameProblem } from '../object/tree-name.ts';
import { formatTree, parseTree, type TreeEntry } from '../object/tree.ts';

/** New content of files by path; `undefined` removes a file. */
export type FileChanges = ReadonlyMap<string, Uint8Array | undefined>;

/** Where an edit reads what is there and writes what is new; `write` gives the id. */
export interface EditableObjects {
  readonly read: ReadObject;
  write(object: GitObject): string;
}

/**
 * The tree that comes of changing files in another; gives its id. Only directories on the way to a change are read and
 * written; everything else keeps its id, symlinks and submodules included. A file keeps its mode. A directory that is
 * left without entries goes away. Throws `MalformedTree` for a path that cannot be in a tree, or leads through a file.
 */
export async function editTree(
  objects: EditableObjects,
  root: string | undefined,
  changes: FileChanges,
): Promise<string> {
  const edits = [...changes].map(([path, content]) => ({ names: namesOf(path), content }));
  const tree = await editDirectory(objects, root, edits, '');
  return tree ?? objects.write({ type: 'tree', data: Buffer.alloc(0) });
}

interface Edit {
  readonly names: readonly string[];
  readonly content: Uint8Array | undefined;
}

function namesOf(path: string): readonly string[] {
  const names = path.split('/');
  for (const name of names) {
    const problem = nameProblem(name, Buffer.byteLength(name));
    if (problem !== undefined)
      throw new GitError(
        'MalformedTree',
        `${JSON.stringify(path)} cannot be the path of a file: a name in it ${problem}`,
      );
  }
  return names;
}

async function editDirectory(
  objects: EditableObjects,
  oid: string | undefined,
  edits: readonly Edit[],
  path: string,
): Promise<string | undefined> {
  const entries = await readDirectory(objects, oid, path);
  for (const [name, group] of Map.groupBy(edits, ({ names }) => names[0] ?? '')) {
    const entry = await editEntry(objects, entries.get(name), name, group, `${path}${name}`);
    if (entry === undefined) entries.delete(name);
    else entries.set(name, entry);
  }
  return entries.size === 0 ? undefined : objects.write({ type: 'tree', data: formatTree([...entries.values()]) });
}

async function readDirectory(
  objects: EditableObjects,
  oid: string | undefined,
  path: string,
): Promise<Map<string, TreeEntry>> {
  if (oid === undefined) return new Map();
  const { data } = await readTyped(objects.read, oid, 'tree');
  return new Map(parseTree(data, path).map((entry) => [entry.name, entry]));
}

async function editEntry(
  objects: EditableObjects,
  before: TreeEntry | undefined,
  name: string,
  edits: readonly Edit[],
  path: string,
): Promise<TreeEntry | undefined> {
  const file = edits.find(({ names }) => names.length === 1);
  const below = edits
    .filter(({ names }) => names.length > 1)
    .map(({ names, content }) => ({ names: names.slice(1), content }));
  if (file !== undefined) {
    if (below.length > 0 || before?.kind === 'directory') throw isDirectory(path);
    if (file.content === undefined) return undefined;
    const kind = before?.kind === 'executable' ? 'executable' : 'file';
    return { name, kind, oid: objects.write({ type: 'blob', data: file.content }) };
  }
  if (before !== undefined && before.kind !== 'directory')
    throw new GitError(
      'MalformedTree',
      `${JSON.stringify(path)} is a ${before.kind} in the repository, and has to be a directory`,
    );
  const oid = await editDirectory(objects, before?.oid, below, `${path}/`);
  return oid === undefined ? undefined : { name, kind: 'directory', oid };
}

function isDirectory(path: string): GitError {
  return new GitError(
    'MalformedTree',
    `${JSON.stringify(path)} is a directory in the repository, and has to be a file`,
  );
}
