import { readGitUrl } from '../../../git-access/git-url.ts';
import { UserError } from '../../../user-error.ts';

export interface GitUrlOptions {
  readonly url: string;
  readonly username: string;
  readonly tokenAuth: boolean;
  readonly allowInsecureHttp: boolean;
  readonly sshHostname?: string;
}

/** The repository's URL, checked with what the flags say about it. Throws `UserError`. */
export function checkGitUrl({ url: text, tokenAuth, allowInsecureHttp }: GitUrlOptions): URL {
  const url = readGitUrl(text);
  // What stands on a command line stands in its history too.
  if (url.password !== '')
    throw new UserError('--url has a password in it', { hint: 'use --username, and GIT_PASSWORD in the environment' });
  if (url.protocol === 'http:' && !allowInsecureHttp)
    throw new UserError('scheme http is insecure: what is sent can be read and changed on the way', {
      hint: 'use https, or --allow-insecure-http where you trust the network',
    });
  if (isSsh(url) && tokenAuth)
    throw new UserError('--token-auth needs an https URL', { hint: 'leave --token-auth out to use an ssh key' });
  return url;
}

export function isSsh(url: URL): boolean {
  return url.protocol === 'ssh:';
}

/** What this command clones and pushes to, without credentials. */
export function pushUrl(url: URL, options: GitUrlOptions): string {
  return isSsh(url) ? sshUrl(url, url.host, options) : `${url.protocol}//${url.host}${pathOf(url)}`;
}

/** What the cluster reads: the same URL with a token, otherwise the repository over ssh. */
export function syncUrl(url: URL, options: GitUrlOptions): string {
  if (options.tokenAuth) return pushUrl(url, options);
  // The port of the web server says nothing about that of sshd.
  return sshUrl(url, options.sshHostname ?? (isSsh(url) ? url.host : url.hostname), options);
}

function sshUrl(url: URL, host: string, { username }: GitUrlOptions): string {
  const user = isSsh(url) && url.username !== '' ? url.username : encodeURIComponent(username);
  return `ssh://${user}@${host}${pathOf(url)}`;
}

function pathOf(url: URL): string {
  return url.pathname.replace(/\/+$/, '');
}
