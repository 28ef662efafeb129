import { basicAuthorization, request } from '@sluice/net';
import { UserError } from '../user-error.ts';

/** A user of a registry. */
export interface RegistryCredentials {
  readonly username: string;
  readonly password: string;
}

export interface LoginOptions {
  readonly credentials?: RegistryCredentials | undefined;
  /** What access is asked for where the registry does not say: `repository:NAME:pull`. */
  readonly scope: string;
  readonly signal: AbortSignal;
}

/** Reads `--registry-creds USER:PASSWORD`. Throws `UserError`, without the password. */
export function parseRegistryCredentials(text: string): RegistryCredentials {
  const parts = text.split(':');
  const [username = '', password = ''] = parts;
  if (parts.length !== 2 || username === '' || password === '')
    throw new UserError('--registry-creds must have the form user:password');
  return { username, password };
}

/**
 * The `authorization` header that a registry asks for in its `www-authenticate`: basic credentials, or a token from the
 * service that it names, anonymous without credentials. `undefined` where it asks for what we do not have.
 */
export async function logIn(challenge: string, options: LoginOptions): Promise<string | undefined> {
  const { credentials, signal } = options;
  const basic = credentials === undefined ? undefined : basicAuthorization(credentials.username, credentials.password);
  if (/^basic\b/i.test(challenge)) return basic;
  const realm = parameterOf(challenge, 'realm');
  if (!/^bearer\b/i.test(challenge) || realm === undefined || !isSafe(realm)) return undefined;
  const url = new URL(realm);
  const service = parameterOf(challenge, 'service');
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', parameterOf(challenge, 'scope') ?? options.scope);
  const headers = basic === undefined ? {} : { authorization: basic };
  const { status, body } = await request({ url, headers, signal, timeoutMs: 20_000, maxBytes: 1024 * 1024 });
  return status === 200 ? tokenOf(Buffer.from(body).toString()) : undefined;
}

function parameterOf(challenge: string, name: string): string | undefined {
  for (const [, key = '', value] of challenge.matchAll(/[ ,]([a-z]+)="([^"]*)"/gi))
    if (key.toLowerCase() === name) return value;
  return undefined;
}

/** Credentials are sent over TLS, or not off this machine. */
function isSafe(realm: string): boolean {
  if (!URL.canParse(realm)) return false;
  const { protocol, hostname } = new URL(realm);
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname));
}

function tokenOf(body: string): string | undefined {
  try {
    const answer = JSON.parse(body) as { token?: unknown; access_token?: unknown };
    const token = answer.token ?? answer.access_token;
    return typeof token === 'string' && /^[\x21-\x7e]+$/.test(token) ? `Bearer ${token}` : undefined;
  } catch {
    return undefined;
  }
}
