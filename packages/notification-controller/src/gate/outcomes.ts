import type { GateState } from '@sluice/api';

/** What becomes of a Gate: its state, and how other programs read that. */
export interface OutcomeRow {
  readonly state: GateState;
  /**
   * `ready`: Ready=True. `waiting`: not Ready yet, which kstatus calls in progress. `stalled`: Ready=False until
   * somebody changes something, which kstatus calls failed. `failed`: tried again by itself.
   */
  readonly handling: 'ready' | 'waiting' | 'stalled' | 'failed';
  readonly reason: string;
  /** `<who>`, `<until>`, `<why>` and `<cause>` are filled in. */
  readonly message: string;
}

export type OutcomeName =
  | 'takesEvents'
  | 'approved'
  | 'factsHold'
  | 'notDecided'
  | 'decisionExpired'
  | 'approvalMissing'
  | 'factsNotMet'
  | 'denied'
  | 'tokenNotFound'
  | 'invalidExpression'
  | 'invalid'
  | 'accessDenied';

const invalid = 'Reconciliation failed terminally due to configuration error: <cause>';

/** Every way in which a Gate can stand, beside what is refused of all kinds. A test and the documentation walk it. */
export const outcomes: Readonly<Record<OutcomeName, OutcomeRow>> = {
  takesEvents: { state: 'Open', handling: 'ready', reason: 'TakesEvents', message: 'takes events, holds nothing' },
  approved: { state: 'Open', handling: 'ready', reason: 'Approved', message: 'approved by <who><until><why><cause>' },
  factsHold: { state: 'Open', handling: 'ready', reason: 'FactsHold', message: 'all facts hold: <cause>' },
  notDecided: { state: 'Closed', handling: 'waiting', reason: 'NotDecided', message: 'nobody has decided' },
  decisionExpired: {
    state: 'Closed',
    handling: 'waiting',
    reason: 'DecisionExpired',
    message: 'the decision of <who> ended<until>',
  },
  approvalMissing: {
    state: 'Closed',
    handling: 'waiting',
    reason: 'ApprovalMissing',
    message: 'all facts hold, but nobody has approved',
  },
  factsNotMet: { state: 'Closed', handling: 'waiting', reason: 'FactsNotMet', message: '<cause>' },
  denied: { state: 'Denied', handling: 'stalled', reason: 'Denied', message: 'denied by <who><until><why>' },
  tokenNotFound: { state: 'Closed', handling: 'failed', reason: 'TokenNotFound', message: '<cause>' },
  invalidExpression: { state: 'Closed', handling: 'stalled', reason: 'InvalidCELExpression', message: invalid },
  invalid: { state: 'Closed', handling: 'stalled', reason: 'ValidationFailed', message: invalid },
  accessDenied: { state: 'Closed', handling: 'stalled', reason: 'AccessDenied', message: '<cause>' },
};

/** What is filled into the message of a row. */
export interface OutcomeTexts {
  readonly who?: string;
  readonly until?: string;
  readonly why?: string;
  readonly cause?: string;
}

/** The message of a row. */
export function messageOf(name: OutcomeName, texts: OutcomeTexts = {}): string {
  const { message } = outcomes[name];
  return message.replaceAll(/<(who|until|why|cause)>/g, (_, key: keyof OutcomeTexts) => texts[key] ?? '');
}
