import type { HttpAuth } from '@sluice/git';
import { askSecret } from '../../../terminal/ask-secret.ts';
import { UserError } from '../../../user-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { bootstrap } from '../bootstrap.ts';
import { openBootstrap } from '../open-bootstrap.ts';
import { checkOptions, needsToken, type BootstrapOptions } from '../options.ts';
import { readFileOption } from '../read-file-option.ts';
import { tokenCredentials } from '../token-credentials.ts';
import { readGitUrl, syncUrl } from './git-url.ts';

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
  const url = readGitUrl(options);
  const ca = options.caFile === undefined ? undefined : await readFileOption('--ca-file', options.caFile);
  const auth = await authOf(context, options);
  const access = { url: `${url.protocol}//${url.host}${url.pathname}`, auth, ca, syncUrl: syncUrl(url, options) };
  if (auth === undefined || !options.tokenAuth) throw needsToken();
  await bootstrap(await openBootstrap(context, options, { ...access, credentials: tokenCredentials(auth, ca) }));
}

/** Nothing where there is no password: a server may take pushes without one. */
async function authOf(context: CommandContext, options: BootstrapGitOptions): Promise<HttpAuth | undefined> {
  const given = options.password ?? process.env['GIT_PASSWORD'] ?? '';
  const password = given === '' ? await askPassword(context, options) : given;
  if (password === '' && options.tokenAuth)
    throw new UserError('no password for the git repository', { hint: 'set GIT_PASSWORD in the environment' });
  if (password === '') return undefined;
  return options.withBearerToken
    ? { kind: 'bearer', token: password }
    : { kind: 'basic', username: options.username, password };
}

function askPassword({ terminal, interrupted }: CommandContext, { tokenAuth }: BootstrapGitOptions): Promise<string> {
  return tokenAuth
    ? askSecret(terminal, 'Please enter your Git repository password: ', interrupted)
    : Promise.resolve('');
}
