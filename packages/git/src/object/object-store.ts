import { compareTreeEntries, formatTree, parseTree, type TreeEntry } from './tree.ts';
import type { GitObject } from './git-object.ts';
import { hashObject } from './object-id.ts';

/** Reads objects by id. */
export type ReadObject = (oid: string) => Promise<GitObject | undefined> | GitObject | undefined;

/** Objects in memory. */
export class ObjectStore {
  readonly #objects = new Map<string, GitObject>();

  write(object: GitObject): string {
    const oid = hashObject(object.type, object.data);
    if (!this.#objects.has(oid)) this.#objects.set(oid, object);
    return oid;
  }

  read(oid: string): GitObject | undefined {
    return this.#objects.get(oid);
  }
}

/** A file in a flat list of a tree's files: `path` relative with `/`. */
export interface FlatEntry {
  readonly kind: Exclude<TreeEntry['kind'], 'directory'>;
  readonly oid: string;
}

/** Writes the tree objects for a flat list of files; gives the root's id. */
export function writeTree(store: ObjectStore, files: ReadonlyMap<string, FlatEntry>): string {
  const root: Directory = { files: new Map(), directories: new Map() };
  for (const [path, entry] of files) place(root, path, entry);
  return writeDirectory(store, root);
}

interface Directory {
  readonly files: Map<string, FlatEntry>;
  readonly directories: Map<string, Directory>;
}

function place(root: Directory, path: string, entry: FlatEntry): void {
  const names = path.split('/');
  const file = names.pop() ?? '';
  let directory = root;
  for (const name of names) {
    const next: Directory = directory.directories.get(name) ?? { files: new Map(), directories: new Map() };
    directory.directories.set(name, next);
    directory = next;
  }
  directory.files.set(file, entry);
}

function writeDirectory(store: ObjectStore, directory: Directory): string {
  const files = [...directory.files].map(([name, entry]): TreeEntry => ({ name, ...entry }));
  const directories = [...directory.directories].map(([name, child]): TreeEntry => ({
    name,
    kind: 'directory',
    oid: writeDirectory(store, child),
  }));
  const entries = [...files, ...directories].sort(compareTreeEntries);
  return store.write({ type: 'tree', data: formatTree(entries) });
}

/** Reads a tree with everything below it as a flat list. Throws what `parseTree` throws. */
export async function readFlatTree(read: ReadObject, oid: string): Promise<Map<string, FlatEntry>> {
  const files = new Map<string, FlatEntry>();
  await collect(read, oid, '', files);
  return files;
}

async function collect(read: ReadObject, oid: string, prefix: string, files: Map<string, FlatEntry>): Promise<void> {
  const tree = await read(oid);
  if (tree?.type !== 'tree') throw new Error(`the tree ${oid} is not in the repository`);
  for (const { kind, name, oid: child } of parseTree(tree.data, prefix)) {
    if (kind === 'directory') await collect(read, child, `${prefix}${name}/`, files);
    else files.set(prefix + name, { kind, oid: child });
  }
}
