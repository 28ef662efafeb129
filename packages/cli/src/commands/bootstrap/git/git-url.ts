import { UserError } from '../../../user-error.ts';

export interface GitUrlOptions {
  readonly url: string;
  readonly username: string;
  readonly tokenAuth: boolean;
  readonly allowInsecureHttp: boolean;
  readonly sshHostname?: string;
}

/** The repository's URL with what the flags say about it checked. Credentials in it are refused: they end in history. */
export function readGitUrl({ url: text, tokenAuth, allowInsecureHttp }: GitUrlOptions): URL {
  if (!URL.canParse(text))
    throw new UserError('--url cannot be parsed', {
      hint: 'such as https://host/org/repository or ssh://git@host/org/repository',
    });
  const url = new URL(text);
  const scheme = url.protocol.slice(0, -1);
  if (!['http', 'https', 'ssh'].includes(scheme))
    throw new UserError(`git URL scheme '${scheme}' not supported, can be: ssh, http and https`);
  if (scheme === 'http' && !allowInsecureHttp)
    throw new UserError('scheme http is insecure: what is sent can be read and changed on the way', {
      hint: 'use https, or --allow-insecure-http where you trust the network',
    });
  if (url.password !== '')
    throw new UserError('--url has a password in it', { hint: 'use --username, and GIT_PASSWORD in the environment' });
  if (scheme === 'ssh' && tokenAuth)
    throw new UserError('--token-auth needs an https URL', { hint: 'leave --token-auth out to use an ssh key' });
  return url;
}

/** What the cluster reads: the same URL with a token, otherwise the repository over ssh. */
export function syncUrl(url: URL, { username, tokenAuth, sshHostname }: GitUrlOptions): string {
  const path = url.pathname.replace(/\/+$/, '');
  if (tokenAuth) return `${url.protocol}//${url.host}${path}`;
  // The port of the web server says nothing about that of sshd.
  const host = sshHostname ?? (url.protocol === 'ssh:' ? url.host : url.hostname);
  const user = url.protocol === 'ssh:' && url.username !== '' ? url.username : encodeURIComponent(username);
  return `ssh://${user}@${host}${path}`;
}
