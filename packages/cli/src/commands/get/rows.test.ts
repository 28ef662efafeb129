import { describe, expect, it } from 'vitest';
import { cliKinds } from '../../kinds/cli-kinds.ts';
import { rowOf, statusFilter } from './rows.ts';

const object = (status: 'True' | 'False') => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name: 'apps', namespace: 'flux-system', generation: 1 },
  spec: { sourceRef: { kind: 'GitRepository', name: 'infra' } },
  status: {
    lastAppliedRevision: `main@sha1:${'4'.repeat(40)}`,
    conditions: [
      {
        type: 'Ready',
        status,
        reason: 'x',
        message: `Applied revision: main@sha1:${'4'.repeat(40)}`,
        lastTransitionTime: '',
      },
    ],
  },
});

describe('rowOf', () => {
  const kustomization = cliKinds.find((kind) => kind.resource.kind === 'Kustomization');

  it('has the columns of upstream, revisions cut', () => {
    if (kustomization === undefined) throw new Error('unreachable');
    expect(rowOf(kustomization, object('True'), { header: true, allNamespaces: true, showSource: true })).toEqual([
      'flux-system',
      'apps',
      'GitRepository/flux-system/infra',
      'main@sha1:44444444',
      'False',
      'True',
      'Applied revision: main@sha1:44444444',
    ]);
  });

  it('says of an object without status that it waits', () => {
    if (kustomization === undefined) throw new Error('unreachable');
    const fresh = { ...object('True'), status: {} };
    expect(rowOf(kustomization, fresh, { header: true })).toEqual([
      'apps',
      '',
      'False',
      'False',
      'waiting to be reconciled',
    ]);
  });
});

describe('statusFilter', () => {
  it.each([
    ['ready=true', 'True', true],
    ['Ready=False', 'True', false],
    ['READY!=true', 'False', true],
    ['stalled=true', 'True', false],
  ] as const)('%s on Ready=%s', (selector, status, expected) => {
    expect(statusFilter(selector)(object(status))).toBe(expected);
  });

  it('refuses another form', () => {
    expect(() => statusFilter('ready')).toThrow(
      'expected status selector in type=status or type!=status format, but found: ready',
    );
  });
});
