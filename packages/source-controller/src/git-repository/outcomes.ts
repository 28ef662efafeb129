import { backoff, type Outcome, type Retry } from '@sluice/core';

import { fetchFailed, storageOperationFailed } from './conditions.ts';

/** A way in which a run can end other than well. */
export interface OutcomeRow {
  readonly kind: 'failed' | 'stalled';
  readonly reason: string;
  /** The condition that is True while it lasts; without one only Ready tells. */
  readonly condition: typeof fetchFailed | typeof storageOperationFailed | undefined;
  /** `interval`: what only a person can mend is not tried faster than that. */
  readonly retry: 'backoff' | 'interval' | 'none';
  /** What the message looks like; `<…>` is filled in. */
  readonly message: string;
}

export type OutcomeName =
  | 'urlInvalid'
  | 'secretUnavailable'
  | 'secretInvalid'
  | 'identityEncrypted'
  | 'githubAppWithoutProvider'
  | 'emptyRepository'
  | 'credentialsRefused'
  | 'fetchFailed'
  | 'sparseCheckoutFailed'
  | 'ignoreRulesInvalid'
  | 'storageUnreadable'
  | 'archiveFailed'
  | 'collectionFailed';

/**
 * Every failure of a GitRepository: reason, condition, message and retry. Each sends a Warning event with the same
 * reason and message at every attempt. A test walks this table and provokes each row.
 */
export const outcomes: Readonly<Record<OutcomeName, OutcomeRow>> = {
  urlInvalid: {
    kind: 'stalled',
    reason: 'URLInvalid',
    condition: fetchFailed,
    retry: 'none',
    message: "failed to parse url '<url>': <cause>",
  },
  secretUnavailable: {
    kind: 'failed',
    reason: 'AuthenticationFailed',
    condition: fetchFailed,
    retry: 'backoff',
    message: "failed to get secret '<secret>': <cause>",
  },
  secretInvalid: {
    kind: 'failed',
    reason: 'AuthenticationFailed',
    condition: fetchFailed,
    retry: 'backoff',
    message: 'failed to configure authentication options: <cause>',
  },
  identityEncrypted: {
    kind: 'failed',
    reason: 'AuthenticationFailed',
    condition: fetchFailed,
    retry: 'backoff',
    message: "SSH identity key is encrypted but no 'password' field was provided in the secret '<secret>'",
  },
  githubAppWithoutProvider: {
    kind: 'failed',
    reason: 'InvalidProviderConfiguration',
    condition: fetchFailed,
    retry: 'backoff',
    message: "secretRef '<secret>' has github app data but provider is not set to github",
  },
  emptyRepository: {
    kind: 'failed',
    reason: 'EmptyGitRepository',
    condition: fetchFailed,
    retry: 'backoff',
    message: 'git repository is empty',
  },
  credentialsRefused: {
    kind: 'failed',
    reason: 'GitOperationFailed',
    condition: fetchFailed,
    retry: 'interval',
    message: "failed to checkout and determine revision: unable to clone '<url>': <cause>",
  },
  fetchFailed: {
    kind: 'failed',
    reason: 'GitOperationFailed',
    condition: fetchFailed,
    retry: 'backoff',
    message: "failed to checkout and determine revision: unable to clone '<url>': <cause>",
  },
  sparseCheckoutFailed: {
    kind: 'failed',
    reason: 'GitOperationFailed',
    condition: fetchFailed,
    retry: 'backoff',
    message: '<cause>',
  },
  ignoreRulesInvalid: {
    kind: 'failed',
    reason: 'SourceIgnoreError',
    condition: undefined,
    retry: 'backoff',
    message: 'failed to load source ignore patterns from repository: <cause>',
  },
  storageUnreadable: {
    kind: 'failed',
    reason: 'StatOperationFailed',
    condition: storageOperationFailed,
    retry: 'backoff',
    message: 'failed to verify the artifact in storage: <cause>',
  },
  archiveFailed: {
    kind: 'failed',
    reason: 'ArchiveOperationFailed',
    condition: storageOperationFailed,
    retry: 'backoff',
    message: 'unable to archive artifact to storage: <cause>',
  },
  collectionFailed: {
    kind: 'failed',
    reason: 'GarbageCollectionFailed',
    condition: undefined,
    retry: 'backoff',
    message: 'garbage collection for deleted resource failed: <cause>',
  },
};

/** What fills a row's message. */
export interface OutcomeDetail {
  readonly url?: string;
  readonly secret?: string;
  readonly cause?: unknown;
  /** When the server itself said when to come again. */
  readonly retryAfterMs?: number | undefined;
  readonly intervalMs?: number;
}

/** The outcome of a row. */
export function outcomeOf(name: OutcomeName, detail: OutcomeDetail): Outcome {
  const { kind, reason, message: shape, retry } = outcomes[name];
  const message = shape
    .replace('<url>', () => detail.url ?? '')
    .replace('<secret>', () => detail.secret ?? '')
    .replace('<cause>', () => messageOf(detail.cause));
  if (kind === 'stalled') return { kind, reason, message };
  return { kind, reason, message, retry: retryOf(retry, detail), cause: detail.cause };
}

function retryOf(retry: OutcomeRow['retry'], { retryAfterMs, intervalMs }: OutcomeDetail): Retry {
  if (retryAfterMs !== undefined) return { kind: 'after', afterMs: retryAfterMs };
  return retry === 'interval' && intervalMs !== undefined ? { kind: 'after', afterMs: intervalMs } : backoff;
}

function messageOf(cause: unknown): string {
  if (cause instanceof Error) return cause.message;
  return typeof cause === 'string' ? cause : 'unknown';
}

/** The condition that an outcome sets, found by its reason. */
export function conditionOf(reason: string): OutcomeRow['condition'] {
  return Object.values(outcomes).find((each) => each.reason === reason)?.condition;
}
