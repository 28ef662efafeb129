import type { JsonObject } from '@sluice/objects';
import { readGitUrl } from '../../git-access/git-url.ts';
import type { SshKeyFlags } from '../../git-access/ssh-key-flags.ts';
import { createSshSecret } from '../../git-access/ssh-secret.ts';
import { confirm } from '../../terminal/confirm.ts';
import { UserError } from '../../user-error.ts';
import { readFileOption } from '../../git-access/read-file-option.ts';
import type { CommandContext } from '../command-context.ts';
import type { CreateOptions } from './create.ts';
import { secretOf, writeSecret } from './create-secret.ts';

/** Flags with which a source's Secret is made. */
export interface GitCredentialFlags extends SshKeyFlags {
  readonly username?: string;
  readonly password?: string;
  readonly caFile?: string;
  readonly silent: boolean;
}

interface Request extends GitCredentialFlags, CreateOptions {
  readonly url: string;
  readonly secretRef?: string;
}

/**
 * The step that makes the Secret of a source, named as it, and refers to it; `undefined` where the source needs none, or
 * has one. Checks the flags at once. Throws `UserError`.
 */
export function credentialsStep(
  context: CommandContext,
  name: string,
  request: Request,
): (() => Promise<JsonObject>) | undefined {
  const { protocol } = readGitUrl(request.url);
  const isSsh = protocol === 'ssh:';
  const wantsHttp = request.username !== undefined || request.password !== undefined || request.caFile !== undefined;
  if (request.secretRef !== undefined || !(isSsh || wantsHttp)) return undefined;
  if (isSsh && (request.username !== undefined || request.caFile !== undefined))
    throw new UserError('--username and --ca-file are not used with an ssh URL', {
      hint: 'the user stands in the URL: ssh://git@host/repository',
    });
  if (!isSsh && (request.username === undefined) !== (request.password === undefined))
    throw new UserError('--username and --password are needed together');
  return async () => {
    if (protocol === 'http:')
      context.progress.warning('insecure configuration: credentials configured for an HTTP URL');
    const stringData = isSsh ? await sshData(context, request) : await httpData(request);
    context.progress.action('applying secret with repository credentials');
    const secret = secretOf(context.options.namespace, { name, stringData, options: request });
    await writeSecret(await context.client(), secret, context.deadline);
    context.progress.success('authentication configured');
    return { secretRef: { name } };
  };
}

async function httpData({ username, password, caFile }: Request): Promise<Readonly<Record<string, string>>> {
  const login = username === undefined || password === undefined ? undefined : { username, password };
  const ca = caFile === undefined ? undefined : { 'ca.crt': await readFileOption('--ca-file', caFile) };
  return { ...login, ...ca };
}

async function sshData(context: CommandContext, request: Request): Promise<Readonly<Record<string, string>>> {
  const { progress, deadline: signal } = context;
  const { url, password: passphrase } = request;
  const { data, publicKey, knownHosts } = await createSshSecret({ url, flags: request, passphrase, signal });
  progress.success(`collected public key from SSH server:\n${knownHosts.trimEnd()}`);
  progress.generate(`deploy key: ${publicKey}`);
  if (!request.silent) await askWhetherAdded(context);
  return data;
}

async function askWhetherAdded(context: CommandContext): Promise<void> {
  const { terminal, interrupted } = context;
  const answer = await confirm(terminal, 'Have you added the deploy key to your repository', interrupted);
  if (answer === undefined)
    throw new UserError('nobody is there to say whether the deploy key was added', {
      hint: 'make the Secret before with `create secret git` and give it with --secret-ref, or add --silent',
    });
  if (!answer) throw new UserError('aborting');
  context.restartDeadline();
}
