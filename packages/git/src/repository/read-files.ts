import { parseCommit } from '../object/commit.ts';
import { readFlatTree } from '../object/object-store.ts';
import type { Repository } from './repository.ts';

/**
 * The regular files of a commit, by path; symbolic links and submodules are left out. Throws when the repository lacks
 * the commit or something below it.
 */
export async function readFiles(repository: Repository, oid: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const commit = await repository.readObject(oid);
  if (commit?.type !== 'commit') throw new Error(`the commit ${oid} is not in the repository`);
  const entries = await readFlatTree((each) => repository.readObject(each), parseCommit(oid, commit.data).tree);
  const files = new Map<string, Uint8Array>();
  for (const [path, entry] of entries) {
    if (entry.kind !== 'file' && entry.kind !== 'executable') continue;
    const blob = await repository.readObject(entry.oid);
    if (blob?.type !== 'blob') throw new Error(`${path} is not in the repository`);
    files.set(path, blob.data);
  }
  return files;
}
