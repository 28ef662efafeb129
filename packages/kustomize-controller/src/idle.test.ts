import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RunCounter } from './test-support/run-counter.ts';
import { configMap, configMapRef, dataOf, deployment, kustomizationRef } from './test-support/manifests.ts';
import { hasCondition, isReady, isReadyAt, TestBench } from './test-support/test-bench.ts';

let bench: TestBench;
beforeEach(async () => {
  bench = await TestBench.open();
});
afterEach(async () => {
  await bench.close();
});

describe('doing nothing', () => {
  test('a run that finds nothing changed sends nothing', async () => {
    await bench.putSource('app', 'main@sha1:1', {
      'apps/a.yaml': configMap('a', 'one'),
      'apps/web.yaml': deployment('web'),
    });
    const runs = new RunCounter();
    bench.startController({ metrics: runs.metrics });
    await bench.createKustomization('apps', { interval: '100ms' });
    await bench.until('apps', isReady);
    await bench.events('apps', (text) => text.includes('created'));
    const mark = bench.sandbox.audit.length;
    await runs.next(3);
    expect(bench.requestsSince(mark).map(({ verb, resource }) => `${verb} ${resource}`)).toEqual([]);
  });

  test('a restart compares, and writes nothing', async () => {
    await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': configMap('a', 'one') });
    const stop = bench.startController();
    await bench.createKustomization('apps');
    await bench.until('apps', isReady);
    await bench.events('apps', (text) => text.includes('created'));
    await stop();
    const mark = bench.sandbox.audit.length;
    bench.startController();
    await bench.merge(kustomizationRef('apps'), {
      metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': 'now' } },
    });
    await bench.until('apps', ({ status }) => status?.lastHandledReconcileAt === 'now');
    const writes = bench.writesSince(mark).filter((write) => !write.includes('(dry)'));
    expect(writes).toEqual(['patch kustomizations/status apps']);
  });

  test('a full verification compares every object, as often as it is told to', async () => {
    await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': configMap('a', 'one') });
    const runs = new RunCounter();
    bench.startController({ metrics: runs.metrics }, '--full-verification-interval=0s');
    await bench.createKustomization('apps', { interval: '100ms' });
    await bench.until('apps', isReady);
    await bench.events('apps', (text) => text.includes('created'));
    const mark = bench.sandbox.audit.length;
    await runs.next(2);
    const sent = new Set(
      bench.requestsSince(mark).map(({ verb, resource, dryRun }) => `${verb}${dryRun ? '(dry)' : ''} ${resource}`),
    );
    expect(sent).toEqual(new Set(['get configmaps', 'patch(dry) configmaps']));
  });

  test('what a pass created before it broke off is known, and goes with its Kustomization', async () => {
    await bench.putSource('app', 'main@sha1:1', {
      'apps/a.yaml': configMap('a', 'one'),
      'apps/b.yaml': configMap('b', 'two'),
    });
    // The second object is never taken, so the pass breaks off in the middle of its writes.
    bench.sandbox.faults.add({ status: 500, match: { verb: 'patch', resource: 'configmaps', name: 'b' } });
    const stop = bench.startController();
    await bench.createKustomization('apps');
    const { status } = await bench.until('apps', hasCondition('Ready', 'False', 'ReconciliationFailed'));
    await stop();
    expect(status?.inventory?.entries.map(({ id }) => id)).toEqual(['default_a__ConfigMap', 'default_b__ConfigMap']);
    expect(status?.lastAppliedRevision).toBeUndefined();
    bench.startController();
    await bench.client.delete(kustomizationRef('apps'));
    await bench.untilObject(kustomizationRef('apps'), (object) => object === undefined);
    await expect(bench.client.get(configMapRef('a'))).rejects.toThrow('not found');
  });

  test('a suspended Kustomization does nothing until it is resumed', async () => {
    await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': configMap('a', 'one') });
    bench.startController();
    await bench.createKustomization('apps');
    await bench.until('apps', isReady);
    await bench.merge(kustomizationRef('apps'), { spec: { suspend: true } });
    await bench.merge(kustomizationRef('apps'), {
      metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': '1' } },
    });
    await bench.until('apps', ({ status }) => status?.lastHandledReconcileAt === '1');
    await bench.putSource('app', 'main@sha1:2', { 'apps/a.yaml': configMap('a', 'two') });
    await bench.merge(configMapRef('a'), { data: { key: 'edited' } });
    await bench.merge(kustomizationRef('apps'), { spec: { suspend: false } });
    await bench.until('apps', isReadyAt('main@sha1:2'));
    expect(dataOf(await bench.client.get(configMapRef('a')))).toEqual({ key: 'two' });
  });
});
