import type { KubeObject } from '@sluice/objects';
import { describe, expect, it } from 'vitest';
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
    const summary = summarize(
      [],
      [
        kustomization('waits', { status: 'False', reason: 'DependencyNotReady', message: 'dependency' }),
        kustomization('fails', { status: 'False', reason: 'BuildFailed', message: `no file at ${'a'.repeat(40)}` }),
        kustomization('off', { status: 'False' }, { suspend: true }),
        kustomization('fine', { status: 'True' }),
        kustomization('new', undefined),
      ],
    );
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
    expect(summarize([], [kustomization('old', { status: 'True', observedGeneration: 1 })]).notReady).toBe(1);
  });
});
