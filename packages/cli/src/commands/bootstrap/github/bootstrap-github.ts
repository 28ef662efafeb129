import type { Octokit } from '@octokit/rest';
import { askSecret } from '../../../terminal/ask-secret.ts';
import { UserError } from '../../../user-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { bootstrap } from '../bootstrap.ts';
import { keyCredentials } from '../key-credentials.ts';
import { type HostAccess, openBootstrap } from '../open-bootstrap.ts';
import { checkOptions, type BootstrapOptions } from '../options.ts';
import { readFileOption } from '../../../git-access/read-file-option.ts';
import { cleanPath, specPath } from '../sync-path.ts';
import { tokenCredentials } from '../token-credentials.ts';
import { deployKeyTitle, reconcileDeployKey } from './deploy-key.ts';
import { type GithubHost, githubHost } from './github-host.ts';
import { type GithubRepositoryOptions, reconcileRepository } from './github-repository.ts';
import { openGithub } from './open-github.ts';

export interface BootstrapGithubOptions extends BootstrapOptions, GithubRepositoryOptions {
  readonly hostname: string;
  readonly readWriteKey: boolean;
}

/** `sluice bootstrap github`. */
export async function bootstrapGithub(context: CommandContext, options: BootstrapGithubOptions): Promise<void> {
  checkOptions(options);
  checkNames(options);
  const host = githubHost(options.hostname);
  const ca = options.caFile === undefined ? undefined : await readFileOption('--ca-file', options.caFile);
  const token = await tokenOf(context);
  const github = openGithub({ host, token, ca, signal: context.deadline });
  const auth = { kind: 'basic', username: 'git', password: token } as const;
  const url = `${host.webUrl}/${options.owner}/${options.repository}.git`;
  const access = options.tokenAuth
    ? { syncUrl: url, credentials: tokenCredentials(auth, ca) }
    : deployKeyAccess(context, options, host, github);
  const prepareRepository = async (): Promise<void> => {
    context.progress.action(`connecting to ${host.name}`);
    await reconcileRepository(github, options, { webUrl: host.webUrl, progress: context.progress });
  };
  await bootstrap({ ...(await openBootstrap(context, options, { url, auth, ca, ...access })), prepareRepository });
}

/** The cluster reads over ssh with a key that GitHub is told of. */
function deployKeyAccess(
  context: CommandContext,
  options: BootstrapGithubOptions,
  host: GithubHost,
  github: Octokit,
): Pick<HostAccess, 'syncUrl' | 'credentials'> {
  const { owner, repository, branch, secretName, path, readWriteKey } = options;
  const { options: global, progress, deadline: signal } = context;
  const syncUrl = `ssh://git@${options.sshHostname ?? host.sshHost}/${owner}/${repository}`;
  const title = deployKeyTitle([global.namespace, branch, secretName, specPath(cleanPath(path))]);
  const grantAccess = (publicKey: string): Promise<void> =>
    reconcileDeployKey(github, { owner, repository, title, publicKey, readOnly: !readWriteKey }, progress);
  const key = { flags: options, passphrase: undefined, hostKeyAlgorithms: options.sshHostkeyAlgos, signal };
  return { syncUrl, credentials: keyCredentials({ syncUrl, ...key, grantAccess }) };
}

const namePattern = /^[A-Za-z0-9_.-]{1,100}$/;
const teamPattern = /^[^:/\s]+(:(pull|triage|push|maintain|admin))?$/;

function checkNames({ owner, repository, team, personal }: BootstrapGithubOptions): void {
  for (const [flag, value] of [
    ['--owner', owner],
    ['--repository', repository],
  ] as const) {
    if (!namePattern.test(value) || value === '.' || value === '..')
      throw new UserError(`${flag} ${JSON.stringify(value)} cannot be a name on GitHub`);
  }
  if (personal && team.length > 0)
    throw new UserError('--team needs an organisation', { hint: 'leave --personal out' });
  const wrong = team.find((each) => !teamPattern.test(each));
  if (wrong !== undefined)
    throw new UserError(`--team ${JSON.stringify(wrong)} is invalid`, {
      hint: 'it must be name or name:permission, with pull, triage, push, maintain or admin',
    });
}

async function tokenOf({ terminal, interrupted }: CommandContext): Promise<string> {
  const given = process.env['GITHUB_TOKEN'] ?? '';
  const prompt = 'Please enter your GitHub personal access token (PAT): ';
  const token = given === '' ? await askSecret(terminal, prompt, interrupted) : given.trim();
  if (token === '') throw new UserError('no GitHub token', { hint: 'export GITHUB_TOKEN=<personal-access-token>' });
  return token;
}
