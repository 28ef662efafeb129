import { openDirectoryRepository, readFiles, type DirectoryRepository } from '@sluice/git';
import type { TypeRef } from '@sluice/objects';
import { encryptedFormatOf } from '@sluice/secrets';
import type { ServedRepository } from '../../environment/environment.ts';
import { UserError } from '../../user-error.ts';
import { chooseRoot, findRoots } from './find-root.ts';
import { foreignKinds } from './foreign-kinds.ts';
import { declaredSources, ownUrls, type DeclaredSource } from './remotes.ts';
import type { TryOptions } from './try.ts';

/** What `try` is going to run. */
export interface TryPlan {
  readonly dir: string;
  /** The directory of the repository that is the root of the cluster. */
  readonly root: string;
  /** Whether the root holds plain manifests rather than Flux objects. */
  readonly isPlain: boolean;
  /** Kinds that the repositories use and that nothing here defines. */
  readonly foreignKinds: readonly TypeRef[];
  /** Whether a file of the repository is encrypted. */
  readonly hasEncrypted: boolean;
  /** The tried repository first. */
  readonly repositories: readonly ServedRepository[];
  /** URLs of sources that are fetched from where they point. */
  readonly otherUrls: readonly string[];
}

/** Decides what is served under which URL, and where the root is. Throws `UserError` where the user must choose. */
export async function planTry(
  repository: DirectoryRepository,
  dir: string,
  options: Pick<TryOptions, 'path' | 'source'>,
): Promise<TryPlan> {
  const files = await readFiles(repository, repository.state.oid);
  const sources = declaredSources(files);
  const root = chooseRoot(files, options.path, dir);
  const others = await Promise.all(options.source.map((text) => otherRepository(text, sources, dir)));
  const taken = new Set(others.flatMap((other) => other.urls));
  const free = (list: readonly DeclaredSource[]) => list.filter((source) => !taken.has(source.url));
  const belowRoot = declaredSources(filesBelow(files, root));
  const own = ownUrls({ all: free(sources), belowRoot: free(belowRoot) }, repository.state.remotes);
  const mapped = new Set([...own, ...taken]);
  return {
    dir,
    root,
    foreignKinds: foreignKinds(files),
    hasEncrypted: [...files.values()].some((bytes) => encryptedFormatOf(bytes) !== undefined),
    isPlain: !findRoots(files).holdFluxObjects,
    repositories: [{ repository, urls: own, branches: branchesOf(sources, own) }, ...others],
    otherUrls: sources.map((source) => source.url).filter((url) => !mapped.has(url)),
  };
}

function filesBelow(files: ReadonlyMap<string, Uint8Array>, root: string): ReadonlyMap<string, Uint8Array> {
  return root === '.' ? files : new Map([...files].filter(([path]) => path.startsWith(`${root}/`)));
}

/** `--source NAME=DIR` */
async function otherRepository(
  text: string,
  sources: readonly DeclaredSource[],
  dir: string,
): Promise<ServedRepository> {
  const at = text.indexOf('=');
  if (at <= 0)
    throw new UserError(`--source ${text} is not NAME=DIR`, { hint: 'for example: --source platform=../platform' });
  const name = text.slice(0, at);
  const urls = [...new Set(sources.filter((source) => source.name === name).map((source) => source.url))];
  if (urls.length === 0) {
    const known = [...new Set(sources.map((source) => source.name))];
    throw new UserError(`no GitRepository named ${name} in ${dir}`, {
      hint: known.length === 0 ? 'it has none' : `there are: ${known.join(', ')}`,
    });
  }
  const branches = branchesOf(sources, urls);
  return { repository: await openDirectoryRepository(text.slice(at + 1), { branches }), urls, branches };
}

function branchesOf(sources: readonly DeclaredSource[], urls: readonly string[]): string[] {
  return [...new Set(sources.filter((source) => urls.includes(source.url)).map((source) => source.branch ?? 'master'))];
}
