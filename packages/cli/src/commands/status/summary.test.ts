import type { KubeObject } from '@sluice/objects';
import { describe, expect, it } from 'vitest';
import { receiverKind } from '../../kinds/receiver.ts';
import { alertKind } from '../../kinds/alert.ts';
import { readiness } from '../../kinds/cli-kind.ts';
import { kustomizationKind } from '../../kinds/kustomization.ts';
import { summarize } from './summary.ts';

function kustomization(
  name: string,
  ready: Record<string, unknown> | undefined,
  spec: Record<string, unknown> = {},
): KubeObject {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: 'flux-system', generation: 2 },
    spec,
    status: {
      conditions:
        ready === undefined ? [] : [{ type: 'Ready', observedGeneration: 2, message: '', reason: 'x', ...ready }],
    },
  };
}

describe('summarize', () => {
  it('puts failures before what waits, and leaves the suspended out', () => {
    const objects = [
      kustomization('waits', { status: 'False', reason: 'DependencyNotReady', message: 'dependency' }),
      kustomization('fails', { status: 'False', reason: 'BuildFailed', message: `no file at ${'a'.repeat(40)}` }),
      kustomization('off', { status: 'False' }, { suspend: true }),
      kustomization('fine', { status: 'True' }),
      kustomization('new', undefined),
    ];
    const summary = summarize([{ kind: kustomizationKind, objects }]);
    expect(summary).toMatchObject({ kustomizations: 5, notReady: 3, suspended: 1 });
    expect(summary.troubles.map(({ name, state }) => [name, state])).toEqual([
      ['fails', 'failed'],
      ['new', 'waiting'],
      ['waits', 'waiting'],
    ]);
    expect(summary.troubles[0]).toMatchObject({
      message: 'no file at aaaaaaaa',
      next: 'sluice reconcile kustomization fails -n flux-system',
    });
  });

  it('does not call an object ready that is so for an older generation', () => {
    const objects = [kustomization('old', { status: 'True', observedGeneration: 1 })];
    expect(summarize([{ kind: kustomizationKind, objects }]).notReady).toBe(1);
  });

  it('knows what has no status with Flux, and why and until when something is suspended', () => {
    const receiver = kustomization('github', { status: 'False', reason: 'TokenNotFound', message: 'no token' });
    const { status: _, ...alert } = kustomization('all', undefined);
    const paused = kustomization('chat', undefined, { suspend: true });
    const annotations = {
      'sluice.dev/suspended-until': '2026-03-01T10:00:00Z',
      'sluice.dev/suspend-reason': 'incident 42',
    };
    const summary = summarize([
      { kind: receiverKind, objects: [receiver] },
      { kind: alertKind, objects: [alert, { ...paused, metadata: { ...paused.metadata, annotations } }] },
    ]);
    expect(summary).toMatchObject({ receivers: 1, alerts: 2, notReady: 1, suspended: 1 });
    expect(summary.troubles[0]).toMatchObject({
      name: 'receiver/github',
      next: 'sluice reconcile receiver github -n flux-system',
    });
    expect(summary.pauses).toEqual([{ name: 'alert/chat', until: '2026-03-01T10:00:00Z', reason: 'incident 42' }]);
  });

  it('tells of Alerts whose messages do not arrive, and counts them apart', () => {
    const lastTransitionTime = '2026-01-01T12:00:00Z';
    const alert = (name: string, status: string, spec: Record<string, unknown> = {}): KubeObject => {
      const condition = {
        type: 'Delivering',
        status,
        reason: 'x',
        message: 'not delivered since noon',
        lastTransitionTime,
      };
      return { ...kustomization(name, undefined, spec), status: { conditions: [condition] } };
    };
    const objects = [alert('chat', 'False'), alert('mail', 'True'), alert('off', 'False', { suspend: true })];
    const summary = summarize([{ kind: alertKind, objects }]);
    expect(summary).toMatchObject({ notReady: 0, undelivered: 1, alerts: 3 });
    expect(summary.troubles).toEqual([
      {
        name: 'alert/chat',
        state: 'failed',
        message: 'not delivered since noon',
        since: lastTransitionTime,
        revision: undefined,
        next: 'sluice events --for Alert/chat -n flux-system',
      },
    ]);
    expect(readiness(alertKind, alert('chat', 'False'))).toEqual({
      ready: 'False',
      message: 'not delivered since noon',
    });
    expect(readiness(alertKind, alert('mail', 'True'))).toEqual({ ready: 'True', message: 'Alert is Ready' });
  });
});
