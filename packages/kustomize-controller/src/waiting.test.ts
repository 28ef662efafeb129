import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configMap, configMapRef, deployment, deploymentRef, kustomizationRef } from './test-support/manifests.ts';
import { hasCondition, isReady, isReadyAt, TestBench } from './test-support/test-bench.ts';

let bench: TestBench;
beforeEach(async () => {
  bench = await TestBench.open();
});
afterEach(async () => {
  await bench.close();
});

describe('waiting', () => {
  test('a Deployment becomes available before its Kustomization is ready', async () => {
    await bench.putSource('app', 'main@sha1:1', { 'apps/web.yaml': deployment('web') });
    bench.startController();
    await bench.createKustomization('apps', { wait: true });
    const { status } = await bench.until('apps', isReady);
    const healthy = status?.conditions?.find(({ type }) => type === 'Healthy');
    expect(healthy).toMatchObject({ status: 'True', reason: 'Succeeded' });
    expect(healthy?.message).toMatch(/^Health check passed in \d/);
    expect(await bench.client.get(deploymentRef('web'))).toMatchObject({ status: { availableReplicas: 2 } });
  });

  test('a Deployment that fails fails its Kustomization, and recovery is seen when it comes', async () => {
    const failing = deployment('web', '  annotations: {sandbox.sluice.dev/fail: ImagePullBackOff}\n').replace(
      'spec:\n',
      'spec:\n  progressDeadlineSeconds: 1\n',
    );
    await bench.putSource('app', 'main@sha1:1', { 'apps/web.yaml': failing });
    bench.startController();
    await bench.createKustomization('apps', { wait: true });
    const { status } = await bench.until('apps', hasCondition('Ready', 'False', 'HealthCheckFailed'));
    expect(status?.conditions?.find(({ type }) => type === 'Ready')?.message).toMatch(
      /^health check failed after .*: failed early due to stalled resources: \[Deployment\/default\/web status: 'Failed'\]$/,
    );
    expect(status?.conditions?.find(({ type }) => type === 'Healthy')?.status).toBe('False');
    await bench.putSource('app', 'main@sha1:2', { 'apps/web.yaml': deployment('web') });
    await bench.until('apps', isReadyAt('main@sha1:2'));
  });

  test('a dependency that becomes ready wakes its dependents at once', async () => {
    await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': configMap('a', 'one'), 'apps/readme.md': '' });
    bench.startController();
    const names = Array.from({ length: 5 }, (_, index) => `step-${String(index)}`);
    for (const [index, name] of names.entries()) {
      await bench.createKustomization(
        name,
        index === 0 ? { suspend: true } : { dependsOn: [{ name: `step-${String(index - 1)}` }] },
      );
    }
    await bench.until('step-4', hasCondition('Ready', 'False', 'DependencyNotReady'));
    const started = performance.now();
    await bench.merge(kustomizationRef('step-0'), { spec: { suspend: false } });
    await bench.until('step-4', isReady);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('a healthCheck on an object of others is asked for', async () => {
    await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': configMap('a', 'one') });
    await bench.client.create({ ...configMapRef('other'), metadata: { name: 'other', namespace: 'default' } });
    bench.startController();
    await bench.createKustomization('apps', {
      healthChecks: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'other', namespace: 'default' }],
    });
    const { status } = await bench.until('apps', isReady);
    expect(status?.conditions?.some(({ type, status: value }) => type === 'Healthy' && value === 'True')).toBe(true);
  });

  const widgetDefinition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.test' },
    spec: {
      group: 'example.test',
      scope: 'Namespaced',
      names: { kind: 'Widget', plural: 'widgets', singular: 'widget', listKind: 'WidgetList' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  };

  test('expressions judge the health of custom kinds', async () => {
    await bench.client.create(widgetDefinition);
    const widget = (phase: string) =>
      `apiVersion: example.test/v1\nkind: Widget\nmetadata: {name: w, namespace: default}\nspec: {phase: ${phase}}\n`;
    await bench.putSource('app', 'main@sha1:1', { 'apps/w.yaml': widget('broken') });
    bench.startController();
    const healthCheckExprs = [
      {
        apiVersion: 'example.test/v1',
        kind: 'Widget',
        current: 'spec.phase == "done"',
        failed: 'spec.phase == "broken"',
      },
    ];
    await bench.createKustomization('apps', { wait: true, healthCheckExprs });
    const { status } = await bench.until('apps', hasCondition('Ready', 'False', 'HealthCheckFailed'));
    expect(status?.conditions?.find(({ type }) => type === 'Ready')?.message).toContain(
      "Widget/default/w status: 'Failed'",
    );
    await bench.putSource('app', 'main@sha1:2', { 'apps/w.yaml': widget('done') });
    await bench.until('apps', isReadyAt('main@sha1:2'));
  });

  test('an expression that does not compile stalls', async () => {
    await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': configMap('a', 'one') });
    bench.startController();
    await bench.createKustomization('apps', { healthCheckExprs: [{ apiVersion: 'v1', current: 'status.' }] });
    const { status } = await bench.until('apps', hasCondition('Ready', 'False', 'InvalidCELExpression'));
    expect(status?.conditions?.find(({ type }) => type === 'Stalled')?.message).toMatch(
      /^Reconciliation failed terminally due to configuration error: /,
    );
  });

  test('an expression decides whether a dependency is ready', async () => {
    await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': configMap('a', 'one') });
    bench.startController();
    await bench.createKustomization('first', { suspend: true }, { labels: { stage: 'one' } });
    const readyExpr = 'dep.metadata.labels.stage == self.metadata.labels.needs';
    await bench.createKustomization(
      'second',
      { dependsOn: [{ name: 'first', readyExpr }] },
      { labels: { needs: 'two' } },
    );
    const { status } = await bench.until('second', hasCondition('Ready', 'False', 'DependencyNotReady'));
    expect(status?.conditions?.find(({ type }) => type === 'Ready')?.message).toBe(
      "dependency 'default/first' is not ready according to readyExpr eval",
    );
    await bench.merge(kustomizationRef('first'), { metadata: { labels: { stage: 'two' } } });
    await bench.merge(kustomizationRef('second'), {
      metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': '1' } },
    });
    await bench.until('second', isReady);
  });
});
