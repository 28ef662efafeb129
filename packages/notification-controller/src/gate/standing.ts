import { Gate, type GateState, InvalidObjectError } from '@sluice/api';
import { formatTime, getCondition, invalidSpecReason, stalledCondition } from '@sluice/core';
import type { KubeObject } from '@sluice/objects';
import { factsDigest } from './facts/observe-facts.ts';
import { type GateInput, judgeGate } from './judge-gate.ts';
import { outcomes } from './outcomes.ts';

/** What whoever asks a Gate is told. */
export interface Standing {
  readonly approved: boolean;
  readonly state: GateState;
  /** One word for programs. */
  readonly reason: string;
  /** Why, for people. */
  readonly message: string;
  readonly who?: string;
  readonly until?: string;
}

/**
 * How a Gate stands at this moment: by the decision in its spec, and by what was last seen of its facts, if they were
 * these and `isLookedAt`. A Gate that cannot be judged is closed.
 */
export function standingOf(object: KubeObject, isLookedAt: boolean, nowMs: number): Standing {
  const gate = readGate(object);
  if (typeof gate === 'string') return closed(invalidSpecReason, gate);
  const { spec, status } = gate;
  const areSeen = isLookedAt && status?.factsDigest === factsDigest(spec);
  return refusalOf(gate) ?? judged({ spec, facts: areSeen ? (status?.facts ?? []) : [], nowMs });
}

function refusalOf({ spec, status, metadata }: Gate): Standing | undefined {
  if (metadata.deletionTimestamp !== undefined) return closed('Deleted', 'the gate is being deleted');
  if (spec.suspend === true) return closed('Suspended', 'the gate is suspended');
  const stalled = getCondition(status?.conditions, stalledCondition);
  const cannotBeJudged = stalled?.status === 'True' && stalled.reason !== outcomes.denied.reason;
  return cannotBeJudged ? closed(stalled.reason, stalled.message) : undefined;
}

function judged(input: GateInput): Standing {
  const { outcome, state, message, who, endsAtMs } = judgeGate(input);
  return {
    approved: state === 'Open',
    state,
    reason: outcomes[outcome].reason,
    message,
    ...(who === undefined ? {} : { who }),
    ...(endsAtMs === undefined ? {} : { until: formatTime(endsAtMs) }),
  };
}

/** A standing of nobody's choice. */
export function closed(reason: string, message: string): Standing {
  return { approved: false, state: 'Closed', reason, message };
}

function readGate(object: KubeObject): Gate | string {
  try {
    return Gate.parse(object);
  } catch (error) {
    if (error instanceof InvalidObjectError) return error.message;
    throw error;
  }
}
