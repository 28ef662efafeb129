import type { Outcome } from './outcome.ts';

/** When the object runs again, unless something wakes it before. */
export type NextRun =
  | { readonly kind: 'never' }
  | { readonly kind: 'at-interval'; readonly intervalMs: number }
  | { readonly kind: 'after'; readonly afterMs: number }
  /** After the queue's exponential delay, but not later than the interval. */
  | { readonly kind: 'backoff'; readonly maxDelayMs: number };

/** When an outcome brings the object back. A retry never comes later than the interval would. */
export function nextRun(outcome: Outcome, intervalMs: number): NextRun {
  switch (outcome.kind) {
    case 'proceed':
    case 'done':
      return { kind: 'at-interval', intervalMs };
    case 'requeue':
      return { kind: 'after', afterMs: outcome.afterMs };
    case 'waiting':
      return { kind: 'after', afterMs: outcome.afterMs ?? intervalMs };
    case 'failed':
      return outcome.retry.kind === 'backoff'
        ? { kind: 'backoff', maxDelayMs: intervalMs }
        : { kind: 'after', afterMs: Math.min(outcome.retry.afterMs, intervalMs) };
    case 'stalled':
      return { kind: 'never' };
  }
}
