/** A result now, or later. In-memory trees answer at once. */
export type MaybePromise<T> = T | Promise<T>;

/** What stands at a path. */
export interface TreeEntry {
  readonly kind: 'file' | 'directory';
  /** The path with symlinks followed; the same as the asked one where the tree has no symlinks. */
  readonly path: string;
}

/**
 * The files that a build may see. Paths are relative to the tree's root, separated by `/`, without `.`, `..` or empty
 * parts; the root itself is the empty path. A tree answers for nothing outside of its root: a symlink that leaves it is
 * an `OutsideRootError`.
 */
export interface FileTree {
  /** What stands at the path; undefined where nothing does. */
  find(path: string): MaybePromise<TreeEntry | undefined>;
  /** The bytes of a file that `find` has found. They must not change afterwards. */
  read(path: string): MaybePromise<Uint8Array>;
  /** The names in a directory, in any order; undefined where there is none. A build does not need it. */
  list(path: string): MaybePromise<readonly string[] | undefined>;
}

/** A path that leads out of the tree, by `..`, by a symlink or because it is absolute. */
export class OutsideRootError extends Error {
  override readonly name = 'OutsideRootError';
  readonly path: string;

  constructor(path: string, reason: string) {
    super(`security; '${path}' is outside of root: ${reason}`);
    this.path = path;
  }
}

/**
 * Joins a path that a user wrote to the directory it is relative to. The result has no `.`, `..` or empty parts.
 *
 * @throws OutsideRootError where it would leave the tree, or is absolute.
 */
export function joinPath(directory: string, path: string): string {
  if (path.startsWith('/')) throw new OutsideRootError(path, 'the path is absolute');
  const parts = directory === '' ? [] : directory.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) throw new OutsideRootError(path, 'the path leads above it');
  }
  return parts.join('/');
}

export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

/** Whether a path is the directory or below it. */
export function isWithin(path: string, directory: string): boolean {
  return directory === '' || path === directory || path.startsWith(`${directory}/`);
}
