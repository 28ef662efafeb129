import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Cluster, Context, User } from '@kubernetes/client-node/dist/config_types.js';
import { newClusters, newContexts, newUsers } from '@kubernetes/client-node/dist/config_types.js';
import type { JsonObject } from '@sluice/objects';
import type { Connection, ConnectionTls } from './connection.ts';
import { basicAuth, bearerToken, type Credentials, noCredentials, TokenFile } from './credentials.ts';
import { inClusterConnection, isInCluster } from './in-cluster.ts';
import { KubeConfigError } from './kube-config-error.ts';
import { type KubeconfigEntries, readKubeconfigFiles } from './kubeconfig-file.ts';

export interface LoadKubeConfigOptions {
  /** A file, or several joined as in `KUBECONFIG`. Absent or '': the pod's service account, else `~/.kube/config`. */
  readonly kubeconfig?: string | undefined;
  /** Default: `current-context`. */
  readonly context?: string | undefined;
  /**
   * Whether a user's `exec` or `auth-provider` may run: only for the command-line user's own kubeconfig. A controller
   * refuses such a file by name.
   */
  readonly allowExec: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Where the API server is and who we are there. Throws `KubeConfigError` with one line that says what to do.
 * The reading of entries is @kubernetes/client-node's; only its modules without generated models are imported.
 */
export async function loadKubeConfig(options: LoadKubeConfigOptions): Promise<Connection> {
  const env = options.env ?? process.env;
  refuseUnverifiedTls(env);
  const given = options.kubeconfig ?? '';
  if (given === '' && isInCluster({ env })) return inClusterConnection({ env });
  const paths =
    given === '' ? [join(homedir(), '.kube', 'config')] : given.split(delimiter).filter((path) => path !== '');
  const label = paths.join(delimiter);
  const { cluster, user, context } = choose(readKubeconfigFiles(paths), options.context, label);
  return {
    server: serverOf(cluster, label),
    tls: tlsOf(cluster, user),
    credentials: await credentialsOf(user, options.allowExec, label),
    namespace: context.namespace,
  };
}

/** The variable would switch verification off for every connection of the process. */
function refuseUnverifiedTls(env: Readonly<Record<string, string | undefined>>): void {
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    throw new KubeConfigError(
      'refusing to start with NODE_TLS_REJECT_UNAUTHORIZED=0: unset it and trust the CA instead',
    );
  }
}

interface UserEntry {
  readonly user: User | undefined;
  readonly tokenFile: string | undefined;
}

function choose(
  entries: KubeconfigEntries,
  wanted: string | undefined,
  label: string,
): { readonly cluster: Cluster; readonly user: UserEntry; readonly context: Context } {
  const name = wanted ?? entries.currentContext;
  if (name === undefined)
    throw new KubeConfigError(`the kubeconfig ${label} has no current-context: name one with --context`);
  const context = only<Context>(newContexts, entries.contexts, name, label);
  if (context === undefined) throw new KubeConfigError(`the kubeconfig ${label} has no context "${name}"`);
  const cluster = only<Cluster>(newClusters, entries.clusters, context.cluster, label);
  if (cluster === undefined) throw new KubeConfigError(`the kubeconfig ${label} has no cluster "${context.cluster}"`);
  return { cluster, user: userOf(entries, context.user, label), context };
}

function userOf(entries: KubeconfigEntries, name: string | undefined, label: string): UserEntry {
  if (name === undefined) return { user: undefined, tokenFile: undefined };
  const entry = named(entries.users, name);
  if (entry === undefined) throw new KubeConfigError(`the kubeconfig ${label} has no user "${name}"`);
  const fields: JsonObject = { ...(entry['user'] as JsonObject | null) };
  const tokenFile = fields['tokenFile'] ?? fields['token-file'];
  // The library would read the token once, here; ours is read again when it is renewed.
  delete fields['token-file'];
  const user = only<User>(newUsers, [{ ...entry, user: fields }], name, label);
  return { user, tokenFile: typeof tokenFile === 'string' ? tokenFile : undefined };
}

/** Only the entry that is used is checked: a mistake in another must not stop this one. */
function only<T>(
  read: (entries: unknown[]) => T[],
  entries: readonly JsonObject[],
  name: string,
  label: string,
): T | undefined {
  const entry = named(entries, name);
  if (entry === undefined) return undefined;
  try {
    return read([entry])[0];
  } catch (cause) {
    throw new KubeConfigError(
      `the kubeconfig ${label}: ${cause instanceof Error ? cause.message : 'invalid'} ("${name}")`,
      { cause },
    );
  }
}

function named(entries: readonly JsonObject[], name: string): JsonObject | undefined {
  return entries.find((entry) => entry['name'] === name);
}

function serverOf(cluster: Cluster, label: string): string {
  const url = URL.parse(cluster.server);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new KubeConfigError(
      `the kubeconfig ${label}: server "${cluster.server}" of cluster "${cluster.name}" is not an http(s) URL`,
    );
  }
  if (cluster.proxyUrl !== undefined) {
    throw new KubeConfigError(`the kubeconfig ${label}: proxy-url of cluster "${cluster.name}" is not supported`);
  }
  return cluster.server;
}

function tlsOf(cluster: Cluster, { user }: UserEntry): ConnectionTls {
  return {
    ca: decode(cluster.caData),
    caFile: cluster.caData === undefined ? cluster.caFile : undefined,
    cert: decode(user?.certData) ?? readPem(user?.certFile),
    key: decode(user?.keyData) ?? readPem(user?.keyFile),
    serverName: cluster.tlsServerName,
    insecureSkipVerify: cluster.skipTLSVerify,
  };
}

function decode(base64: string | null | undefined): string | undefined {
  return base64 === undefined || base64 === null ? undefined : Buffer.from(base64, 'base64').toString('utf8');
}

function readPem(path: string | null | undefined): string | undefined {
  if (path === undefined || path === null) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new KubeConfigError(`cannot read ${path} that the kubeconfig names`, { cause });
  }
}

async function credentialsOf({ user, tokenFile }: UserEntry, allowExec: boolean, label: string): Promise<Credentials> {
  if (user === undefined) return noCredentials;
  if (isSet(user.exec) || isSet(user.authProvider)) {
    const what = isSet(user.exec) ? 'exec' : 'auth-provider';
    if (!allowExec) {
      throw new KubeConfigError(
        `the kubeconfig ${label}: user "${user.name}" has ${what}, which a controller does not run`,
      );
    }
    const { pluginCredentials } = await import('./plugin-credentials.ts');
    return pluginCredentials(user, label);
  }
  if (tokenFile !== undefined) return new TokenFile(tokenFile);
  if (isSet(user.token)) return bearerToken(user.token ?? '');
  return isSet(user.username) ? basicAuth(user.username ?? '', user.password ?? '') : noCredentials;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
