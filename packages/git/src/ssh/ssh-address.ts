import { redactUrl } from '@sluice/net';

import { GitError } from '../errors.ts';

/** Where a repository is on an ssh server. */
export interface SshAddress {
  /** Without brackets, also for IPv6. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** As the server sees it: decoded, `~user/…` without its slash. */
  readonly path: string;
  /** For messages: without user and query. */
  readonly url: URL;
}

const defaultPort = 22;
const defaultUser = 'git';

/**
 * Reads `ssh://[user@]host[:port]/path`; the user is `git` when none is given. Throws `UnsupportedUrl` for what a server
 * or a shell could take for something else: control characters, a host, user or path that begins with `-`, and a
 * password, which belongs in no URL.
 */
export function parseSshUrl(text: string): SshAddress {
  if (!URL.canParse(text)) throw new GitError('UnsupportedUrl', 'the URL cannot be parsed');
  const url = new URL(text);
  if (url.password !== '')
    throw unusable(
      url,
      'has a password: ssh uses the key of the Secret, and its password is the passphrase of the key',
    );
  const address = {
    host: decode(url, url.hostname)
      .replace(/^\[(.*)\]$/, '$1')
      .toLowerCase(),
    port: url.port === '' ? defaultPort : Number(url.port),
    user: url.username === '' ? defaultUser : decode(url, url.username),
    path: decode(url, url.pathname).replace(/^\/~/, '~'),
    url: withoutExtras(url),
  };
  checkParts(address);
  return address;
}

/** The command line for a git service: the path quoted so that any shell, and git-shell, reads it as one word. */
export function serviceCommand(service: string, { path }: SshAddress): string {
  return `${service} '${path.replaceAll(/['!]/g, (character) => `'\\${character}'`)}'`;
}

/** A host as known_hosts names it: `[host]:port` unless the port is 22. */
export function knownHostName({ host, port }: Pick<SshAddress, 'host' | 'port'>): string {
  return port === defaultPort ? host : `[${host}]:${String(port)}`;
}

function checkParts(address: SshAddress): void {
  const { host, port, user, path, url } = address;
  if (host === '') throw unusable(url, 'has no host');
  if (port === 0) throw unusable(url, 'has the port 0');
  if (/^\/*$/.test(path)) throw unusable(url, 'has no path');
  if ([host, user, path].some((part) => /^\/?-/.test(part) || path.startsWith('~-')))
    throw unusable(url, 'has a host, user or path that begins with "-"');
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(host + user + path)) throw unusable(url, 'has a control character');
  if (/[\s/@,*?!|[\]]/.test(host)) throw unusable(url, 'has a host that is not a name or an address');
}

function decode(url: URL, part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw unusable(url, 'has a percent sign that encodes nothing');
  }
}

function withoutExtras(url: URL): URL {
  const plain = new URL(url);
  plain.username = '';
  plain.search = '';
  plain.hash = '';
  return plain;
}

function unusable(url: URL, problem: string): GitError {
  return new GitError('UnsupportedUrl', `the URL ${problem}: ${redactUrl(url)}`);
}
