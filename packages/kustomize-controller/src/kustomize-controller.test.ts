import { afterEach, beforeEach, expect, test } from 'vitest';
import { isReady, TestBench } from './test-support/test-bench.ts';

let bench: TestBench;
beforeEach(async () => {
  bench = await TestBench.open();
});
afterEach(async () => {
  await bench.close();
});

const configMap = (name: string, value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: default\ndata:\n  key: ${value}\n`;

test('a folder of manifests becomes objects', async () => {
  await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': configMap('a', 'one'), 'apps/b.yaml': configMap('b', 'two') });
  const mark = bench.sandbox.audit.length;
  bench.startController();
  await bench.createKustomization('apps');
  const { status } = await bench.until('apps', isReady);
  expect(status).toMatchObject({ lastAppliedRevision: 'main@sha1:1', lastAttemptedRevision: 'main@sha1:1', observedGeneration: 1 });
  expect(status?.conditions?.map(({ type, status: value, reason, message }) => [type, value, reason, message])).toEqual([
    ['Ready', 'True', 'ReconciliationSucceeded', 'Applied revision: main@sha1:1'],
  ]);
  expect(status?.inventory?.entries).toEqual([
    { id: 'default_a__ConfigMap', v: 'v1' },
    { id: 'default_b__ConfigMap', v: 'v1' },
  ]);
  const object = await bench.client.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'a' });
  expect(object).toMatchObject({ data: { key: 'one' }, metadata: { labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' } } });
  await bench.events('apps', (text) => text.includes('ConfigMap/default/a created'));
  expect(bench.writesSince(mark)).toEqual([
    'patch kustomizations apps',
    'patch kustomizations/status apps',
    'patch configmaps a',
    'patch configmaps b',
    'create events',
    'patch kustomizations/status apps',
  ]);
});
