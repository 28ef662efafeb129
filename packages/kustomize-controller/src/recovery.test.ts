import { Kustomization } from '@sluice/api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configMap } from './test-support/manifests.ts';
import { hasCondition, isReady, isReadyAt, TestBench } from './test-support/test-bench.ts';

const good = { 'apps/a.yaml': configMap('a', 'one') };
const broken = { 'apps/kustomization.yaml': 'resources: [gone.yaml]\n' };

let bench: TestBench;
beforeEach(async () => {
  bench = await TestBench.open();
  await bench.putSource('app', 'main@sha1:1', good);
});
afterEach(async () => {
  await bench.close();
});

/** Every event once the Kustomization is ready at the revision and the last one is written. */
async function recoveries(revision: string): Promise<readonly string[]> {
  await bench.until('apps', isReadyAt(revision));
  await bench.putSource('app', 'main@sha1:end', { 'apps/b.yaml': configMap('b', 'end') });
  const events = await bench.events('apps', (text) => text.includes('ConfigMap/default/b created'));
  return events.filter((text) => text.includes('Recovered'));
}

async function breakIt(): Promise<void> {
  await bench.createKustomization('apps');
  await bench.until('apps', isReady);
  await bench.putSource('app', 'main@sha1:2', broken);
  await bench.until('apps', hasCondition('Ready', 'False', 'BuildFailed'));
}

describe('the end of a failure', () => {
  test('is told after a revert that changes nothing in the cluster', async () => {
    bench.startController();
    await breakIt();
    await bench.putSource('app', 'main@sha1:3', good);
    expect(await recoveries('main@sha1:3')).toEqual([
      'ReconciliationSucceeded: Recovered from BuildFailed, applied revision: main@sha1:3',
    ]);
  });

  test('is told by a process that did not see the failure', async () => {
    const stop = bench.startController();
    await breakIt();
    await stop();
    await bench.putSource('app', 'main@sha1:3', good);
    bench.startController();
    expect(await recoveries('main@sha1:3')).toHaveLength(1);
  });

  test('is told by the change itself where there is one', async () => {
    bench.startController();
    await breakIt();
    await bench.putSource('app', 'main@sha1:3', { 'apps/a.yaml': configMap('a', 'two') });
    expect(await recoveries('main@sha1:3')).toEqual([]);
  });

  test('is not told where nobody heard of a failure', async () => {
    const stop = bench.startController();
    await bench.createKustomization('apps');
    await bench.until('apps', isReady);
    const dependOn = (dependsOn: { name: string }[] | null) =>
      bench.merge({ ...Kustomization.type, namespace: 'default', name: 'apps' }, { spec: { dependsOn } });
    await dependOn([{ name: 'base' }]);
    await bench.until('apps', hasCondition('Ready', 'False', 'DependencyNotReady'));
    await stop();
    await dependOn(null);
    bench.startController();
    expect(await recoveries('main@sha1:1')).toEqual([]);
  });
});
