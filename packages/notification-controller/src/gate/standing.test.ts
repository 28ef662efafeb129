import { Gate, type GateStatus } from '@sluice/api';
import type { KubeObject, ObjectMeta } from '@sluice/objects';
import { describe, expect, it } from 'vitest';
import { factsDigest } from './facts/observe-facts.ts';
import { standingOf } from './standing.ts';

const nowMs = Date.parse('2026-01-01T12:00:00Z');
const facts = [{ name: 'f', kustomizationReady: { name: 'apps' } }];
const approval = { state: 'Approved', by: 'alice', at: '2026-01-01T11:59:00Z' };
const denial = { ...approval, state: 'Denied' };

interface Case {
  readonly spec?: object;
  readonly status?: object;
  readonly metadata?: Partial<ObjectMeta>;
  readonly isLookedAt?: boolean;
}

function gate({ spec = {}, status = {}, metadata = {} }: Case): KubeObject {
  const full = { target: { name: 'podinfo' }, hook: 'rollout', ...spec };
  return { ...Gate.type, metadata: { name: 'g', generation: 2, ...metadata }, spec: full, status };
}

function seen(spec: object, holds = true): GateStatus {
  const digest = factsDigest(Gate.parse(gate({ spec })).spec);
  return { facts: [{ name: 'f', holds, message: 'm' }], ...(digest === undefined ? {} : { factsDigest: digest }) };
}

const stalled = (reason: string) => {
  const condition = { type: 'Stalled', status: 'True', reason, message: 'no' };
  return { conditions: [{ ...condition, lastTransitionTime: '2026-01-01T00:00:00Z' }] };
};

const notSeen = 'f: it was not looked at yet';

describe('whoever asks a Gate', () => {
  it.each<[string, Case, string, string]>([
    ['open by facts', { spec: { facts }, status: seen({ facts }) }, 'Open FactsHold', 'all facts hold: f'],
    ['facts that do not hold', { spec: { facts }, status: seen({ facts }, false) }, 'Closed FactsNotMet', 'f: m'],
    [
      'facts of before the start',
      { spec: { facts }, status: seen({ facts }), isLookedAt: false },
      'Closed FactsNotMet',
      notSeen,
    ],
    [
      'facts that were other ones',
      { spec: { facts }, status: seen({ facts: [{ name: 'f', kustomizationReady: { name: 'other' } }] }) },
      'Closed FactsNotMet',
      notSeen,
    ],
    [
      'facts seen with the rights of another',
      { spec: { facts, serviceAccountName: 'a' }, status: seen({ facts, serviceAccountName: 'b' }) },
      'Closed FactsNotMet',
      notSeen,
    ],
    [
      'facts that a decision did not change',
      { spec: { facts, approval: 'Required', decision: approval }, status: seen({ facts }) },
      'Open Approved',
      'approved by alice until 2026-01-01T12:59:00Z',
    ],
    ['a suspended one', { spec: { suspend: true, decision: approval } }, 'Closed Suspended', 'the gate is suspended'],
    [
      'one that is being deleted',
      { spec: { decision: approval }, metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } },
      'Closed Deleted',
      'the gate is being deleted',
    ],
    [
      'one that cannot work',
      { spec: { decision: approval }, status: stalled('ValidationFailed') },
      'Closed ValidationFailed',
      'no',
    ],
    [
      'one that was denied and is approved now',
      { spec: { decision: approval }, status: stalled('Denied') },
      'Open Approved',
      'approved by alice until 2026-01-01T12:59:00Z',
    ],
    ['one that was open and is denied now', { spec: { decision: denial } }, 'Denied Denied', 'denied by alice'],
  ])('is told of %s', (_, given, is, message) => {
    const { isLookedAt = true } = given;
    const standing = standingOf(gate(given), isLookedAt, nowMs);
    expect(`${standing.state} ${standing.reason}`).toBe(is);
    expect(standing.message).toBe(message);
    expect(standing.approved).toBe(standing.state === 'Open');
  });

  it('is told what is wrong with one that its schema refuses', () => {
    const standing = standingOf(gate({ spec: { hook: 'never', decision: approval } }), true, nowMs);
    expect(standing).toMatchObject({ approved: false, reason: 'InvalidSpec' });
    expect(standing.message).toContain('spec.hook: ');
  });
});
