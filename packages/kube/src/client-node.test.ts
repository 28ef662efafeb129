import {
  AppsV1Api,
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
  makeInformer,
  type V1ConfigMap,
} from '@kubernetes/client-node';
import { startSandbox } from '@sluice/sandbox';
import { describe, expect, it, vi } from 'vitest';

const deadlineMs = 5000;

async function openClient(): Promise<AsyncDisposable & { readonly config: KubeConfig }> {
  const sandbox = await startSandbox({ workloads: false });
  const config = new KubeConfig();
  config.loadFromString(sandbox.kubeconfig());
  return { config, [Symbol.asyncDispose]: () => sandbox.close() };
}

const map = (name: string, data: Record<string, string> = {}): V1ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data,
});

describe('the JavaScript client of the Kubernetes project, on the sandbox', () => {
  it('keeps an informer up to date', async () => {
    await using client = await openClient();
    const api = client.config.makeApiClient(CoreV1Api);
    await api.createNamespacedConfigMap({ namespace: 'default', body: map('before') });
    const informer = makeInformer(client.config, '/api/v1/namespaces/default/configmaps', () =>
      api.listNamespacedConfigMap({ namespace: 'default' }),
    );
    const heard: string[] = [];
    for (const event of ['add', 'update', 'delete'] as const)
      informer.on(event, (object) => heard.push(`${event} ${object.metadata?.name ?? ''}`));
    informer.on('error', (error: unknown) => heard.push(`error ${String(error)}`));
    await informer.start();
    await vi.waitFor(() => expect(heard).toContain('add before'), deadlineMs);
    await api.createNamespacedConfigMap({ namespace: 'default', body: map('one') });
    await api.replaceNamespacedConfigMap({ namespace: 'default', name: 'one', body: map('one', { a: '1' }) });
    await api.deleteNamespacedConfigMap({ namespace: 'default', name: 'one' });
    await vi.waitFor(() => expect(heard).toContain('delete one'), deadlineMs);
    await informer.stop();
    expect(heard.filter((each) => each.endsWith(' one'))).toEqual(['add one', 'update one', 'delete one']);
    expect(informer.list().map(({ metadata }) => metadata?.name)).toEqual(['before']);
  });

  it('handles objects of any kind by what they say they are', async () => {
    await using client = await openClient();
    const api = KubernetesObjectApi.makeApiClient(client.config);
    const created = await api.create<V1ConfigMap>(map('one', { a: '1' }));
    expect(created.metadata?.resourceVersion).toMatch(/^\d+$/);
    const header = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one', namespace: 'default' } };
    const patched = await api.patch<V1ConfigMap>(
      { ...header, data: { b: '2' } },
      undefined,
      undefined,
      undefined,
      undefined,
      PatchStrategy.MergePatch,
    );
    expect(patched.data).toEqual({ a: '1', b: '2' });
    const applied = await api.patch<V1ConfigMap>(
      { ...header, data: { c: '3' } },
      undefined,
      undefined,
      'tests',
      true,
      PatchStrategy.ServerSideApply,
    );
    expect(applied.data).toEqual({ a: '1', b: '2', c: '3' });
    expect((await api.list<V1ConfigMap>('v1', 'ConfigMap', 'default')).items.map(({ data }) => data)).toContainEqual(
      applied.data,
    );
    await api.delete(header);
    await expect(api.read(header)).rejects.toMatchObject({ code: 404 });
  });

  it('writes a scale and hears of a conflict', async () => {
    await using client = await openClient();
    const api = client.config.makeApiClient(AppsV1Api);
    const labels = { app: 'web' };
    const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web' }] } };
    const body = { metadata: { name: 'web' }, spec: { selector: { matchLabels: labels }, template } };
    const deployment = await api.createNamespacedDeployment({ namespace: 'default', body });
    const scale = await api.readNamespacedDeploymentScale({ namespace: 'default', name: 'web' });
    await api.replaceNamespacedDeploymentScale({
      namespace: 'default',
      name: 'web',
      body: { ...scale, spec: { replicas: 3 } },
    });
    const read = await api.readNamespacedDeployment({ namespace: 'default', name: 'web' });
    expect(read.spec?.replicas).toBe(3);
    await expect(
      api.replaceNamespacedDeployment({ namespace: 'default', name: 'web', body: deployment }),
    ).rejects.toMatchObject({ code: 409 });
  });
});
