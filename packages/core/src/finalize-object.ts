import type { KubeObject } from '@sluice/objects';
import { hasFinalizer, removeFinalizer } from './finalizer.ts';
import type { Kind } from './kind.ts';
import { nextRun } from './next-run.ts';
import { openRun } from './open-run.ts';
import { done, type Outcome } from './outcome.ts';
import { perform } from './perform-steps.ts';
import { fluxFinalizer, type ReconciledObject } from './reconciled-object.ts';
import {
  cancelled,
  createStatusWriter,
  parseObject,
  type ReconcileParts,
  type ReconcileResult,
} from './reconcile-parts.ts';
import { summarizeOutcome } from './settle-conditions.ts';

/** An object whose schema refuses it has no interval. */
const invalidObjectRetryMs = 60_000;

const deleted: ReconcileResult = { next: { kind: 'never' }, outcome: 'deleted', released: true };

/** The object is being deleted: the kind cleans up after it, then the finalizer goes, and with it the object. */
export async function finalizeObject<O extends ReconciledObject, Scope, Memory>(
  kind: Kind<O, Scope, Memory>,
  stored: KubeObject,
  parts: ReconcileParts<Memory>,
): Promise<ReconcileResult> {
  const finalizer = kind.finalizer ?? fluxFinalizer;
  if (finalizer === false || !hasFinalizer(stored, finalizer)) return deleted;
  const parsed = parseObject(kind, stored);
  // An object that its schema refuses must still be deletable: the contract of `finalize` says so.
  const object = parsed.ok ? parsed.object : (stored as O);
  const writer = createStatusWriter(stored, parts);
  const { run, end } = openRun<O, Memory>(object, { ...parts, writer });
  try {
    const scope = kind.createScope(run);
    const outcome = await perform(kind, scope, parts, async () => (await kind.finalize?.(scope, parts.signal)) ?? done);
    if (outcome === 'cancelled') return cancelled;
    if (isDone(outcome)) {
      await removeFinalizer(stored, finalizer, parts);
      return deleted;
    }
    summarizeOutcome(run.conditions, outcome);
    await writer.write(run.status, parts.signal);
    const intervalMs = parsed.ok ? kind.intervalMs(object) : invalidObjectRetryMs;
    return { next: nextRun(outcome, intervalMs), outcome: outcome.kind, released: false };
  } finally {
    end();
  }
}

function isDone(outcome: Outcome): boolean {
  return outcome.kind === 'done' || outcome.kind === 'proceed';
}
