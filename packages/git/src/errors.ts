/**
 * Why a git operation failed. The names are for logs, causes and tests; messages are for users.
 *
 * - `UnsupportedUrl`: a scheme or form that is not spoken
 * - `Unreachable`: no connection, a deadline, a server error
 * - `AuthenticationFailed`, `AccessDenied`, `RateLimited`, `RepositoryNotFound`: what the server said
 * - `NoCommonAlgorithm`: an ssh server that wants other algorithms than are offered
 * - `HostKeyRefused`: an ssh server whose key is not known, not the known one, or revoked
 * - `UnexpectedContent`: an answer that is not git
 * - `EmptyRepository`, `ReferenceNotFound`: the repository does not have what was asked for
 * - `MalformedPack`, `MalformedObject`, `MalformedTree`: content that is refused
 * - `LimitExceeded`: larger than allowed
 * - `Conflict`: the branch that a push wanted to move is elsewhere by now
 * - `PushRefused`: the server did not take a push: a protected branch, a hook
 */
export type GitErrorCode =
  | 'UnsupportedUrl'
  | 'Unreachable'
  | 'AuthenticationFailed'
  | 'AccessDenied'
  | 'RateLimited'
  | 'RepositoryNotFound'
  | 'NoCommonAlgorithm'
  | 'HostKeyRefused'
  | 'UnexpectedContent'
  | 'EmptyRepository'
  | 'ReferenceNotFound'
  | 'MalformedPack'
  | 'MalformedObject'
  | 'MalformedTree'
  | 'LimitExceeded'
  | 'Conflict'
  | 'PushRefused';

export interface GitErrorOptions {
  readonly cause?: unknown;
  readonly retryAfterMs?: number | undefined;
}

/** A failed git operation: one line for a user, never with credentials. */
export class GitError extends Error {
  override readonly name = 'GitError';
  readonly code: GitErrorCode;
  /** What a `RateLimited` server asked for. */
  readonly retryAfterMs: number | undefined;

  constructor(code: GitErrorCode, message: string, options: GitErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}
