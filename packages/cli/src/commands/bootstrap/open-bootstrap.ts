import type { GitAuth } from '@sluice/git';
import type { CommandContext } from '../command-context.ts';
import type { Bootstrap } from './bootstrap.ts';
import { ConfigRepository } from './config-repository.ts';
import { openInstaller } from './installer.ts';
import type { BootstrapOptions } from './options.ts';
import type { SourceCredentials } from './source-credentials.ts';
import { cleanPath } from './sync-path.ts';

/** What is particular to a git host. */
export interface HostAccess {
  /** What this command clones and pushes to, without credentials. */
  readonly url: string;
  readonly auth: GitAuth | undefined;
  readonly ca: string | undefined;
  /** What the cluster reads, and with what. */
  readonly syncUrl: string;
  readonly credentials: SourceCredentials;
}

/** Connects to the cluster; nothing is written yet. */
export async function openBootstrap(
  context: CommandContext,
  options: BootstrapOptions,
  { url, auth, ca, syncUrl, credentials }: HostAccess,
): Promise<Bootstrap> {
  const { namespace, timeout } = context.options;
  const installer = openInstaller(context, () => context.client(), options);
  const client = await context.client();
  const tls = ca === undefined ? undefined : { ca };
  return {
    context,
    client,
    credentials,
    repository: new ConfigRepository({
      clone: { url, auth, tls, branch: options.branch, timeoutMs: timeout },
      displayUrl: url,
      author: { name: options.authorName, email: options.authorEmail },
      messageAppendix: options.commitMessageAppendix,
      context,
    }),
    installer,
    sync: {
      namespace,
      url: syncUrl,
      branch: options.branch,
      secretName: options.secretName,
      intervalMs: options.interval,
      path: cleanPath(options.path),
    },
  };
}
