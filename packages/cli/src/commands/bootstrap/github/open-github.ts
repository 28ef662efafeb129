import { request } from '@sluice/net';
import { Octokit } from '@octokit/rest';
import { version } from '../../../version.ts';
import type { GithubHost } from './github-host.ts';

export interface GithubConnection {
  readonly host: GithubHost;
  readonly token: string;
  readonly ca: string | undefined;
  readonly signal: AbortSignal;
}

const timeoutMs = 30_000;
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** GitHub's REST API through our own requests: with deadlines, limits, and a token that stays on its host. */
export function openGithub({ host, token, ca, signal }: GithubConnection): Octokit {
  const tls = ca === undefined ? undefined : { ca };
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { method = 'GET', headers, body } = init;
    const answer = await request({
      url,
      method,
      headers: headers as Record<string, string>,
      ...(typeof body === 'string' ? { body } : {}),
      redirects: 'same-origin',
      timeoutMs,
      signal,
      tls,
    });
    const content = answer.status === 204 || answer.status === 304 ? null : Buffer.from(answer.body);
    const response = new Response(content, { status: answer.status, headers: [...answer.headers] });
    Object.defineProperty(response, 'url', { value: answer.url.href });
    return response;
  };
  return new Octokit({
    auth: token,
    baseUrl: host.apiUrl,
    userAgent: `sluice/${version}`,
    log: silent,
    request: { fetch },
  });
}

function ignore(): void {
  // What octokit would print is for the developers of a program.
}
