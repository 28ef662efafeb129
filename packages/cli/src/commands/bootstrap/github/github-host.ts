import { UserError } from '../../../user-error.ts';

/** Where a GitHub is: github.com, or an Enterprise server of its own. */
export interface GithubHost {
  /** As progress lines name it: `github.com`. */
  readonly name: string;
  readonly apiUrl: string;
  /** `https://github.com`, without a slash at the end. */
  readonly webUrl: string;
  /** Host of its sshd, without a port. */
  readonly sshHost: string;
}

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Reads `--hostname`: a host, or a URL where the port is not 443. The token is sent in the clear to nobody but this machine. */
export function githubHost(hostname: string): GithubHost {
  const text = hostname.includes('://') ? hostname : `https://${hostname}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.pathname !== '/' || url.username !== '' || !/^https?:$/.test(url.protocol))
    throw new UserError(`--hostname ${JSON.stringify(hostname)} is not a host`, { hint: 'such as github.example.com' });
  if (url.protocol === 'http:' && !loopback.has(url.hostname))
    throw new UserError(`--hostname ${hostname}: http would send the token in the clear`, { hint: 'use https' });
  const webUrl = url.origin;
  const apiUrl = url.host === 'github.com' ? 'https://api.github.com' : `${webUrl}/api/v3`;
  return { name: url.host, apiUrl, webUrl, sshHost: url.hostname };
}
