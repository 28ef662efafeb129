import { type ArchiveEntry, type ArtifactTree, digestOf, openArtifactTree, packArtifact } from '@sluice/artifact';
import { openDirectoryRepository, readFiles } from '@sluice/git';
import { stat } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { UserError } from '../../user-error.ts';

/** A local directory as a source's artifact would hold it. */
export interface LocalTree {
  readonly tree: ArtifactTree;
  /** The directory inside the tree. */
  readonly directory: string;
}

/** The repository around a directory, or the directory itself where there is none: overlays may refer to its neighbours. */
export async function openLocalTree(path: string): Promise<LocalTree> {
  const directory = resolve(path);
  const found = await stat(directory).catch(() => undefined);
  if (found?.isDirectory() !== true) throw new UserError(`--path ${path} is not a directory`);
  const root = (await repositoryAround(directory)) ?? directory;
  const repository = await openDirectoryRepository(root);
  const files = await readFiles(repository, repository.state.oid);
  const artifact = await pack(files);
  return {
    tree: await openArtifactTree(digestOf('sha256', artifact), artifact),
    directory: relative(root, directory).split(sep).join('/'),
  };
}

/** Packed and unpacked as on its way to a cluster, with the same limits. */
async function pack(files: ReadonlyMap<string, Uint8Array>): Promise<Buffer> {
  const entries = [...files]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, bytes]): ArchiveEntry => ({
      path,
      kind: 'file',
      executable: false,
      size: bytes.length,
      read: () => bytes,
    }));
  const chunks: Uint8Array[] = [];
  for await (const chunk of packArtifact(entries)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function repositoryAround(directory: string): Promise<string | undefined> {
  const found = await stat(resolve(directory, '.git')).catch(() => undefined);
  if (found !== undefined) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : repositoryAround(parent);
}
