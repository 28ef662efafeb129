import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configMap, configMapRef, dataOf } from '../test-support/manifests.ts';
import { hasCondition, isReady, TestBench } from '../test-support/test-bench.ts';

let bench: TestBench;
beforeEach(async () => {
  bench = await TestBench.open();
});
afterEach(async () => {
  await bench.close();
});

describe('variables', () => {
  const template = configMap('a', '"${value}"');

  test('come from the spec and from ConfigMaps and Secrets, the spec wins', async () => {
    await bench.client.create({
      ...configMapRef('vars'),
      metadata: { name: 'vars', namespace: 'default' },
      data: { value: 'map', other: 'x' },
    });
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'vars', namespace: 'default' } };
    await bench.client.create({ ...secret, data: { secret: 'aGlkZGVu' } });
    await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': `${template}  s: \${secret}\n  o: \${other}\n` });
    bench.startController();
    const substituteFrom = [
      { kind: 'ConfigMap', name: 'vars' },
      { kind: 'Secret', name: 'vars' },
    ];
    await bench.createKustomization('apps', { postBuild: { substitute: { value: 'spec' }, substituteFrom } });
    await bench.until('apps', isReady);
    expect(dataOf(await bench.client.get(configMapRef('a')))).toEqual({ key: 'spec', s: 'hidden', o: 'x' });
  });

  test('a change of a labelled ConfigMap is taken up at once', async () => {
    const metadata = { name: 'vars', namespace: 'default', labels: { 'reconcile.fluxcd.io/watch': 'Enabled' } };
    await bench.client.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { value: 'one' } });
    await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': template });
    bench.startController();
    await bench.createKustomization('apps', { postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'vars' }] } });
    await bench.until('apps', isReady);
    await bench.merge(configMapRef('vars'), { data: { value: 'two' } });
    await bench.untilObject(configMapRef('a'), (object) => dataOf(object)?.['key'] === 'two');
  });

  test('one that is not set fails the build', async () => {
    await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': configMap('a', '${nope}') });
    bench.startController();
    await bench.createKustomization('apps', { postBuild: { substitute: { value: 'x' } } });
    const { status } = await bench.until('apps', hasCondition('Ready', 'False', 'BuildFailed'));
    expect(status?.conditions?.find(({ type }) => type === 'Ready')?.message).toBe(
      'post build failed for \'ConfigMap.v1.[noGrp]/a\': envsubst error: variable substitution failed: variable not set (strict mode): "nope"',
    );
  });
});
