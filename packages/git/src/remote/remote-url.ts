import { basicAuthorization, redactUrl } from '@sluice/net';

import { GitError } from '../errors.ts';
import type { SshAuth } from '../ssh/ssh-credentials.ts';

/** How a request over http is authorised. */
export type HttpAuth =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string };

/** How a client shows a git server who it is. */
export type GitAuth = HttpAuth | SshAuth;

/** URL prefixes and what is put in their place before connecting; the longest match wins. As git's `url.<base>.insteadOf`. */
export type InsteadOf = ReadonlyMap<string, string>;

/** Where to connect, with what authorisation. `url` has no credentials, query, fragment or trailing slash. */
export interface RemoteAddress {
  readonly url: URL;
  readonly authorization: string | undefined;
}

/**
 * Decides where a repository's URL leads over http and https; hosts and paths that a program could take for
 * an option are refused. Credentials in the URL serve when there are no others. Where `insteadOf` maps the URL elsewhere,
 * no credentials are sent: they belong to the original host.
 */
export function remoteAddress(
  given: string,
  auth: GitAuth | undefined,
  insteadOf: InsteadOf | undefined,
): RemoteAddress {
  const mapped = mapUrl(given, insteadOf);
  const url = parse(mapped);
  const authorization = mapped === given ? (authorizationOf(auth) ?? userInfo(url)) : undefined;
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  url.pathname = url.pathname.replace(/\/+$/, '');
  return { url, authorization };
}

/** The URL after `insteadOf`, unchanged when nothing matches. */
export function mapUrl(given: string, insteadOf: InsteadOf | undefined): string {
  let longest: readonly [string, string] | undefined;
  for (const entry of insteadOf ?? []) {
    if (given.startsWith(entry[0]) && entry[0].length > (longest?.[0].length ?? 0)) longest = entry;
  }
  return longest === undefined ? given : longest[1] + given.slice(longest[0].length);
}

function parse(text: string): URL {
  if (!URL.canParse(text)) throw new GitError('UnsupportedUrl', `the URL cannot be parsed${hintFor(text)}`);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new GitError('UnsupportedUrl', `the scheme ${url.protocol} is not supported: use https:// or ssh://`);
  }
  if (url.hostname.startsWith('-') || url.pathname.startsWith('/-')) {
    throw new GitError('UnsupportedUrl', `the URL has a host or path that begins with "-": ${redactUrl(url)}`);
  }
  return url;
}

/** The short form that git takes for ssh is not a URL, and not one here either. */
function hintFor(text: string): string {
  const [, user, host, path] = /^([\w.-]+)@([\w.-]+):([\w./-]+)$/.exec(text) ?? [];
  return path === undefined ? '' : `: write ssh://${String(user)}@${String(host)}/${path}`;
}

function authorizationOf(auth: GitAuth | undefined): string | undefined {
  if (auth === undefined || auth.kind === 'ssh') return undefined;
  return auth.kind === 'bearer' ? `Bearer ${auth.token}` : basicAuthorization(auth.username, auth.password);
}

function userInfo(url: URL): string | undefined {
  if (url.username === '' && url.password === '') return undefined;
  return basicAuthorization(decode(url.username), decode(url.password));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
