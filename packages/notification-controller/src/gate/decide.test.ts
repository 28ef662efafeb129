import { Gate, type GateDecision } from '@sluice/api';
import { describe, expect, it } from 'vitest';
import { type DecisionRequest, planDecision } from './decide.ts';

const nowMs = Date.parse('2026-01-01T12:00:00Z');
const at = (minutes: number): string => new Date(nowMs + minutes * 60_000).toISOString();

const approved: GateDecision = { state: 'Approved', by: 'webhook: alice', at: at(-10), reason: 'fine' };
const forAnHour: GateDecision = { ...approved, until: at(50) };
const ended: GateDecision = { ...approved, at: at(-61) };
const withId: GateDecision = { ...approved, id: 'a' };
const denied: GateDecision = { state: 'Denied', by: 'webhook', at: at(-1) };

const same: DecisionRequest = { state: 'Approved', by: 'webhook: alice', reason: 'fine' };

function plan(decision: GateDecision | undefined, request: DecisionRequest, history: GateDecision[] = []): string {
  const spec = { target: { name: 'x' }, hook: 'rollout', ...(decision === undefined ? {} : { decision }) };
  const metadata = { name: 'g' };
  const gate = Gate.parse({ apiVersion: Gate.apiVersion, kind: 'Gate', metadata, spec, status: { history } });
  return planDecision(gate, request, nowMs);
}

describe('a request to decide', () => {
  it.each<[string, GateDecision | undefined, DecisionRequest, string]>([
    ['is the first', undefined, same, 'made'],
    ['says what stands', approved, same, 'unchanged'],
    ['says what stood', ended, same, 'made'],
    ['says the opposite', approved, { ...same, state: 'Denied' }, 'made'],
    ['comes from another', approved, { ...same, by: 'webhook: bob' }, 'made'],
    ['has another reason', approved, { ...same, reason: 'better' }, 'made'],
    ['asks for a length of its own', approved, { ...same, forMs: 3_600_000 }, 'made'],
    ['asks for the same length', forAnHour, { ...same, forMs: 3_600_000 }, 'unchanged'],
    ['asks for no length where one stands', forAnHour, same, 'made'],
    ['has an id of its own', approved, { ...same, id: 'b' }, 'made'],
    ['has the id of what stands', withId, { ...same, id: 'a' }, 'repeated'],
    ['has the id of what stood', { ...withId, at: at(-100) }, { ...same, id: 'a' }, 'repeated'],
  ])('that %s', (_, decision, request, expected) => {
    expect(plan(decision, request)).toBe(expected);
  });

  it('that was overruled since does not count again', () => {
    expect(plan(denied, { ...same, id: 'a' }, [denied, withId])).toBe('repeated');
    expect(plan(denied, { ...same, id: 'b' }, [denied, withId])).toBe('made');
  });
});
