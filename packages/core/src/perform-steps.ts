import { FenceClosedError } from '@sluice/kube';
import { failedReason } from './condition.ts';
import type { Kind } from './kind.ts';
import { backoff, done, type Outcome } from './outcome.ts';
import type { ReconciledObject } from './reconciled-object.ts';
import { messageOf, type ReconcileParts } from './reconcile-parts.ts';

/** The kind's steps in order, up to the first that does not say `proceed`. */
export async function performSteps<O extends ReconciledObject, Scope, Memory>(
  kind: Kind<O, Scope, Memory>,
  scope: Scope,
  parts: ReconcileParts<Memory>,
): Promise<Outcome | 'cancelled'> {
  for (const step of kind.steps) {
    const outcome = await perform(kind, scope, parts, () => step(scope, parts.signal));
    if (outcome === 'cancelled' || outcome.kind !== 'proceed') return outcome;
  }
  return done;
}

/**
 * One step. What it throws becomes an outcome: the kind knows its own errors, and any other is a bug that must not stop
 * the worker. A run whose signal aborted, or that the fence stopped, is over without a word.
 */
export async function perform<O extends ReconciledObject, Scope, Memory>(
  kind: Kind<O, Scope, Memory>,
  scope: Scope,
  parts: ReconcileParts<Memory>,
  step: () => Promise<Outcome>,
): Promise<Outcome | 'cancelled'> {
  try {
    const outcome = await step();
    return parts.signal.aborted ? 'cancelled' : outcome;
  } catch (error) {
    if (parts.signal.aborted || error instanceof FenceClosedError) return 'cancelled';
    const known = kind.outcomeOfError?.(error, scope);
    if (known !== undefined) return known;
    parts.log.error('a step failed unexpectedly', error);
    return { kind: 'failed', reason: failedReason, message: messageOf(error), retry: backoff, cause: error };
  }
}
