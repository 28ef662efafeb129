import { IgnoreRulesError } from '@sluice/artifact';
import type { Outcome } from '@sluice/core';
import { GitError, type GitErrorCode } from '@sluice/git';
import { redactUrl } from '@sluice/net';

import { IgnoreFileTooLargeError } from '../archive-builder.ts';
import { SparseCheckoutError } from '../sparse-checkout.ts';
import { type OutcomeName, outcomeOf } from './outcomes.ts';
import type { GitRepositoryScope } from './scope.ts';
import { intervalMsOf } from './durations.ts';

const rowOfGitError: Partial<Readonly<Record<GitErrorCode, OutcomeName>>> = {
  UnsupportedUrl: 'urlInvalid',
  EmptyRepository: 'emptyRepository',
  AuthenticationFailed: 'credentialsRefused',
  AccessDenied: 'credentialsRefused',
  HostKeyRefused: 'credentialsRefused',
};

/** Maps what the engines throw to outcomes of the table; `undefined` for what is a bug. */
export function outcomeOfError(error: unknown, { run }: GitRepositoryScope): Outcome | undefined {
  if (error instanceof GitError) {
    const detail = {
      url: redactUrl(run.object.spec.url),
      cause: error,
      retryAfterMs: error.retryAfterMs,
      intervalMs: intervalMsOf(run.object),
    };
    return outcomeOf(rowOfGitError[error.code] ?? 'fetchFailed', detail);
  }
  if (error instanceof SparseCheckoutError) return outcomeOf('sparseCheckoutFailed', { cause: error });
  if (error instanceof IgnoreRulesError || error instanceof IgnoreFileTooLargeError)
    return outcomeOf('ignoreRulesInvalid', { cause: error });
  return undefined;
}
