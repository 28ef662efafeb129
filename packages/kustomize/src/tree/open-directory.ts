import {
  closeSync,
  constants,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { OutsideRootError, type FileTree, type TreeEntry } from './file-tree.ts';

/**
 * A directory of this machine as a tree, for commands and tests: it reads without giving way, which is what makes a
 * thousand small files quick. Symlinks are followed as long as they stay within the root; one that leaves it is refused.
 * Where directories lead is remembered; files are looked at each time.
 *
 * @throws Error with code ENOENT or ENOTDIR where the root is no directory.
 */
export async function openDirectory(root: string): Promise<FileTree> {
  return new DirectoryTree(root);
}

class DirectoryTree implements FileTree {
  readonly #root: string;
  readonly #realDirectories = new Map<string, string | undefined>();

  constructor(root: string) {
    this.#root = realpathSync(resolve(root));
    if (!statSync(this.#root).isDirectory()) {
      throw Object.assign(new Error(`'${root}' is not a directory`), { code: 'ENOTDIR' });
    }
  }

  find(path: string): TreeEntry | undefined {
    const real = this.#resolve(path);
    const found = real === undefined ? undefined : statIfAny(real);
    if (real === undefined || found === undefined) return undefined;
    const kind = found.isDirectory() ? 'directory' : found.isFile() ? 'file' : undefined;
    return kind === undefined ? undefined : { kind, path: relative(this.#root, real).split(sep).join('/') };
  }

  read(path: string): Uint8Array {
    const real = this.#resolve(path);
    if (real === undefined) throw Object.assign(new Error(`no such file or directory: '${path}'`), { code: 'ENOENT' });
    // What has become a symlink since it was resolved is not followed.
    const file = openSync(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  }

  list(path: string): readonly string[] | undefined {
    const real = this.#resolve(path);
    return real === undefined || statIfAny(real)?.isDirectory() !== true ? undefined : readdirSync(real);
  }

  /** The real path; undefined where nothing is there. */
  #resolve(path: string): string | undefined {
    const asked = join(this.#root, ...path.split('/'));
    if (asked === this.#root) return this.#root;
    const directory = this.#realDirectory(dirname(asked));
    if (directory === undefined) return undefined;
    const real = join(directory, asked.slice(dirname(asked).length + (dirname(asked).endsWith(sep) ? 0 : 1)));
    const found = lstatIfAny(real);
    if (found === undefined || !found.isSymbolicLink()) return found === undefined ? undefined : real;
    return this.#confined(realpathIfAny(real), path);
  }

  #realDirectory(directory: string): string | undefined {
    if (directory === this.#root) return this.#root;
    if (!this.#realDirectories.has(directory)) {
      const real = this.#confined(realpathIfAny(directory), relative(this.#root, directory));
      if (real === undefined) return undefined;
      this.#realDirectories.set(directory, real);
    }
    return this.#realDirectories.get(directory);
  }

  #confined(real: string | undefined, path: string): string | undefined {
    if (real !== undefined && !isBelow(real, this.#root)) throw new OutsideRootError(path, 'a symlink leaves it');
    return real;
  }
}

function realpathIfAny(path: string): string | undefined {
  return ifAny(() => realpathSync(path));
}

function lstatIfAny(path: string): Stats | undefined {
  return ifAny(() => lstatSync(path, { throwIfNoEntry: false }));
}

function statIfAny(path: string): Stats | undefined {
  return ifAny(() => statSync(path, { throwIfNoEntry: false }));
}

function ifAny<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}
