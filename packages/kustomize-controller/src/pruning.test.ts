import type { KubeObject } from '@sluice/objects';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configMap, configMapRef, dataOf, kustomizationRef } from './test-support/manifests.ts';
import { isReady, isReadyAt, TestBench } from './test-support/test-bench.ts';

let bench: TestBench;
beforeEach(async () => {
  bench = await TestBench.open();
});
afterEach(async () => {
  await bench.close();
});

describe('pruning and deletion', () => {
  const files = { 'apps/a.yaml': configMap('a', 'one'), 'apps/b.yaml': configMap('b', 'two') };
  const onlyA = { 'apps/a.yaml': files['apps/a.yaml'] };
  const isGone = (object: KubeObject | undefined) => object === undefined;

  async function applyBoth(spec: Record<string, unknown> = {}): Promise<void> {
    await bench.putSource('app', 'main@sha1:1', files);
    bench.startController();
    await bench.createKustomization('apps', spec);
    await bench.until('apps', isReady);
  }

  test('what left the source is deleted', async () => {
    await applyBoth();
    await bench.putSource('app', 'main@sha1:2', onlyA);
    const { status } = await bench.until('apps', isReadyAt('main@sha1:2'));
    await bench.untilObject(configMapRef('b'), isGone);
    expect(status?.inventory?.entries).toEqual([{ id: 'default_a__ConfigMap', v: 'v1' }]);
    await bench.events('apps', (text) => text === 'Progressing: ConfigMap/default/b deleted');
  });

  test('an empty source deletes everything', async () => {
    await applyBoth();
    await bench.putSource('app', 'main@sha1:2', { 'apps/readme.md': 'nothing' });
    const { status } = await bench.until('apps', isReadyAt('main@sha1:2'));
    await bench.untilObject(configMapRef('a'), isGone);
    expect(status?.inventory?.entries).toEqual([]);
  });

  test('without prune it stays, and is forgotten', async () => {
    await applyBoth({ prune: false });
    await bench.putSource('app', 'main@sha1:2', onlyA);
    const { status } = await bench.until('apps', isReadyAt('main@sha1:2'));
    expect(await bench.client.get(configMapRef('b'))).toBeDefined();
    expect(status?.inventory?.entries).toHaveLength(1);
  });

  test.each([
    ['is not ours any more', { labels: { 'kustomize.toolkit.fluxcd.io/name': 'other' } }],
    ['opted out of pruning', { annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } }],
    ['opted out of everything', { annotations: { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' } }],
  ])('an object that %s is kept', async (_, metadata) => {
    await bench.putSource('app', 'main@sha1:1', files);
    bench.startController({}, '--watch-drift=false');
    await bench.createKustomization('apps');
    await bench.until('apps', isReady);
    await bench.merge(configMapRef('b'), { metadata });
    await bench.putSource('app', 'main@sha1:2', onlyA);
    await bench.until('apps', isReadyAt('main@sha1:2'));
    await bench.events('apps', (text) => text.includes('ConfigMap/default/b skipped'));
    expect(await bench.client.get(configMapRef('b'))).toBeDefined();
  });

  test('an object that another Kustomization took over is kept', async () => {
    await bench.putSource('app', 'main@sha1:1', { ...files, 'other/x.yaml': configMap('x', 'x') });
    bench.startController({}, '--watch-drift=false');
    await bench.createKustomization('apps');
    await bench.createKustomization('other', { path: './other' });
    await bench.until('apps', isReady);
    await bench.until('other', isReady);
    await bench.putSource('app', 'main@sha1:2', { ...onlyA, 'other/b.yaml': files['apps/b.yaml'] });
    await bench.until('apps', isReadyAt('main@sha1:2'));
    await bench.until('other', isReadyAt('main@sha1:2'));
    const live = await bench.untilObject(
      configMapRef('b'),
      (object) => object?.metadata.labels?.['kustomize.toolkit.fluxcd.io/name'] === 'other',
    );
    expect(live).toBeDefined();
  });

  test('an unmanaged object is never touched', async () => {
    await bench.client.create({
      ...configMapRef('mine'),
      metadata: { name: 'mine', namespace: 'default' },
      data: { a: 'b' },
    });
    const mark = bench.sandbox.audit.length;
    await applyBoth();
    await bench.putSource('app', 'main@sha1:2', onlyA);
    await bench.until('apps', isReadyAt('main@sha1:2'));
    await bench.client.delete(kustomizationRef('apps'));
    await bench.untilObject(kustomizationRef('apps'), isGone);
    expect(bench.requestsSince(mark).filter(({ name }) => name === 'mine')).toEqual([]);
    expect(dataOf(await bench.client.get(configMapRef('mine')))).toEqual({ a: 'b' });
  });

  test.each([
    ['with prune', {}, true],
    ['without prune', { prune: false }, false],
    ['with prune and Orphan', { deletionPolicy: 'Orphan' }, false],
    ['without prune, with Delete', { prune: false, deletionPolicy: 'Delete' }, true],
    ['and waits for the end', { deletionPolicy: 'WaitForTermination' }, true],
    ['while suspended', { suspend: true }, false],
  ])('a deleted Kustomization %s', async (_, spec, deletes) => {
    const { suspend, ...rest } = spec as { suspend?: boolean };
    await applyBoth(rest);
    if (suspend === true) await bench.merge(kustomizationRef('apps'), { spec: { suspend: true } });
    await bench.client.delete(kustomizationRef('apps'));
    await bench.untilObject(kustomizationRef('apps'), isGone);
    const left = await bench.client.list(
      { apiVersion: 'v1', kind: 'ConfigMap' },
      { namespace: 'default', labelSelector: 'kustomize.toolkit.fluxcd.io/name=apps' },
    );
    expect(left.items).toHaveLength(deletes ? 0 : 2);
  });
});
