import type { KubeObject } from '@sluice/objects';
import { describe, expect, test } from 'vitest';
import { statusOf } from './status-of.ts';

const object = (apiVersion: string, kind: string, status: object | undefined, generation = 2): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: 'x', generation },
  ...(status === undefined ? {} : { status }),
});
const judge = (given: KubeObject) => statusOf(given, 0);

describe('a Canary of Flagger', () => {
  const canary = (status?: object) => object('flagger.app/v1beta1', 'Canary', status);
  const promoted = (phase: string, message: string) => ({
    phase,
    conditions: [{ type: 'Promoted', status: 'x', message }],
  });
  test.each([
    [undefined, 'InProgress', 'Flagger has not seen the Canary'],
    [{ phase: '' }, 'InProgress', 'Flagger has not seen the Canary'],
    [{ phase: 'Initializing' }, 'InProgress', 'Canary is on its way. phase: Initializing'],
    [{ phase: 'Initialized' }, 'Current', 'Canary is Initialized'],
    [{ phase: 'Waiting' }, 'InProgress', 'Canary waits for an approval. phase: Waiting'],
    [{ phase: 'Progressing' }, 'InProgress', 'Canary is on its way. phase: Progressing'],
    [{ phase: 'WaitingPromotion' }, 'InProgress', 'Canary waits for an approval. phase: WaitingPromotion'],
    [{ phase: 'Promoting' }, 'InProgress', 'Canary is on its way. phase: Promoting'],
    [{ phase: 'Finalising' }, 'InProgress', 'Canary is on its way. phase: Finalising'],
    [promoted('Succeeded', 'Canary analysis completed.'), 'Current', 'Canary analysis completed.'],
    [
      promoted('Failed', 'Canary analysis failed, Deployment scaled to zero.'),
      'Failed',
      'Canary analysis failed, Deployment scaled to zero.',
    ],
    [{ phase: 'Failed' }, 'Failed', 'Canary analysis failed'],
    [{ phase: 'Terminating' }, 'InProgress', 'Canary is on its way. phase: Terminating'],
    [{ phase: 'Terminated' }, 'InProgress', 'Canary is on its way. phase: Terminated'],
    [{ phase: 'SomethingNew' }, 'InProgress', 'Canary is on its way. phase: SomethingNew'],
  ])('%j is %s', (status, expected, message) => {
    expect(judge(canary(status))).toEqual({ status: expected, message });
  });

  test('of another group is judged as any kind', () => {
    expect(judge(object('example.test/v1', 'Canary', { phase: 'Failed' })).status).toBe('Current');
  });
});

describe('a Rollout of Argo', () => {
  const rollout = (status?: object) => object('argoproj.io/v1alpha1', 'Rollout', status);
  const invalid = [{ type: 'InvalidSpec', status: 'True', reason: 'InvalidSpec', message: 'no strategy' }];
  test.each([
    [undefined, 'InProgress', 'Argo has not seen the Rollout'],
    [{ observedGeneration: '2', phase: 'Healthy' }, 'Current', 'Rollout is healthy'],
    [{ phase: 'Healthy' }, 'Current', 'Rollout is healthy'],
    [{ observedGeneration: '5f8b9c', phase: 'Healthy' }, 'Current', 'Rollout is healthy'],
    [
      { observedGeneration: '1', phase: 'Healthy' },
      'InProgress',
      'Rollout generation is 2, but latest observed generation is 1',
    ],
    [
      { observedGeneration: '1', phase: 'Degraded' },
      'InProgress',
      'Rollout generation is 2, but latest observed generation is 1',
    ],
    [
      { observedGeneration: '2', phase: 'Degraded', message: 'RolloutAborted: metric failed' },
      'Failed',
      'Rollout is degraded. RolloutAborted: metric failed',
    ],
    [{ phase: 'Degraded' }, 'Failed', 'Rollout is degraded.'],
    [{ phase: 'Paused', message: 'CanaryPauseStep' }, 'InProgress', 'Rollout is paused. CanaryPauseStep'],
    [{ phase: 'Progressing', message: 'more replicas' }, 'InProgress', 'Rollout is on its way. more replicas'],
    [{ phase: 'Healthy', conditions: invalid }, 'Failed', 'Rollout is invalid. no strategy'],
  ])('%j is %s', (status, expected, message) => {
    expect(judge(rollout(status))).toEqual({ status: expected, message });
  });
});

describe('a Gate', () => {
  const gate = (observedGeneration: number, ...conditions: [string, string][]) =>
    object('delivery.sluice.dev/v1alpha1', 'Gate', {
      observedGeneration,
      conditions: conditions.map(([type, status]) => ({ type, status, reason: 'R', message: 'm' })),
    });
  test.each([
    ['open', gate(2, ['Ready', 'True']), 'Current'],
    ['open for an older generation', gate(1, ['Ready', 'True']), 'InProgress'],
    ['closed', gate(2, ['Reconciling', 'True'], ['Ready', 'False']), 'InProgress'],
    ['denied', gate(2, ['Stalled', 'True'], ['Ready', 'False']), 'Failed'],
    ['not seen yet', gate(-1), 'InProgress'],
  ])('that is %s is %s', (_, given, expected) => {
    expect(judge(given).status).toBe(expected);
  });
});
