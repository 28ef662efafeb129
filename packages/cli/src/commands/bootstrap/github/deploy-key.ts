import type { Octokit } from '@octokit/rest';
import type { Progress } from '../../../terminal/terminal.ts';
import { attempt } from './github-repository.ts';

export interface DeployKey {
  readonly owner: string;
  readonly repository: string;
  readonly title: string;
  /** As in authorized_keys; a comment does not count. */
  readonly publicKey: string;
  readonly readOnly: boolean;
}

/**
 * Gives a key access to a repository under a title. A key that is there already stays; another of that title is replaced,
 * because GitHub changes no key.
 */
export async function reconcileDeployKey(github: Octokit, key: DeployKey, progress: Progress): Promise<void> {
  const { owner, repository: repo, title, readOnly } = key;
  const keys = await attempt(`reading the deploy keys of ${owner}/${repo}`, () =>
    github.paginate(github.rest.repos.listDeployKeys, { owner, repo, per_page: 100 }),
  );
  const old = keys.filter((each) => each.title === title);
  const isSame = (each: (typeof keys)[number]) =>
    blobOf(each.key) === blobOf(key.publicKey) && each.read_only === readOnly;
  if (old.some(isSame)) return;
  for (const { id } of old) {
    await attempt(`removing the old deploy key "${title}"`, () =>
      github.rest.repos.deleteDeployKey({ owner, repo, key_id: id }),
    );
  }
  await attempt(`adding the deploy key "${title}"`, () =>
    github.rest.repos.createDeployKey({ owner, repo, title, key: key.publicKey, read_only: readOnly }),
  );
  progress.success(`configured deploy key "${title}" for "${owner}/${repo}"`);
}

function blobOf(publicKey: string): string {
  return publicKey.trim().split(/\s+/).slice(0, 2).join(' ');
}

/** The parts that are not empty, joined: `flux-system-main-flux-system-./clusters/prod`. */
export function deployKeyTitle(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('-');
}
