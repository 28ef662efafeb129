import { describe, expect, it } from 'vitest';
import {
  type Condition,
  ConditionSet,
  keepTransitionTimes,
  setCondition,
  sortConditions,
  summarizeReady,
} from './index.ts';
import { FakeClock } from './testing/index.ts';

const t0 = Date.parse('2026-01-01T00:00:00.700Z');
const t1 = Date.parse('2026-01-01T00:01:00.200Z');

function condition(type: string, more: Partial<Condition> = {}): Condition {
  return {
    type,
    status: 'True',
    reason: 'R',
    message: 'm',
    lastTransitionTime: '2026-01-01T00:00:00Z',
    observedGeneration: 1,
    ...more,
  };
}

describe('setting a condition', () => {
  const first = setCondition([], { ...condition('Ready'), observedGeneration: 1 }, t0);

  it('stamps whole seconds and the generation', () => {
    expect(first).toEqual([condition('Ready')]);
  });

  it.each<[string, Partial<Condition>, string]>([
    ['status', { status: 'False' }, '2026-01-01T00:01:00Z'],
    ['reason', { reason: 'Other' }, '2026-01-01T00:01:00Z'],
    ['message', { message: 'other' }, '2026-01-01T00:01:00Z'],
    ['generation alone', { observedGeneration: 2 }, '2026-01-01T00:00:00Z'],
  ])('moves the transition time as a change of the %s asks', (_name, change, time) => {
    const [next] = setCondition(
      first,
      { ...condition('Ready', change), observedGeneration: change.observedGeneration ?? 1 },
      t1,
    );
    expect(next).toEqual(condition('Ready', { ...change, lastTransitionTime: time }));
  });

  it('cuts a message at 32 KiB, at a whole character', () => {
    const [long] = setCondition(
      [],
      { ...condition('Ready', { message: 'é'.repeat(20_000) }), observedGeneration: 1 },
      t0,
    );
    expect(Buffer.byteLength(long?.message ?? '')).toBeLessThanOrEqual(32_768);
    expect(long?.message).toMatch(/^é+\.\.\.$/);
  });
});

describe('the order of conditions', () => {
  it('is Stalled, Reconciling, Ready, then newest generation, then name', () => {
    const mixed = [
      condition('B'),
      condition('A'),
      condition('New', { observedGeneration: 2 }),
      ...['Ready', 'Reconciling', 'Stalled'].map((type) => condition(type)),
    ];
    expect(sortConditions(mixed).map(({ type }) => type)).toEqual(['Stalled', 'Reconciling', 'Ready', 'New', 'A', 'B']);
  });
});

describe('keeping transition times', () => {
  it('looks at what is stored, not at what was said in between', () => {
    const later = '2026-01-01T00:05:00Z';
    const kept = keepTransitionTimes(
      [condition('Ready')],
      [condition('Ready', { lastTransitionTime: later }), condition('New', { lastTransitionTime: later })],
    );
    expect(kept.map(({ lastTransitionTime }) => lastTransitionTime)).toEqual(['2026-01-01T00:00:00Z', later]);
  });
});

describe('a condition set', () => {
  it('never has an object both reconciling and stalled', () => {
    const status = {};
    const conditions = new ConditionSet(status, 3, new FakeClock());
    conditions.markStalled('Bad', 'stuck');
    conditions.markReconciling('Progressing', 'going');
    expect(conditions.list().map(({ type }) => type)).toEqual(['Reconciling']);
    conditions.markStalled('Bad', 'stuck');
    expect(status).toEqual({
      conditions: [
        condition('Stalled', {
          reason: 'Bad',
          message: 'stuck',
          observedGeneration: 3,
          lastTransitionTime: '2026-01-01T00:00:00Z',
        }),
      ],
    });
  });
});

describe('the summary into Ready', () => {
  const summary = {
    types: ['Fetch', 'Outdated', 'InStorage', 'Verified', 'Stalled'],
    negative: ['Fetch', 'Outdated', 'Stalled'],
  };

  it.each<[string, readonly Partial<Condition>[], Partial<Condition> | undefined]>([
    [
      'a bad True first',
      [{ type: 'InStorage' }, { type: 'Outdated', reason: 'Old' }],
      { status: 'False', reason: 'Old' },
    ],
    [
      'the first of several bad',
      [
        { type: 'Outdated', reason: 'Old' },
        { type: 'Fetch', reason: 'Net' },
      ],
      { status: 'False', reason: 'Net' },
    ],
    [
      'a good False next',
      [{ type: 'InStorage' }, { type: 'Verified', status: 'False', reason: 'Sig' }],
      { status: 'False', reason: 'Sig' },
    ],
    [
      'a good True next',
      [
        { type: 'Fetch', status: 'False' },
        { type: 'InStorage', reason: 'Stored' },
      ],
      { status: 'True', reason: 'Stored' },
    ],
    [
      'a bad False next',
      [
        { type: 'Fetch', status: 'False', reason: 'Ok' },
        { type: 'InStorage', status: 'Unknown' },
      ],
      { status: 'True', reason: 'Ok' },
    ],
    ['Unknown last', [{ type: 'InStorage', status: 'Unknown', reason: 'Wait' }], { status: 'Unknown', reason: 'Wait' }],
    ['nothing of nothing', [{ type: 'Other' }], undefined],
  ])('takes %s', (_name, given, expected) => {
    const conditions = new ConditionSet(
      { conditions: given.map(({ type = '', ...more }) => condition(type, more)) },
      1,
      new FakeClock(),
    );
    summarizeReady(conditions, summary);
    if (expected === undefined) expect(conditions.get('Ready')).toBeUndefined();
    else expect(conditions.get('Ready')).toMatchObject(expected);
  });
});
