import {
  failedReason,
  progressingReason,
  progressingWithRetryReason,
  readyCondition,
  reconcilingCondition,
  stalledCondition,
  succeededReason,
} from './condition.ts';
import type { ConditionSet } from './condition-set.ts';
import type { Outcome } from './outcome.ts';
import type { CommonStatus } from './reconciled-object.ts';

/** What Ready says of an outcome when the kind does not say it itself. */
export function summarizeOutcome(conditions: ConditionSet, outcome: Outcome): void {
  switch (outcome.kind) {
    case 'proceed':
    case 'done':
      conditions.markTrue(readyCondition, succeededReason, 'Reconciliation succeeded');
      break;
    case 'requeue':
      conditions.markUnknown(readyCondition, progressingReason, 'Reconciliation in progress');
      break;
    case 'waiting':
    case 'failed':
    case 'stalled':
      conditions.markFalse(readyCondition, outcome.reason, outcome.message);
      break;
  }
}

/**
 * The bookkeeping that follows every run, by upstream's rules: a success is neither Reconciling nor Stalled; a stalled
 * object does not reconcile; whatever is not Ready and will be tried again is Reconciling with `ProgressingWithRetry`.
 * The generation counts as observed when the run said its last word on it: on success and when stalled.
 */
export function settleConditions(
  status: CommonStatus,
  conditions: ConditionSet,
  outcome: Outcome,
  generation: number,
): void {
  switch (outcome.kind) {
    case 'proceed':
    case 'done':
      conditions.delete(reconcilingCondition, stalledCondition);
      status.observedGeneration = generation;
      break;
    case 'stalled':
      conditions.markStalled(outcome.reason, outcome.message);
      status.observedGeneration = generation;
      break;
    case 'requeue':
    case 'waiting':
    case 'failed':
      conditions.delete(stalledCondition);
      markRetry(conditions);
      break;
  }
}

function markRetry(conditions: ConditionSet): void {
  const reconciling = conditions.get(reconcilingCondition);
  if (reconciling === undefined || !conditions.isFalse(readyCondition)) return;
  conditions.markReconciling(progressingWithRetryReason, reconciling.message);
}

/**
 * A run that says it is done while Ready is not True is a failure: it would otherwise sleep for an interval in a state
 * that its own conditions call bad.
 */
export function contradiction(conditions: ConditionSet, outcome: Outcome): Outcome | undefined {
  if (outcome.kind !== 'done' && outcome.kind !== 'proceed') return undefined;
  const ready = conditions.get(readyCondition);
  if (ready === undefined || ready.status === 'True') return undefined;
  return {
    kind: 'failed',
    reason: ready.reason === '' ? failedReason : ready.reason,
    message: ready.message,
    retry: { kind: 'backoff' },
  };
}
