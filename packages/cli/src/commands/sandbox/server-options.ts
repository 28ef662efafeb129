import type { SandboxOptions, TokenUser } from '@sluice/sandbox';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { UserError } from '../../user-error.ts';

/** What `sluice sandbox` serves with and whom it believes; the names are kube-apiserver's. */
export interface ServerFlags {
  readonly host?: string;
  readonly tlsCertFile?: string;
  readonly tlsPrivateKeyFile?: string;
  readonly clientCaFile?: string;
  readonly tokenAuthFile?: string;
  readonly serviceAccountIssuer?: string;
  readonly serviceAccountSigningKeyFile?: string;
}

/**
 * The options of the sandbox that the flags ask for.
 *
 * @throws UserError for a file that cannot be read or holds something else
 */
export async function serverOptions(flags: ServerFlags): Promise<SandboxOptions> {
  const { host, clientCaFile, tokenAuthFile, serviceAccountIssuer, serviceAccountSigningKeyFile } = flags;
  const signingKey = await fileOf('--service-account-signing-key-file', serviceAccountSigningKeyFile, createPrivateKey);
  const serviceAccounts = {
    ...(serviceAccountIssuer === undefined ? {} : { issuer: serviceAccountIssuer }),
    ...(signingKey === undefined ? {} : { signingKey }),
  };
  const identity = await identityOf(flags);
  const clientCa = await fileOf('--client-ca-file', clientCaFile, certificate);
  const users = await fileOf('--token-auth-file', tokenAuthFile, readTokenFile);
  return {
    serviceAccounts,
    ...(host === undefined ? {} : { host }),
    ...(identity === undefined ? {} : { identity }),
    ...(clientCa === undefined ? {} : { clientCa }),
    ...(users === undefined ? {} : { users: readTokenFile(users) }),
  };
}

async function identityOf({ tlsCertFile, tlsPrivateKeyFile }: ServerFlags): Promise<SandboxOptions['identity']> {
  const served = await fileOf('--tls-cert-file', tlsCertFile, certificate);
  const key = await fileOf('--tls-private-key-file', tlsPrivateKeyFile, createPrivateKey);
  if (served === undefined && key === undefined) return undefined;
  if (served === undefined || key === undefined)
    throw new UserError('--tls-cert-file and --tls-private-key-file belong together', { hint: 'give both or neither' });
  return { certificate: served, key };
}

function certificate(text: string): unknown {
  return new X509Certificate(text);
}

/** The text of a file that `check` accepts. What it holds is a secret, so the message does not show it. */
async function fileOf(
  flag: string,
  path: string | undefined,
  check: (text: string) => unknown,
): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UserError(`${flag}: cannot read ${path}`, { cause, hint: 'name a file that you may read' });
  });
  try {
    check(text);
  } catch (cause) {
    throw new UserError(`${flag}: ${path} does not hold what the flag needs`, { hint: (cause as Error).message });
  }
  return text;
}

const quoted = /^"((?:[^"]|"")*)"$/;

/** Lines of `token,user,uid` with `,"group1,group2"` behind, as kube-apiserver reads them. */
export function readTokenFile(text: string): readonly TokenUser[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map(readTokenLine);
}

function readTokenLine(line: string, index: number): TokenUser {
  const [token = '', name = '', uid = '', ...rest] = line.split(',');
  if (token === '' || name === '') throw new Error(`line ${index + 1} is not token,user,uid[,"group1,group2"]`);
  const text = rest.join(',');
  const groups = (quoted.exec(text)?.[1] ?? text).split(',').filter((group) => group !== '');
  return { token, name, ...(uid === '' ? {} : { uid }), groups };
}
