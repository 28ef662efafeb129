import type { Condition } from '@sluice/api';
import type { KubeObject } from '@sluice/objects';
import { describe, expect, it } from 'vitest';
import { makeBoard } from './board.ts';

const revision = 'main@sha1:4f1c9a02aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
const ready = (
  status: 'True' | 'False' | 'Unknown',
  reason = 'Succeeded',
  message = 'm',
  observedGeneration = 1,
): Condition => ({
  type: 'Ready',
  status,
  reason,
  message,
  observedGeneration,
  lastTransitionTime: '2026-01-01T00:00:00Z',
});
const source = (conditions: Condition[], artifact?: string): KubeObject => ({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
  metadata: { name: 'infra', namespace: 'flux-system', generation: 1 },
  spec: {},
  status: { conditions, ...(artifact === undefined ? {} : { artifact: { revision: artifact, size: 9000 } }) },
});
const kustomization = (
  name: string,
  conditions: Condition[],
  extra: { applied?: string; dependsOn?: string[]; sourceKind?: string } = {},
): KubeObject => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name, namespace: 'flux-system', generation: 1 },
  spec: {
    sourceRef: { kind: extra.sourceKind ?? 'GitRepository', name: 'infra' },
    dependsOn: extra.dependsOn?.map((each) => ({ name: each })),
  },
  status: { conditions, lastAppliedRevision: extra.applied },
});
const states = (board: ReturnType<typeof makeBoard>) =>
  Object.fromEntries(board.rows.map((row): [string, string] => [row.name.split('/')[1] ?? '', row.state]));

describe('makeBoard', () => {
  it('is settled when all are ready at the revision of their source', () => {
    const board = makeBoard(
      [source([ready('True')], revision)],
      [kustomization('apps', [ready('True')], { applied: revision })],
    );
    expect(board.isSettled).toBe(true);
    expect(board.rows[0]).toMatchObject({ message: 'main@sha1:4f1c9a02', detail: '9 KiB' });
  });

  it('still runs while a Kustomization is behind its source', () => {
    const board = makeBoard(
      [source([ready('True')], revision)],
      [kustomization('apps', [ready('True')], { applied: 'main@sha1:old' })],
    );
    expect(board.isSettled).toBe(false);
    expect(states(board)).toEqual({ infra: 'ready', apps: 'running' });
  });

  it('still runs while a condition speaks of an older generation', () => {
    expect(makeBoard([source([ready('True', 'Succeeded', 'm', 0)], revision)], []).isSettled).toBe(false);
  });

  it('holds what depends on a failure, and settles', () => {
    const waits = [ready('False', 'DependencyNotReady', "dependency 'flux-system/base' is not ready")];
    const board = makeBoard(
      [source([ready('True')], revision)],
      [
        kustomization('base', [ready('False', 'BuildFailed')]),
        kustomization('apps', waits, { dependsOn: ['base'] }),
        kustomization('more', waits, { dependsOn: ['apps'] }),
      ],
    );
    expect(states(board)).toEqual({ infra: 'ready', base: 'failed', apps: 'held', more: 'held' });
    expect(board.isSettled).toBe(true);
  });

  it('waits for a dependency that is on its way', () => {
    const board = makeBoard(
      [source([ready('True')], revision)],
      [
        kustomization('base', [ready('Unknown', 'Progressing')]),
        kustomization('apps', [ready('False', 'DependencyNotReady')], { dependsOn: ['base'] }),
      ],
    );
    expect(states(board)).toEqual({ infra: 'ready', base: 'running', apps: 'waiting' });
    expect(board.isSettled).toBe(false);
  });

  it('holds what comes from a source that failed or that no controller here serves', () => {
    const board = makeBoard(
      [source([ready('False', 'GitOperationFailed')])],
      [
        kustomization('apps', [ready('False', 'ArtifactFailed')]),
        kustomization('oci', [ready('False', 'ArtifactFailed')], { sourceKind: 'OCIRepository' }),
      ],
    );
    expect(states(board)).toEqual({ infra: 'failed', apps: 'held', oci: 'held' });
    expect(board.rows[2]?.message).toBe('its source OCIRepository/infra is not run here');
    expect(board.isSettled).toBe(true);
  });

  it('ends on a cycle of dependencies', () => {
    const waits = [ready('False', 'DependencyNotReady')];
    const board = makeBoard(
      [source([ready('True')], revision)],
      [kustomization('a', waits, { dependsOn: ['b'] }), kustomization('b', waits, { dependsOn: ['a'] })],
    );
    expect(states(board)).toMatchObject({ a: 'waiting', b: 'waiting' });
  });
});
