import { GitError } from '../errors.ts';
import type { GitLimits } from '../limits.ts';
import type { ReadObject } from '../object/object-store.ts';
import { readTyped } from '../object/read-typed.ts';
import { parseTree, type TreeEntry } from '../object/tree.ts';

/** The entry at a path below a tree, `undefined` where there is none. Symlinks are not followed. */
export async function findEntry(read: ReadObject, root: string, path: string): Promise<TreeEntry | undefined> {
  let entry: TreeEntry | undefined = { name: '', kind: 'directory', oid: root };
  for (const name of path.split('/')) {
    if (entry?.kind !== 'directory') return undefined;
    const { data } = await readTyped(read, entry.oid, 'tree');
    entry = parseTree(data, path).find((each) => each.name === name);
  }
  return entry;
}

/** The files below a tree, each path with `prefix` in front; symlinks and submodules are left out. */
export async function filesBelow(
  read: ReadObject,
  tree: string,
  prefix: string,
  limits: GitLimits,
): Promise<readonly string[]> {
  const files: string[] = [];
  const walk = async (oid: string, path: string, depth: number): Promise<void> => {
    if (depth > limits.treeDepth) throw tooMany('directories within each other', limits.treeDepth);
    for (const { name, kind, oid: child } of parseTree((await readTyped(read, oid, 'tree')).data, path)) {
      if (kind === 'directory') await walk(child, `${path}${name}/`, depth + 1);
      if (kind === 'file' || kind === 'executable') files.push(path + name);
      if (files.length > limits.files) throw tooMany('files', limits.files);
    }
  };
  await walk(tree, prefix, 0);
  return files;
}

function tooMany(what: string, limit: number): GitError {
  return new GitError('LimitExceeded', `refused: the repository has more than ${String(limit)} ${what}`);
}
