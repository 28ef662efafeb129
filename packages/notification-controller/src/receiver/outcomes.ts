import { backoff, type Outcome } from '@sluice/core';

/** A way in which a Receiver is not ready. */
export interface OutcomeRow {
  readonly kind: 'failed' | 'stalled';
  readonly reason: string;
  /** `<cause>` is filled in. */
  readonly message: string;
}

export type OutcomeName = 'tokenNotFound' | 'invalidExpression' | 'invalid';

/** Every failure of a Receiver, beside those of all kinds. */
export const outcomes: Readonly<Record<OutcomeName, OutcomeRow>> = {
  tokenNotFound: { kind: 'failed', reason: 'TokenNotFound', message: '<cause>' },
  invalidExpression: {
    kind: 'stalled',
    reason: 'InvalidCELExpression',
    message: 'Reconciliation failed terminally due to configuration error: <cause>',
  },
  invalid: {
    kind: 'stalled',
    reason: 'ValidationFailed',
    message: 'Reconciliation failed terminally due to configuration error: <cause>',
  },
};

/** The outcome of a row. */
export function outcomeOf(name: OutcomeName, cause: string): Outcome {
  const { kind, reason, message: shape } = outcomes[name];
  const message = shape.replace('<cause>', () => cause);
  return kind === 'stalled' ? { kind, reason, message } : { kind, reason, message, retry: backoff };
}
