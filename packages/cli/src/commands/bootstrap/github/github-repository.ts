import type { Octokit } from '@octokit/rest';
import type { Progress } from '../../../terminal/terminal.ts';
import { UserError } from '../../../user-error.ts';
import { explainGithub, isMissing } from './github-error.ts';

export interface GithubRepositoryOptions {
  readonly owner: string;
  readonly repository: string;
  /** The owner is the user whose token it is, not an organisation. */
  readonly personal: boolean;
  readonly private: boolean;
  /** `name` or `name:permission`. */
  readonly team: readonly string[];
  /** Brings an existing repository to these settings. */
  readonly reconcile: boolean;
}

/** Finds the repository, or creates it; empty, so that its branch is the one that is asked for. */
export async function reconcileRepository(
  github: Octokit,
  options: GithubRepositoryOptions,
  { webUrl, progress }: { readonly webUrl: string; readonly progress: Progress },
): Promise<void> {
  const { owner, repository: repo } = options;
  if (options.personal) await checkIdentity(github, owner);
  const display = `"${webUrl}/${owner}/${repo}"`;
  const existing = await findRepository(github, owner, repo);
  if (existing === undefined) {
    await createRepository(github, options);
    progress.success(`repository ${display} created`);
  } else if (options.reconcile) {
    if (existing.private !== options.private) await setVisibility(github, options);
    progress.success(`repository ${display} reconciled`);
  }
  if (options.team.length > 0 && (existing === undefined || options.reconcile))
    await grantTeams(github, options, progress);
}

async function checkIdentity(github: Octokit, owner: string): Promise<void> {
  const { data } = await attempt('asking whose token it is', () => github.rest.users.getAuthenticated());
  if (data.login.toLowerCase() !== owner.toLowerCase())
    throw new UserError(`the specified owner '${owner}' doesn't match the identity associated with the given token`, {
      hint: `the token is of ${data.login}; leave --personal out where ${owner} is an organisation`,
    });
}

async function findRepository(
  github: Octokit,
  owner: string,
  repo: string,
): Promise<{ readonly private: boolean } | undefined> {
  try {
    return (await github.rest.repos.get({ owner, repo })).data;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw explainGithub(error, `looking for the repository ${owner}/${repo}`);
  }
}

async function createRepository(github: Octokit, options: GithubRepositoryOptions): Promise<void> {
  const settings = { name: options.repository, private: options.private, auto_init: false };
  await attempt(`creating the repository ${options.owner}/${options.repository}`, () =>
    options.personal
      ? github.rest.repos.createForAuthenticatedUser(settings)
      : github.rest.repos.createInOrg({ ...settings, org: options.owner }),
  );
}

async function setVisibility(github: Octokit, options: GithubRepositoryOptions): Promise<void> {
  const { owner, repository: repo } = options;
  await attempt(`changing the repository ${owner}/${repo}`, () =>
    github.rest.repos.update({ owner, repo, private: options.private }),
  );
}

/** A team that gets no permission is a warning, as upstream: the cluster does not need it. */
async function grantTeams(github: Octokit, options: GithubRepositoryOptions, progress: Progress): Promise<void> {
  const { owner, repository: repo } = options;
  progress.action('reconciling repository permissions');
  for (const text of options.team) {
    const [team = '', permission = 'maintain'] = text.split(':');
    try {
      await attempt(`granting ${permission} permissions`, () =>
        github.rest.teams.addOrUpdateRepoPermissionsInOrg({ org: owner, team_slug: team, owner, repo, permission }),
      );
      progress.success(`granted "${permission}" permissions to "${team}"`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      progress.failure(`failed to grant "${permission}" permissions to "${team}": ${error.message}`);
    }
  }
  progress.success('reconciled repository permissions');
}

/** Runs a request; what GitHub refuses is said with what was tried. */
export async function attempt<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw explainGithub(error, what);
  }
}
