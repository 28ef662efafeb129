import type { GitAuth, HttpAuth } from '@sluice/git';
import { createSshSecret } from '../../../git-access/ssh-secret.ts';
import { askSecret } from '../../../terminal/ask-secret.ts';
import { confirm } from '../../../terminal/confirm.ts';
import { UserError } from '../../../user-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { bootstrap } from '../bootstrap.ts';
import { keyCredentials } from '../key-credentials.ts';
import { openBootstrap } from '../open-bootstrap.ts';
import { checkOptions, type BootstrapOptions } from '../options.ts';
import { readFileOption } from '../../../git-access/read-file-option.ts';
import type { SourceCredentials } from '../source-credentials.ts';
import { tokenCredentials } from '../token-credentials.ts';
import { checkGitUrl, isSsh, pushUrl, syncUrl } from './git-url.ts';

export interface BootstrapGitOptions extends BootstrapOptions {
  readonly url: string;
  readonly username: string;
  readonly password?: string;
  readonly silent: boolean;
  readonly allowInsecureHttp: boolean;
  readonly withBearerToken: boolean;
}

/** `sluice bootstrap git`. */
export async function bootstrapGit(context: CommandContext, options: BootstrapGitOptions): Promise<void> {
  checkOptions(options);
  const url = checkGitUrl(options);
  const ca = options.caFile === undefined ? undefined : await readFileOption('--ca-file', options.caFile);
  const access = isSsh(url) ? await accessBySsh(context, options, url) : await accessByHttp(context, options, url, ca);
  const urls = { url: pushUrl(url, options), syncUrl: syncUrl(url, options) };
  await bootstrap(await openBootstrap(context, options, { ...urls, ca, ...access }));
}

interface Access {
  readonly auth: GitAuth | undefined;
  readonly credentials: SourceCredentials;
}

/** With one key this command pushes and the cluster reads. */
async function accessBySsh(context: CommandContext, options: BootstrapGitOptions, url: URL): Promise<Access> {
  if (options.privateKeyFile === undefined)
    throw new UserError('an ssh URL needs --private-key-file: an ssh agent is not asked');
  const password = givenPassword(options);
  const passphrase = password === '' ? undefined : password;
  const { deadline: signal } = context;
  const key = { flags: options, passphrase, hostKeyAlgorithms: options.sshHostkeyAlgos, signal };
  const { data } = await createSshSecret({ url: pushUrl(url, options), ...key });
  const { identity = '', known_hosts: knownHosts = '' } = data;
  return {
    auth: { kind: 'ssh', identity, passphrase, knownHosts },
    credentials: keyCredentials({ syncUrl: syncUrl(url, options), ...key }),
  };
}

async function accessByHttp(
  context: CommandContext,
  options: BootstrapGitOptions,
  url: URL,
  ca: string | undefined,
): Promise<Access> {
  const auth = await httpAuth(context, options);
  if (options.tokenAuth) {
    if (auth !== undefined) return { auth, credentials: tokenCredentials(auth, ca) };
    throw new UserError('no password for the git repository', { hint: 'set GIT_PASSWORD in the environment' });
  }
  const credentials = keyCredentials({
    syncUrl: syncUrl(url, options),
    flags: options,
    passphrase: undefined,
    hostKeyAlgorithms: options.sshHostkeyAlgos,
    signal: context.deadline,
    grantAccess: (_publicKey, isNew) => (isNew ? askForAccess(context, options) : Promise.resolve()),
  });
  return { auth, credentials };
}

/** Nothing where there is no password: a server may take pushes without one. */
async function httpAuth(context: CommandContext, options: BootstrapGitOptions): Promise<HttpAuth | undefined> {
  const given = givenPassword(options);
  const { terminal, interrupted } = context;
  const prompt = 'Please enter your Git repository password: ';
  const password = given === '' && options.tokenAuth ? await askSecret(terminal, prompt, interrupted) : given;
  if (password === '') return undefined;
  return options.withBearerToken
    ? { kind: 'bearer', token: password }
    : { kind: 'basic', username: options.username, password };
}

function givenPassword({ password }: BootstrapGitOptions): string {
  return password ?? process.env['GIT_PASSWORD'] ?? '';
}

/** No API tells this git host of a key: a person does. */
async function askForAccess(context: CommandContext, { silent }: BootstrapGitOptions): Promise<void> {
  if (silent) return;
  const answer = await confirm(context.terminal, 'Please give the key access to your repository', context.interrupted);
  if (answer === undefined)
    throw new UserError('nobody is there to say whether the key has access to the repository', {
      hint: 'add --silent and give it access at once, or take a key that has it with --private-key-file',
    });
  if (!answer) throw new UserError('bootstrap cancelled', { hint: 'run the command again when the key can be added' });
  context.restartDeadline();
}
