import type { ArtifactTree } from '@sluice/artifact';

/** What stood at each path that a build looked at. Paths that end in `/` are whole directories. */
export type ReadSignature = ReadonlyMap<string, string>;

/** Records what a tree has at some paths. */
export function signReads(tree: ArtifactTree, paths: Iterable<string>): ReadSignature {
  return new Map(Array.from(paths, (path) => [path, signatureOf(tree, path)]));
}

/** Whether a tree has the same at all of these paths: a build of it would then give the same. */
export function readsSame(tree: ArtifactTree, reads: ReadSignature): boolean {
  for (const [path, signature] of reads) {
    if (signatureOf(tree, path) !== signature) return false;
  }
  return true;
}

/** A file counts by its content, a directory by being there, or by all that is in it when it was listed. */
function signatureOf(tree: ArtifactTree, path: string): string {
  if (path.endsWith('/')) return tree.digestOf(path.slice(0, -1)) ?? 'absent';
  if (tree.readFile(path) !== undefined) return tree.digestOf(path) ?? 'absent';
  return tree.list(path) === undefined ? 'absent' : 'directory';
}
