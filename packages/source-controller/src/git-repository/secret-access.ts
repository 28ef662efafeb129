import type { SshAuth } from '@sluice/git';
import type { KubeObject } from '@sluice/objects';
import type { TlsOptions } from '@sluice/net';

import type { RemoteAccess } from './scope.ts';

/** A Secret whose content cannot be used; the message names keys, never values. */
export class SecretAccessError extends Error {
  override readonly name = 'SecretAccessError';
}

/** The texts of a Secret by key. Values that are not base64 of UTF-8 are left out. */
export function secretTexts(secret: KubeObject): ReadonlyMap<string, string> {
  const data = secret['data'];
  if (typeof data !== 'object' || data === null) return new Map();
  return new Map(
    Object.entries(data).flatMap(([key, value]): [string, string][] => {
      return typeof value === 'string' ? [[key, Buffer.from(value, 'base64').toString('utf8')]] : [];
    }),
  );
}

/** How a Secret lets its bearer in: `bearerToken`, or `username` and `password`; and TLS. Throws `SecretAccessError`. */
export function accessOf(texts: ReadonlyMap<string, string>): RemoteAccess {
  return { auth: authOf(texts), tls: tlsOf(texts) };
}

/** What an ssh URL needs of its Secret: `identity`, `known_hosts`, and `password` when the key is encrypted. */
export function sshAuthOf(texts: ReadonlyMap<string, string>): SshAuth {
  const missing = ['identity', 'known_hosts'].find((key) => nonEmpty(texts.get(key)) === undefined);
  if (missing !== undefined) throw new SecretAccessError(`invalid 'ssh' auth option: '${missing}' is required`);
  return {
    kind: 'ssh',
    identity: texts.get('identity') ?? '',
    knownHosts: texts.get('known_hosts') ?? '',
    passphrase: nonEmpty(texts.get('password')),
  };
}

function authOf(texts: ReadonlyMap<string, string>): RemoteAccess['auth'] {
  const [username, password, token] = ['username', 'password', 'bearerToken'].map((key) => nonEmpty(texts.get(key)));
  if (token !== undefined) {
    if (username !== undefined || password !== undefined)
      throw new SecretAccessError(
        "basic auth and bearer token cannot be set at the same time: remove 'bearerToken', or 'username' and 'password'",
      );
    return { kind: 'bearer', token: token.trim() };
  }
  if (username === undefined && password === undefined) return undefined;
  if (username === undefined) throw new SecretAccessError("'password' is set, but 'username' is not");
  if (password === undefined) throw new SecretAccessError("'username' is set, but 'password' is not");
  return { kind: 'basic', username, password };
}

function tlsOf(texts: ReadonlyMap<string, string>): TlsOptions | undefined {
  const ca = first(texts, 'ca.crt', 'caFile');
  const cert = first(texts, 'tls.crt', 'certFile');
  const key = first(texts, 'tls.key', 'keyFile');
  if ((cert === undefined) !== (key === undefined)) {
    throw new SecretAccessError("'tls.crt' and 'tls.key' are needed together");
  }
  if (ca === undefined && cert === undefined) return undefined;
  return { ...(ca === undefined ? {} : { ca }), ...(cert === undefined || key === undefined ? {} : { cert, key }) };
}

/** Upstream's older names still work; the standard one wins. */
function first(texts: ReadonlyMap<string, string>, ...keys: readonly string[]): string | undefined {
  return keys.map((key) => nonEmpty(texts.get(key))).find((text) => text !== undefined);
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
