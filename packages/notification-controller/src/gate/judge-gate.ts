import type { GateDecision, GateSpec, GateState, ObservedFact } from '@sluice/api';
import { formatTime } from '@sluice/core';
import { parseDuration } from '@sluice/objects';
import { messageOf, type OutcomeName, outcomes } from './outcomes.ts';

/** What a Gate is judged by. */
export interface GateInput {
  readonly spec: GateSpec;
  /** What was seen of `spec.facts`; one that is not here counts as not holding. */
  readonly facts: readonly ObservedFact[];
  /** Wall time. */
  readonly nowMs: number;
}

/** How a Gate stands. */
export interface Verdict {
  readonly outcome: OutcomeName;
  readonly state: GateState;
  readonly message: string;
  /** Who made the decision that counts. */
  readonly who?: string;
  /** When that decision ends, wall time. */
  readonly endsAtMs?: number;
}

/**
 * A denial that stands wins over everything. An approval that stands opens the Gate, unless it is required beside
 * facts: then these must hold too. Without a decision the facts decide, and without either the Gate is closed.
 */
export function judgeGate(input: GateInput): Verdict {
  const { spec, nowMs } = input;
  if (spec.hook === 'event') return verdictOf('takesEvents');
  const { decision } = spec;
  const endsAtMs = decision === undefined ? undefined : endOf(decision, spec);
  if (decision === undefined || (endsAtMs !== undefined && endsAtMs <= nowMs))
    return judgeUndecided(input, decision, endsAtMs);
  const unmet = firstUnmet(input);
  if (decision.state === 'Approved' && spec.approval === 'Required' && unmet !== undefined)
    return { ...verdictOf('factsNotMet', { cause: unmet }), ...counting(decision, endsAtMs) };
  return judgeDecided(decision, endsAtMs, unmet);
}

/** When a decision ends; a denial that does not say so stands until another decision. */
export function endOf(decision: GateDecision, { expiry }: GateSpec): number | undefined {
  if (decision.until !== undefined) return Date.parse(decision.until);
  return decision.state === 'Approved' ? Date.parse(decision.at) + parseDuration(expiry) : undefined;
}

function judgeDecided(decision: GateDecision, endsAtMs: number | undefined, unmet: string | undefined): Verdict {
  const texts = {
    who: decision.by,
    until: endsAtMs === undefined ? '' : ` until ${formatTime(endsAtMs)}`,
    why: decision.reason === undefined || decision.reason === '' ? '' : `: ${decision.reason}`,
    cause: unmet === undefined ? '' : ` (although ${unmet})`,
  };
  const name = decision.state === 'Approved' ? 'approved' : 'denied';
  return { ...verdictOf(name, texts), ...counting(decision, endsAtMs) };
}

function judgeUndecided(input: GateInput, expired: GateDecision | undefined, endedAtMs: number | undefined): Verdict {
  const { facts = [], approval } = input.spec;
  const needsDecision = facts.length === 0 || approval === 'Required';
  const unmet = firstUnmet(input);
  if (unmet !== undefined) return verdictOf('factsNotMet', { cause: unmet });
  if (!needsDecision) return verdictOf('factsHold', { cause: facts.map(({ name }) => name).join(', ') });
  if (expired !== undefined && endedAtMs !== undefined)
    return verdictOf('decisionExpired', { who: expired.by, until: ` at ${formatTime(endedAtMs)}` });
  return verdictOf(facts.length === 0 ? 'notDecided' : 'approvalMissing');
}

/** The first fact that does not hold, and why. */
function firstUnmet({ spec, facts }: GateInput): string | undefined {
  for (const { name } of spec.facts ?? []) {
    const seen = facts.find((each) => each.name === name);
    if (seen === undefined) return `${name}: it was not looked at yet`;
    if (!seen.holds) return `${name}: ${seen.message}`;
  }
  return undefined;
}

function counting(decision: GateDecision, endsAtMs: number | undefined): Pick<Verdict, 'who' | 'endsAtMs'> {
  return { who: decision.by, ...(endsAtMs === undefined ? {} : { endsAtMs }) };
}

function verdictOf(outcome: OutcomeName, texts: Parameters<typeof messageOf>[1] = {}): Verdict {
  return { outcome, state: outcomes[outcome].state, message: messageOf(outcome, texts) };
}
