import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configMap, configMapRef, deployment } from './test-support/manifests.ts';
import { hasCondition, isReady, isReadyAt, TestBench } from './test-support/test-bench.ts';

let bench: TestBench;
beforeEach(async () => {
  bench = await TestBench.open();
});
afterEach(async () => {
  await bench.close();
});

describe('failures', () => {
  test('a wrong type names file, line and field, and the last good state stays', async () => {
    await bench.putSource('app', 'main@sha1:1', { 'apps/web/deployment.yaml': deployment('web') });
    bench.startController();
    await bench.createKustomization('apps');
    await bench.until('apps', isReady);
    const broken = deployment('web').replace('image: example.test/web:1', 'image: {name: web}');
    await bench.putSource('app', 'main@sha1:2', { 'apps/web/deployment.yaml': broken });
    const { status } = await bench.until('apps', hasCondition('Ready', 'False', 'ReconciliationFailed'));
    const ready = status?.conditions?.find(({ type }) => type === 'Ready');
    expect(ready?.message).toBe(
      'apps/web/deployment.yaml:14: spec.template.spec.containers[0].image: expected string, got map',
    );
    expect(status).toMatchObject({ lastAppliedRevision: 'main@sha1:1', lastAttemptedRevision: 'main@sha1:2' });
    expect(status?.conditions?.find(({ type }) => type === 'Reconciling')).toMatchObject({
      reason: 'ProgressingWithRetry',
    });
    await bench.events('apps', (text) => text.startsWith('ReconciliationFailed: apps/web/deployment.yaml:14'));
    await bench.putSource('app', 'main@sha1:3', { 'apps/web/deployment.yaml': deployment('web') });
    await bench.until('apps', isReadyAt('main@sha1:3'));
  });

  test('every broken object of a pass is reported, and none is applied', async () => {
    await bench.putSource('app', 'main@sha1:1', {
      'apps/a.yaml': configMap('a', '1'),
      'apps/b.yaml': configMap('b', 'true'),
      'apps/c.yaml': configMap('c', 'fine'),
    });
    bench.startController();
    await bench.createKustomization('apps');
    const { status } = await bench.until('apps', hasCondition('Ready', 'False', 'ReconciliationFailed'));
    const message = status?.conditions?.find(({ type }) => type === 'Ready')?.message ?? '';
    expect(message.split('\n')).toEqual([
      'apps/a.yaml:7: data.key: expected string, got number',
      'apps/b.yaml:7: data.key: expected string, got boolean',
    ]);
    await expect(bench.client.get(configMapRef('c'))).rejects.toThrow('not found');
  });

  test('a broken kustomization is a failed build', async () => {
    await bench.putSource('app', 'main@sha1:1', { 'apps/kustomization.yaml': 'resources: [gone.yaml]\n' });
    bench.startController();
    await bench.createKustomization('apps');
    const { status } = await bench.until('apps', hasCondition('Ready', 'False', 'BuildFailed'));
    expect(status?.conditions?.find(({ type }) => type === 'Ready')?.message).toContain('kustomize build failed:');
    expect(status?.history).toBeUndefined();
  });

  test.each([
    [
      'a path that is not there',
      { path: './nowhere' },
      'ArtifactFailed',
      'kustomization path not found: stat nowhere: no such file or directory',
    ],
    [
      'a source that is not there',
      { sourceRef: { kind: 'GitRepository', name: 'gone' } },
      'ArtifactFailed',
      'gitrepositories.source.toolkit.fluxcd.io "gone" not found',
    ],
    [
      'a dependency that is not there',
      { dependsOn: [{ name: 'gone' }] },
      'DependencyNotReady',
      "dependency 'default/gone' not found",
    ],
    [
      'itself as a dependency',
      { dependsOn: [{ name: 'apps' }] },
      'DependencyNotReady',
      'dependency cycle: default/apps -> default/apps',
    ],
    [
      'a remote component',
      { components: ['https://example.test/x'] },
      'BuildFailed',
      "component path 'https://example.test/x' must be local and relative",
    ],
    [
      'variables that are not there',
      { postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'gone' }] } },
      'BuildFailed',
      'substitute from \'ConfigMap/gone\' error: configmaps "gone" not found',
    ],
    [
      'an external artifact',
      { sourceRef: { kind: 'ExternalArtifact', name: 'x' } },
      'AccessDenied',
      "can't access 'ExternalArtifact/default/x', ExternalArtifact feature gate is disabled",
    ],
    [
      'a field that is not honoured',
      { decryption: { provider: 'sops', serviceAccountName: 'x' } },
      'UnsupportedField',
      'spec.decryption.serviceAccountName is not supported',
    ],
  ])('%s', async (_, spec, reason, message) => {
    await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': configMap('a', 'one') });
    bench.startController();
    await bench.createKustomization('apps', spec);
    const { status } = await bench.until('apps', hasCondition('Ready', 'False', reason));
    expect(status?.conditions?.find(({ type }) => type === 'Ready')?.message).toContain(message);
    const isStalled = status?.conditions?.some(({ type, status: value }) => type === 'Stalled' && value === 'True');
    expect(isStalled).toBe(reason === 'AccessDenied' || reason === 'UnsupportedField');
  });

  test('a source that comes later is taken up at once', async () => {
    bench.startController();
    await bench.createKustomization('apps');
    await bench.until('apps', hasCondition('Ready', 'False', 'ArtifactFailed'));
    await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': configMap('a', 'one') });
    await bench.until('apps', isReadyAt('main@sha1:1'));
  });

  test('an encrypted Secret is not applied', async () => {
    const secret =
      'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: default}\ndata: {a: eA==}\nsops: {mac: x}\n';
    await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': secret });
    bench.startController();
    await bench.createKustomization('apps');
    const { status } = await bench.until('apps', hasCondition('Ready', 'False', 'ReconciliationFailed'));
    expect(status?.conditions?.find(({ type }) => type === 'Ready')?.message).toBe(
      'Secret/default/s is SOPS encrypted, configuring decryption is required for this secret to be reconciled',
    );
  });
});
