import { GitError } from '../errors.ts';

/** The error for a pack that is refused. */
export function malformedPack(problem: string, cause?: unknown): GitError {
  return new GitError('MalformedPack', `refused: the server sent a pack with ${problem}`, { cause });
}

/** The error for a pack beyond a limit; `limit` carries the number and its unit. */
export function packTooLarge(what: string, limit: string): GitError {
  return new GitError('LimitExceeded', `refused: ${what} exceeds the limit of ${limit}`);
}
