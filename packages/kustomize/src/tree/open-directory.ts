import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { OutsideRootError, type FileTree, type TreeEntry } from './file-tree.ts';

/**
 * A directory of this machine as a tree. Symlinks are followed as long as they stay within the root; one that leaves it
 * is refused. Nothing is cached: a file that changes during a build is seen as it is when it is read.
 *
 * @throws Error with code ENOENT or ENOTDIR where the root is no directory.
 */
export async function openDirectory(root: string): Promise<FileTree> {
  const realRoot = await realpath(resolve(root));
  if (!(await stat(realRoot)).isDirectory())
    throw Object.assign(new Error(`'${root}' is not a directory`), { code: 'ENOTDIR' });
  const absolute = (path: string): string => join(realRoot, ...path.split('/'));
  const confined = async (path: string): Promise<string | undefined> => {
    const real = await realpathIfAny(absolute(path));
    if (real !== undefined && !isBelow(real, realRoot)) throw new OutsideRootError(path, 'a symlink leaves it');
    return real;
  };
  return {
    async find(path): Promise<TreeEntry | undefined> {
      const real = await confined(path);
      if (real === undefined) return undefined;
      const found = await stat(real);
      const kind = found.isDirectory() ? 'directory' : found.isFile() ? 'file' : undefined;
      return kind === undefined ? undefined : { kind, path: relative(realRoot, real).split(sep).join('/') };
    },
    async read(path): Promise<Uint8Array> {
      const real = await confined(path);
      if (real === undefined)
        throw Object.assign(new Error(`no such file or directory: '${path}'`), { code: 'ENOENT' });
      return readFile(real);
    },
    async list(path): Promise<readonly string[] | undefined> {
      const real = await confined(path);
      return real === undefined || !(await stat(real)).isDirectory() ? undefined : readdir(real);
    },
  };
}

async function realpathIfAny(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}
