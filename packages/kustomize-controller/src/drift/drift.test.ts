import type { KubeObject } from '@sluice/objects';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  configMap,
  configMapRef,
  dataOf,
  deployment,
  deploymentRef,
  kustomizationRef,
} from '../test-support/manifests.ts';
import { hasCondition, isReady, TestBench } from '../test-support/test-bench.ts';

let bench: TestBench;
beforeEach(async () => {
  bench = await TestBench.open();
});
afterEach(async () => {
  await bench.close();
});

describe('drift', () => {
  const files = { 'apps/web.yaml': deployment('web'), 'apps/a.yaml': configMap('a', 'one') };

  async function apply(...flags: string[]): Promise<void> {
    await bench.putSource('app', 'main@sha1:1', files);
    bench.startController({}, ...flags);
    await bench.createKustomization('apps');
    await bench.until('apps', isReady);
  }

  const hasReplicas = (count: number) => (object: KubeObject | undefined) =>
    (object?.['spec'] as { replicas?: number } | undefined)?.replicas === count;

  test('a changed field is set back, and the event names who changed it', async () => {
    await apply();
    await bench.client.patch(
      deploymentRef('web'),
      { spec: { replicas: 5 } },
      { type: 'merge', fieldManager: 'scaler' },
    );
    await bench.untilObject(deploymentRef('web'), hasReplicas(2));
    await bench.events('apps', (text) =>
      text.endsWith('Deployment/default/web configured: spec.replicas was changed by scaler'),
    );
  });

  test('a deleted object is created again', async () => {
    await apply();
    const before = await bench.client.get(configMapRef('a'));
    await bench.client.delete(configMapRef('a'));
    await bench.untilObject(
      configMapRef('a'),
      (object) => object !== undefined && object.metadata.uid !== before.metadata.uid,
    );
    await bench.events('apps', (text) => text.endsWith('ConfigMap/default/a created: it was deleted'));
  });

  test('taking the owner labels off does not hide an object', async () => {
    await apply();
    const labels = { 'kustomize.toolkit.fluxcd.io/name': null, 'kustomize.toolkit.fluxcd.io/namespace': null };
    await bench.merge(configMapRef('a'), { metadata: { labels }, data: { key: 'stolen' } });
    const back = await bench.untilObject(configMapRef('a'), (object) => dataOf(object)?.['key'] === 'one');
    expect(back?.metadata.labels).toMatchObject({ 'kustomize.toolkit.fluxcd.io/name': 'apps' });
  });

  test('fields that are not applied are left to others', async () => {
    await apply();
    const mark = bench.sandbox.audit.length;
    await bench.merge(configMapRef('a'), {
      metadata: { annotations: { 'operator.test/state': 'ok' } },
      data: { other: 'x' },
    });
    // A second change that is corrected proves that the first was seen and left alone.
    await bench.merge(configMapRef('a'), { data: { key: 'two' } });
    const back = await bench.untilObject(configMapRef('a'), (object) => dataOf(object)?.['key'] === 'one');
    expect(dataOf(back)).toEqual({ key: 'one', other: 'x' });
    expect(back?.metadata.annotations).toEqual({ 'operator.test/state': 'ok' });
    expect(bench.writesSince(mark).filter((write) => write === 'patch configmaps a')).toHaveLength(1);
  });

  test('an object that opts out is left as it is', async () => {
    await apply();
    const annotations = { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' };
    await bench.merge(configMapRef('a'), { metadata: { annotations }, data: { key: 'mine' } });
    await bench.client.patch(
      deploymentRef('web'),
      { spec: { replicas: 5 } },
      { type: 'merge', fieldManager: 'scaler' },
    );
    await bench.untilObject(deploymentRef('web'), hasReplicas(2));
    expect(dataOf(await bench.client.get(configMapRef('a')))).toEqual({ key: 'mine' });
  });

  test('a writer that takes a field back has it for a while, and people are told', async () => {
    await apply();
    const scale = () =>
      bench.client.patch(
        deploymentRef('web'),
        { spec: { replicas: 5 } },
        { type: 'merge', fieldManager: 'autoscaler' },
      );
    const started = performance.now();
    for (let round = 0; round < 2; round += 1) {
      await scale();
      await bench.untilObject(deploymentRef('web'), hasReplicas(2));
    }
    expect(performance.now() - started).toBeGreaterThan(2000);
    await scale();
    await bench.untilObject(deploymentRef('web'), hasReplicas(2));
    await bench.events('apps', (text) => text.includes('autoscaler and kustomize-controller both write spec.replicas'));
  });

  test('a correction that is refused is told by its Kustomization, and not tried hotly', async () => {
    await apply();
    const mark = bench.sandbox.audit.length;
    const refusal = { status: 403, reason: 'Forbidden', message: 'no' };
    bench.sandbox.faults.add({ ...refusal, match: { verb: 'patch', resource: 'configmaps' } });
    const live = await bench.client.get(configMapRef('a'));
    // PUT, because PATCH is what is refused.
    await bench.client.replace({ ...live, data: { key: 'taken' } }, { fieldManager: 'somebody' });
    await bench.until('apps', hasCondition('Ready', 'False', 'ReconciliationFailed'));
    const tries = bench.writesSince(mark).filter((write) => write.endsWith('configmaps a'));
    expect(tries.length).toBeLessThan(6);
    bench.sandbox.faults.clear();
    await bench.untilObject(configMapRef('a'), (object) => dataOf(object)?.['key'] === 'one');
  });

  test('a write in between delays a correction by nothing', async () => {
    await apply();
    const conflict = { status: 409, reason: 'Conflict', message: 'the object has been modified', times: 2 };
    bench.sandbox.faults.add({ ...conflict, match: { verb: 'patch', resource: 'configmaps' } });
    const live = await bench.client.get(configMapRef('a'));
    const begun = performance.now();
    await bench.client.replace({ ...live, data: { key: 'taken' } }, { fieldManager: 'somebody' });
    await bench.untilObject(configMapRef('a'), (object) => dataOf(object)?.['key'] === 'one');
    // The pause after a failure is two seconds.
    expect(performance.now() - begun).toBeLessThan(1500);
  });

  test('while a revision cannot be applied, the last good state is kept up', async () => {
    await apply();
    const broken = deployment('web').replace('image: example.test/web:1', 'image: {name: web}');
    await bench.putSource('app', 'main@sha1:2', {
      'apps/web.yaml': broken,
      'apps/a.yaml': configMap('a', 'unapplied'),
    });
    await bench.until('apps', hasCondition('Ready', 'False', 'ReconciliationFailed'));
    await bench.merge(configMapRef('a'), { data: { key: 'by hand' } });
    await bench.untilObject(configMapRef('a'), (object) => dataOf(object)?.['key'] === 'one');
    await bench.client.delete(configMapRef('a'));
    await bench.untilObject(configMapRef('a'), (object) => dataOf(object)?.['key'] === 'one');
  });

  test('it can be left to the interval', async () => {
    await apply('--watch-drift=false');
    const mark = bench.sandbox.audit.length;
    await bench.client.patch(
      deploymentRef('web'),
      { spec: { replicas: 5 } },
      { type: 'merge', fieldManager: 'scaler' },
    );
    await bench.merge(kustomizationRef('apps'), {
      metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': '1' } },
    });
    await bench.untilObject(deploymentRef('web'), hasReplicas(2));
    await bench.until('apps', ({ status }) => status?.lastHandledReconcileAt === '1');
    expect(bench.writesSince(mark)).toContain('patch(dry) deployments web');
  });
});
