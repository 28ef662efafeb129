import { Gate, type GateDecision, type ObservedFact } from '@sluice/api';
import { describe, expect, it } from 'vitest';
import { judgeGate } from './judge-gate.ts';
import { outcomes } from './outcomes.ts';

const nowMs = Date.parse('2026-01-01T12:00:00Z');
const at = (minutes: number): string => new Date(nowMs + minutes * 60_000).toISOString();

type Decision = 'none' | 'approved' | 'approved until later' | 'approval ended' | 'denied' | 'denial ended';
type Facts = 'none' | 'hold' | 'one does not' | 'not looked at';
type Approval = 'Optional' | 'Required';

const decisions: Readonly<Record<Decision, GateDecision | undefined>> = {
  none: undefined,
  approved: { state: 'Approved', by: 'alice', at: at(-59) },
  'approved until later': { state: 'Approved', by: 'alice', at: at(-90), until: at(1), reason: 'load test' },
  'approval ended': { state: 'Approved', by: 'alice', at: at(-60) },
  denied: { state: 'Denied', by: 'bob', at: at(-100_000), reason: 'freeze' },
  'denial ended': { state: 'Denied', by: 'bob', at: at(-10), until: at(0) },
};
const both = [{ name: 'calm' }, { name: 'ready' }];
const seen = (ready: boolean): ObservedFact[] => [
  { name: 'calm', holds: true, message: 'yes' },
  { name: 'ready', holds: ready, message: 'apps is not Ready' },
];
const factSets: Readonly<Record<Facts, { readonly spec: object; readonly seen: ObservedFact[] }>> = {
  none: { spec: {}, seen: [] },
  hold: { spec: { facts: both }, seen: seen(true) },
  'one does not': { spec: { facts: both }, seen: seen(false) },
  'not looked at': { spec: { facts: both }, seen: seen(true).slice(0, 1) },
};

function judge(decision: Decision, facts: Facts, approval: Approval, hook = 'confirm-promotion') {
  const target = { name: 'podinfo' };
  const spec = { target, hook, approval, decision: decisions[decision], ...factSets[facts].spec };
  const gate = Gate.parse({ apiVersion: Gate.apiVersion, kind: 'Gate', metadata: { name: 'g' }, spec });
  return judgeGate({ spec: gate.spec, facts: factSets[facts].seen, nowMs });
}

const O = 'Optional';
const R = 'Required';
const ended = 'the decision of alice ended at 2026-01-01T12:00:00Z';
const endedByBob = 'the decision of bob ended at 2026-01-01T12:00:00Z';
const until = 'approved by alice until 2026-01-01T12:01:00Z';
const unmet = 'ready: apps is not Ready';
const unseen = 'ready: it was not looked at yet';
const allHold = 'all facts hold: calm, ready';
const missing = 'all facts hold, but nobody has approved';

const table: readonly (readonly [Decision, Facts, Approval, string, string])[] = [
  ['none', 'none', O, 'Closed NotDecided', 'nobody has decided'],
  ['none', 'none', R, 'Closed NotDecided', 'nobody has decided'],
  ['none', 'hold', O, 'Open FactsHold', allHold],
  ['none', 'hold', R, 'Closed ApprovalMissing', missing],
  ['none', 'one does not', O, 'Closed FactsNotMet', unmet],
  ['none', 'one does not', R, 'Closed FactsNotMet', unmet],
  ['none', 'not looked at', O, 'Closed FactsNotMet', unseen],
  ['none', 'not looked at', R, 'Closed FactsNotMet', unseen],
  ['approved', 'none', O, 'Open Approved', until],
  ['approved', 'none', R, 'Open Approved', until],
  ['approved', 'hold', O, 'Open Approved', until],
  ['approved', 'hold', R, 'Open Approved', until],
  ['approved', 'one does not', O, 'Open Approved', `${until} (although ${unmet})`],
  ['approved', 'one does not', R, 'Closed FactsNotMet', unmet],
  ['approved', 'not looked at', O, 'Open Approved', `${until} (although ${unseen})`],
  ['approved', 'not looked at', R, 'Closed FactsNotMet', unseen],
  ['approved until later', 'none', O, 'Open Approved', `${until}: load test`],
  ['approved until later', 'none', R, 'Open Approved', `${until}: load test`],
  ['approved until later', 'hold', O, 'Open Approved', `${until}: load test`],
  ['approved until later', 'hold', R, 'Open Approved', `${until}: load test`],
  ['approved until later', 'one does not', O, 'Open Approved', `${until}: load test (although ${unmet})`],
  ['approved until later', 'one does not', R, 'Closed FactsNotMet', unmet],
  ['approved until later', 'not looked at', O, 'Open Approved', `${until}: load test (although ${unseen})`],
  ['approved until later', 'not looked at', R, 'Closed FactsNotMet', unseen],
  ['approval ended', 'none', O, 'Closed DecisionExpired', ended],
  ['approval ended', 'none', R, 'Closed DecisionExpired', ended],
  ['approval ended', 'hold', O, 'Open FactsHold', allHold],
  ['approval ended', 'hold', R, 'Closed DecisionExpired', ended],
  ['approval ended', 'one does not', O, 'Closed FactsNotMet', unmet],
  ['approval ended', 'one does not', R, 'Closed FactsNotMet', unmet],
  ['approval ended', 'not looked at', O, 'Closed FactsNotMet', unseen],
  ['approval ended', 'not looked at', R, 'Closed FactsNotMet', unseen],
  ['denied', 'none', O, 'Denied Denied', 'denied by bob: freeze'],
  ['denied', 'none', R, 'Denied Denied', 'denied by bob: freeze'],
  ['denied', 'hold', O, 'Denied Denied', 'denied by bob: freeze'],
  ['denied', 'hold', R, 'Denied Denied', 'denied by bob: freeze'],
  ['denied', 'one does not', O, 'Denied Denied', 'denied by bob: freeze'],
  ['denied', 'one does not', R, 'Denied Denied', 'denied by bob: freeze'],
  ['denied', 'not looked at', O, 'Denied Denied', 'denied by bob: freeze'],
  ['denied', 'not looked at', R, 'Denied Denied', 'denied by bob: freeze'],
  ['denial ended', 'none', O, 'Closed DecisionExpired', endedByBob],
  ['denial ended', 'none', R, 'Closed DecisionExpired', endedByBob],
  ['denial ended', 'hold', O, 'Open FactsHold', allHold],
  ['denial ended', 'hold', R, 'Closed DecisionExpired', endedByBob],
  ['denial ended', 'one does not', O, 'Closed FactsNotMet', unmet],
  ['denial ended', 'one does not', R, 'Closed FactsNotMet', unmet],
  ['denial ended', 'not looked at', O, 'Closed FactsNotMet', unseen],
  ['denial ended', 'not looked at', R, 'Closed FactsNotMet', unseen],
];

describe('a Gate', () => {
  it.each(table)('with the decision %s, facts: %s, approval %s is %s', (decision, facts, approval, is, message) => {
    const verdict = judge(decision, facts, approval);
    expect(`${verdict.state} ${outcomes[verdict.outcome].reason}`).toBe(is);
    expect(verdict.message).toBe(message);
  });

  it('is judged by every combination', () => {
    const combinations = Object.keys(decisions).length * Object.keys(factSets).length * 2;
    expect(new Set(table.map((row) => row.slice(0, 3).join('|'))).size).toBe(combinations);
  });

  it('says whose decision counts, and until when', () => {
    expect(judge('approved', 'none', O)).toMatchObject({ who: 'alice', endsAtMs: nowMs + 60_000 });
    expect(judge('approved', 'one does not', R)).toMatchObject({ who: 'alice', endsAtMs: nowMs + 60_000 });
    expect(judge('denied', 'hold', O)).toMatchObject({ who: 'bob' });
    expect(judge('denied', 'hold', O).endsAtMs).toBeUndefined();
    expect(judge('approval ended', 'hold', O).who).toBeUndefined();
  });

  it('for events holds nothing, whatever was decided', () => {
    for (const decision of Object.keys(decisions) as Decision[])
      expect(judge(decision, 'one does not', R, 'event')).toMatchObject({ state: 'Open', outcome: 'takesEvents' });
  });
});
