/**
 * How a step, and with it a run, ended. The first outcome that is not `proceed` ends the run.
 * Upstream's classes: Success, Waiting, Generic and Stalling errors.
 */
export type Outcome =
  | { readonly kind: 'proceed' }
  /** Nothing is left to do; the next run comes at the interval. */
  | { readonly kind: 'done' }
  /** Run again after a while, without a failure. */
  | { readonly kind: 'requeue'; readonly afterMs: number }
  /** Something else must happen first. No worker is held: a watch wakes the object, `afterMs` is the latest time. */
  | { readonly kind: 'waiting'; readonly reason: string; readonly message: string; readonly afterMs?: number }
  /** Failed; `retry` is `backoff` (the queue's exponential delay) or a fixed delay. */
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly message: string;
      readonly retry: Retry;
      readonly cause?: unknown;
    }
  /** Failed until the user changes something: no retry. */
  | { readonly kind: 'stalled'; readonly reason: string; readonly message: string };

export type Retry = { readonly kind: 'backoff' } | { readonly kind: 'after'; readonly afterMs: number };

/** A step of a run over one scope. Cancelled by `signal` (shutdown, lost lease, deleted object). */
export type Step<Scope> = (scope: Scope, signal: AbortSignal) => Promise<Outcome>;

export const proceed: Outcome = { kind: 'proceed' };
export const done: Outcome = { kind: 'done' };
export const backoff: Retry = { kind: 'backoff' };
