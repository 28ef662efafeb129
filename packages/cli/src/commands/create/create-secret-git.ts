import { readGitUrl } from '../../git-access/git-url.ts';
import { createSshSecret } from '../../git-access/ssh-secret.ts';
import type { SshKeyFlags } from '../../git-access/ssh-key-flags.ts';
import { UserError } from '../../user-error.ts';
import { readFileOption } from '../../git-access/read-file-option.ts';
import type { CommandContext } from '../command-context.ts';
import { checkName } from './create.ts';
import { createSecret, type CreateSecretOptions } from './create-secret.ts';

export interface CreateSecretGitOptions extends CreateSecretOptions, SshKeyFlags {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly bearerToken?: string;
  readonly caCrtFile?: string;
  /** The older name. */
  readonly caFile?: string;
}

/** `sluice create secret git NAME`: what a GitRepository of this URL needs. */
export async function createSecretGit(
  context: CommandContext,
  name: string,
  options: CreateSecretGitOptions,
): Promise<void> {
  checkName(name);
  const isSsh = readGitUrl(options.url).protocol === 'ssh:';
  const stringData = isSsh ? await sshData(context, options) : await httpData(options);
  await createSecret(context, { type: 'git', name, stringData, options });
}

async function sshData(
  { deadline, progress }: CommandContext,
  options: CreateSecretGitOptions,
): Promise<Readonly<Record<string, string>>> {
  const { url, username, password: passphrase, bearerToken } = options;
  if (username !== undefined || bearerToken !== undefined)
    throw new UserError('--username and --bearer-token are not used with an ssh URL', {
      hint: 'the user stands in the URL: ssh://git@host/repository',
    });
  if (caFileOf(options) !== undefined) throw new UserError('--ca-crt-file is not used with an ssh URL');
  const { data, publicKey } = await createSshSecret({ url, flags: options, passphrase, signal: deadline });
  if (options.export !== true) progress.generate(`deploy key: ${publicKey}`);
  return data;
}

async function httpData(options: CreateSecretGitOptions): Promise<Readonly<Record<string, string>>> {
  const login = loginOf(options);
  if (options.privateKeyFile !== undefined)
    throw new UserError('--private-key-file is for an ssh URL', { hint: 'such as ssh://git@host/repository' });
  const file = caFileOf(options);
  return file === undefined ? login : { ...login, 'ca.crt': await readFileOption('--ca-crt-file', file) };
}

function loginOf({ username, password, bearerToken }: CreateSecretGitOptions): Readonly<Record<string, string>> {
  if (bearerToken !== undefined) {
    if (username !== undefined || password !== undefined)
      throw new UserError('--bearer-token is given instead of --username and --password, not with them');
    return { bearerToken };
  }
  if (username === undefined || password === undefined)
    throw new UserError('for Git over HTTP/S the username and password, or a bearer token are required', {
      hint: 'give --username and --password, or --bearer-token',
    });
  return { username, password };
}

function caFileOf({ caCrtFile, caFile }: CreateSecretGitOptions): string | undefined {
  return caCrtFile ?? caFile;
}
