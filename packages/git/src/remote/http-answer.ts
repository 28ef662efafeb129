import { redactUrl, RequestError, type StreamedResponse, TlsOptionsError } from '@sluice/net';

import { GitError, type GitErrorCode } from '../errors.ts';

const meanings = new Map<number, readonly [GitErrorCode, string]>([
  [401, ['AuthenticationFailed', 'authentication required: the credentials are missing, wrong or expired']],
  [403, ['AccessDenied', 'access denied: the credentials may not read this repository']],
  [404, ['RepositoryNotFound', 'repository not found, or the credentials may not see it']],
  [410, ['RepositoryNotFound', 'repository not found: it was removed']],
  [429, ['RateLimited', 'too many requests']],
]);

const pushType = 'application/x-git-receive-pack-';

/** Refuses an answer that is not git's, in words that name what came instead. Ends the connection then. */
export function checkAnswer(response: StreamedResponse, contentType: string): void {
  if (response.status === 200 && response.headers.get('content-type')?.split(';')[0]?.trim() === contentType) return;
  response.cancel();
  const where = redactUrl(response.url);
  const [code, meaning] = meanings.get(response.status) ?? otherMeaning(response);
  const problem = contentType.startsWith(pushType) ? meaning.replace('may not read', 'may not write to') : meaning;
  throw new GitError(code, `${problem} (${String(response.status)} from ${where})`, {
    retryAfterMs: retryAfter(response),
  });
}

function otherMeaning(response: StreamedResponse): readonly [GitErrorCode, string] {
  if (response.status >= 500) return ['Unreachable', 'the server failed'];
  const type = (response.headers.get('content-type') ?? 'nothing').replaceAll(/[^\x20-\x7e]/g, ' ').slice(0, 80);
  return ['UnexpectedContent', `the server answered with ${type}, which is not git: is this the URL of a repository?`];
}

function retryAfter(response: StreamedResponse): number | undefined {
  const header = response.headers.get('retry-after') ?? '';
  return /^\d{1,6}$/.test(header) ? Number(header) * 1000 : undefined;
}

/** A failed request as a git error; anything else (an aborted signal's reason, our own errors) stays what it is. */
export function asGitError(error: unknown): unknown {
  if (error instanceof TlsOptionsError) return new GitError('AuthenticationFailed', error.message, { cause: error });
  return error instanceof RequestError ? new GitError('Unreachable', error.message, { cause: error }) : error;
}
