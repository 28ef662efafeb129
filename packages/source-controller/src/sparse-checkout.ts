import type { SnapshotEntry } from '@sluice/git';

/** A directory of `spec.sparseCheckout` that the repository does not have. */
export class SparseCheckoutError extends Error {
  override readonly name = 'SparseCheckoutError';
}

/**
 * The entries in the given directories, with the directories that lead to them; all when none is given. Paths are looked
 * up in the repository's tree only, so `..` names nothing. Throws `SparseCheckoutError`.
 */
export function selectDirectories(
  entries: readonly SnapshotEntry[],
  directories: readonly string[],
): readonly SnapshotEntry[] {
  if (directories.length === 0) return entries;
  const paths = new Set(entries.map(({ path }) => path));
  const wanted = directories.map((directory) => cleanDirectory(directory, paths));
  return entries.filter(({ path }) =>
    wanted.some((directory) => isWithin(path, directory) || isWithin(directory, path)),
  );
}

function cleanDirectory(given: string, paths: ReadonlySet<string>): string {
  const directory = given.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
  if (directory === '' || directory === '.') return '';
  if (!paths.has(directory)) {
    throw new SparseCheckoutError(
      `failed to sparse checkout directories : sparse checkout dir '${given}' does not exist in repository`,
    );
  }
  return directory;
}

function isWithin(path: string, directory: string): boolean {
  return directory === '' || path === directory || path.startsWith(`${directory}/`);
}
