import { Gate, type GateStatus, type ObservedFact } from '@sluice/api';
import {
  backoff,
  done,
  type EventInput,
  formatKey,
  formatTime,
  isConditionFalse,
  type Kind,
  type Outcome,
  proceed,
  progressingReason,
  readyCondition,
  type Run,
} from '@sluice/core';
import { isForbidden, isNotFound } from '@sluice/kube';
import { parseDuration } from '@sluice/objects';
import { secretTexts } from '../provider/resolve-target.ts';
import { specProblem } from './check-spec.ts';
import { type FactParts, factsDigest, observeFacts } from './facts/observe-facts.ts';
import { gatePath } from './gate-path.ts';
import { isSameDecision, withDecision } from './history.ts';
import { judgeGate, type Verdict } from './judge-gate.ts';
import { messageOf, type OutcomeName, outcomes } from './outcomes.ts';
import type { WakeTimers } from './wake-timers.ts';

export interface GateKindParts extends FactParts {
  readonly timers: WakeTimers;
  /** Keys of the Gates whose facts were looked at since this process began. */
  readonly lookedAt: Set<string>;
  readonly noCrossNamespaceRefs: boolean;
  /** Sends an event of a Gate to whoever has an Alert for it. */
  readonly announce: (gate: Gate, event: EventInput) => void;
}

/** What one run knows. */
export interface GateScope {
  readonly run: Run<Gate>;
  /** From `observe`. */
  facts: ObservedFact[] | undefined;
  /** From `judge`, or from the step that failed. */
  verdict: Verdict | undefined;
  /** From `observe`: look again then, wall time. */
  againAtMs: number | undefined;
}

/** The kind Gate: looks at its facts, and says whether a rollout may go on. */
export function gateKind(parts: GateKindParts): Kind<Gate, GateScope> {
  return {
    type: Gate.type,
    finalizer: false,
    parse: (object) => Gate.parse(object),
    intervalMs: ({ spec }) => parseDuration(spec.interval),
    createScope: (run) => ({ run, facts: undefined, verdict: undefined, againAtMs: undefined }),
    steps: [namePath, (scope) => Promise.resolve(check(scope, parts)), observe(parts), judge],
    summarize: (scope, outcome) => {
      summarize(scope, outcome, parts);
    },
    // Not before: what is stored until then may be of another time.
    settled: ({ run, facts }) => {
      if (facts !== undefined) parts.lookedAt.add(formatKey(run.key));
    },
    released: (key) => {
      parts.watched.keep(key, []);
      parts.lookedAt.delete(formatKey(key));
      parts.timers.set(key, undefined);
    },
  };
}

async function namePath(scope: GateScope, signal: AbortSignal): Promise<Outcome> {
  const { run } = scope;
  const { secretRef } = run.object.spec;
  if (secretRef === undefined) {
    delete run.status.webhookPath;
    return proceed;
  }
  const { namespace, name } = run.key;
  const place = `secret '${namespace}/${secretRef.name}'`;
  const fail = (cause: string): Outcome => {
    delete run.status.webhookPath;
    return end(scope, 'tokenNotFound', cause);
  };
  try {
    const ref = { apiVersion: 'v1', kind: 'Secret', namespace, name: secretRef.name };
    const token = secretTexts(await run.client.get(ref, { signal })).get('token') ?? '';
    if (token === '') return fail(`invalid ${place}: required field 'token' is missing or empty`);
    run.status.webhookPath = gatePath(token, name, namespace);
    return proceed;
  } catch (error) {
    if (isNotFound(error)) return fail(`unable to read token from ${place}: it does not exist`);
    if (isForbidden(error)) return fail(`unable to read token from ${place}: access is denied`);
    throw error;
  }
}

function check(scope: GateScope, { noCrossNamespaceRefs }: GateKindParts): Outcome {
  const problem = specProblem(scope.run.object, { noCrossNamespaceRefs });
  return problem === undefined ? proceed : end(scope, problem.outcome, problem.cause);
}

function observe(parts: GateKindParts) {
  return async (scope: GateScope, signal: AbortSignal): Promise<Outcome> => {
    const { facts, againAtMs } = await observeFacts(scope.run.object, parts, signal);
    scope.facts = facts;
    scope.againAtMs = againAtMs;
    return proceed;
  };
}

function judge(scope: GateScope): Promise<Outcome> {
  const { object, clock } = scope.run;
  scope.verdict = judgeGate({ spec: object.spec, facts: scope.facts ?? [], nowMs: clock.now() });
  return Promise.resolve(outcomeOf(scope.verdict));
}

/** A run that ends before the Gate can be judged: it is closed. */
function end(scope: GateScope, name: OutcomeName, cause: string): Outcome {
  scope.verdict = { outcome: name, state: outcomes[name].state, message: messageOf(name, { cause }) };
  return outcomeOf(scope.verdict);
}

function outcomeOf({ outcome, message }: Verdict): Outcome {
  const { handling, reason } = outcomes[outcome];
  switch (handling) {
    case 'ready':
      return done;
    case 'waiting':
    case 'stalled':
      return { kind: handling, reason, message };
    case 'failed':
      return { kind: 'failed', reason, message, retry: backoff };
  }
}

function summarize(scope: GateScope, outcome: Outcome, parts: GateKindParts): void {
  const { run } = scope;
  const failure = outcome.kind === 'failed' ? outcome : undefined;
  const verdict = scope.verdict ?? { outcome: 'notDecided', state: 'Closed', message: failure?.message ?? '' };
  const reason = failure?.reason ?? outcomes[verdict.outcome].reason;
  if (outcome.kind === 'done') run.conditions.markTrue(readyCondition, reason, verdict.message);
  else run.conditions.markFalse(readyCondition, reason, verdict.message);
  // What waits for the Gate shows this message.
  if (outcome.kind === 'waiting') run.conditions.markReconciling(progressingReason, verdict.message);
  fillStatus(scope, verdict);
  parts.timers.set(run.key, earliest(verdict.endsAtMs, scope.againAtMs));
  tell(scope, { verdict, isFailure: outcome.kind === 'failed' || outcome.kind === 'stalled' }, parts);
}

function fillStatus({ run: { status, object }, facts }: GateScope, { state, message, who, endsAtMs }: Verdict): void {
  // Also a closed Gate was looked at: that it is not ready is what its conditions say.
  status.observedGeneration = object.metadata.generation ?? 0;
  status.state = state;
  status.why = message;
  setField(status, 'who', who);
  setField(status, 'expiry', endsAtMs === undefined ? undefined : formatTime(endsAtMs));
  setField(status, 'facts', facts?.length === 0 ? undefined : facts);
  setField(status, 'factsDigest', facts === undefined ? undefined : factsDigest(object.spec));
  setField(status, 'history', withDecision(status.history, object.spec.decision));
}

/** A field that says nothing is not there. */
function setField<Key extends keyof GateStatus>(status: GateStatus, key: Key, value: GateStatus[Key]): void {
  if (value === undefined) delete status[key];
  else status[key] = value;
}

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** One event for each change that people care about. */
function tell(
  { run }: GateScope,
  { verdict, isFailure }: { readonly verdict: Verdict; readonly isFailure: boolean },
  { announce }: GateKindParts,
): void {
  const { object, status } = run;
  if (!isNews(object.status, status, isFailure)) return;
  const { kind, name } = object.spec.target;
  const message = `${object.spec.hook} of ${kind} ${name}: ${verdict.message}`;
  const event: EventInput = {
    severity: isFailure ? 'error' : 'info',
    reason: outcomes[verdict.outcome].reason,
    message,
  };
  run.event(event);
  announce(object, event);
}

/** Another state, another decision, another failure. */
function isNews(before: GateStatus | undefined, after: GateStatus, isFailure: boolean): boolean {
  if (before === undefined || before.state !== after.state) return true;
  if (!isSameDecision(before.history?.[0], after.history?.[0])) return true;
  return isFailure && (before.why !== after.why || !isConditionFalse(before.conditions, readyCondition));
}
