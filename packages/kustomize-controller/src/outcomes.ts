import { reasons, type Reason } from './conditions.ts';

/**
 * Every way in which a run can end but success, and what follows from it. The steps name a row; nothing else decides
 * about reasons, events and retries.
 */
export interface OutcomeRow {
  readonly reason: Reason;
  /**
   * `retry` comes again after `spec.retryInterval`, `dependency` after `--requeue-dependency`, `backoff` by the queue's
   * growing delay; `stalled` never, until somebody changes something. A watch may wake the object before.
   */
  readonly next: 'retry' | 'dependency' | 'backoff' | 'stalled';
  /** Severity of the event; `once` tells only when Ready changes, `none` never. */
  readonly event: 'error' | 'info-once' | 'none';
  /** Whether `status.history` gets an entry, and with which status. */
  readonly history?: 'ReconciliationFailed' | 'PruneFailed' | 'HealthCheckFailed';
  /** Whether Healthy becomes False too. */
  readonly unhealthy?: true;
}

/** The names of the rows. */
export type OutcomeName =
  | 'invalidExpression'
  | 'sourceNotFound'
  | 'sourceAccessDenied'
  | 'sourceHasNoArtifact'
  | 'artifactNotFound'
  | 'artifactUnavailable'
  | 'artifactInvalid'
  | 'pathNotFound'
  | 'dependencyNotReady'
  | 'dependencyCycle'
  | 'buildFailed'
  | 'applyFailed'
  | 'stageNotReady'
  | 'pruneFailed'
  | 'healthCheckFailed';

export const outcomeRows: Readonly<Record<OutcomeName, OutcomeRow>> = {
  invalidExpression: { reason: reasons.invalidExpression, next: 'stalled', event: 'error' },
  sourceNotFound: { reason: reasons.artifactFailed, next: 'retry', event: 'none' },
  sourceAccessDenied: { reason: reasons.accessDenied, next: 'stalled', event: 'error' },
  sourceHasNoArtifact: { reason: reasons.artifactFailed, next: 'dependency', event: 'none' },
  artifactNotFound: { reason: reasons.artifactFailed, next: 'dependency', event: 'none' },
  artifactUnavailable: { reason: reasons.artifactFailed, next: 'backoff', event: 'error' },
  artifactInvalid: { reason: reasons.artifactFailed, next: 'retry', event: 'error' },
  pathNotFound: { reason: reasons.artifactFailed, next: 'retry', event: 'error' },
  dependencyNotReady: { reason: reasons.dependencyNotReady, next: 'dependency', event: 'info-once' },
  dependencyCycle: { reason: reasons.dependencyNotReady, next: 'dependency', event: 'info-once' },
  buildFailed: { reason: reasons.buildFailed, next: 'retry', event: 'error' },
  applyFailed: { reason: reasons.reconciliationFailed, next: 'retry', event: 'error', history: 'ReconciliationFailed' },
  stageNotReady: {
    reason: reasons.reconciliationFailed,
    next: 'retry',
    event: 'error',
    history: 'ReconciliationFailed',
  },
  pruneFailed: { reason: reasons.pruneFailed, next: 'retry', event: 'error', history: 'PruneFailed' },
  healthCheckFailed: {
    reason: reasons.healthCheckFailed,
    next: 'retry',
    event: 'error',
    history: 'HealthCheckFailed',
    unhealthy: true,
  },
};

/** How a run ended, by the table. */
export interface Ending {
  readonly name: OutcomeName;
  readonly message: string;
  readonly cause?: unknown;
}

/** The row of an ending. */
export function rowOf(name: OutcomeName): OutcomeRow {
  return outcomeRows[name];
}
