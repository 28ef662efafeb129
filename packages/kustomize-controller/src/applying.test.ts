import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configMap, configMapRef, dataOf, kustomizationRef } from './test-support/manifests.ts';
import { hasCondition, isReady, isReadyAt, TestBench } from './test-support/test-bench.ts';

let bench: TestBench;
beforeEach(async () => {
  bench = await TestBench.open();
});
afterEach(async () => {
  await bench.close();
});

describe('applying', () => {
  test('a folder of manifests becomes objects, with eight requests for each four', async () => {
    await bench.putSource('app', 'main@sha1:1', {
      'apps/a.yaml': configMap('a', 'one'),
      'apps/b.yaml': configMap('b', 'two'),
    });
    const mark = bench.sandbox.audit.length;
    bench.startController();
    await bench.createKustomization('apps');
    const { status } = await bench.until('apps', isReady);
    expect(status).toMatchObject({
      lastAppliedRevision: 'main@sha1:1',
      lastAttemptedRevision: 'main@sha1:1',
      observedGeneration: 1,
    });
    expect(
      status?.conditions?.map(({ type, status: value, reason, message }) => [type, value, reason, message]),
    ).toEqual([['Ready', 'True', 'ReconciliationSucceeded', 'Applied revision: main@sha1:1']]);
    expect(status?.inventory?.entries).toEqual([
      { id: 'default_a__ConfigMap', v: 'v1' },
      { id: 'default_b__ConfigMap', v: 'v1' },
    ]);
    expect(await bench.client.get(configMapRef('a'))).toMatchObject({
      data: { key: 'one' },
      metadata: { labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' } },
    });
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

  test('a new revision sends only what changed', async () => {
    const files = { 'apps/a.yaml': configMap('a', 'one'), 'apps/b.yaml': configMap('b', 'two') };
    await bench.putSource('app', 'main@sha1:1', files);
    bench.startController();
    await bench.createKustomization('apps');
    await bench.until('apps', isReadyAt('main@sha1:1'));
    await bench.events('apps', (text) => text.includes('created'));
    const mark = bench.sandbox.audit.length;
    await bench.putSource('app', 'main@sha1:2', { ...files, 'apps/b.yaml': configMap('b', 'three') });
    await bench.until('apps', isReadyAt('main@sha1:2'));
    await bench.events('apps', (text) => text.includes('Progressing: ConfigMap/default/b configured'));
    expect(bench.writesSince(mark).toSorted()).toEqual([
      'create events',
      'patch configmaps b',
      'patch kustomizations/status apps',
      'patch(dry) configmaps b',
    ]);
  });

  test('those whose files did not change get the revision by one patch, after the others', async () => {
    const files = { 'a/a.yaml': configMap('a', 'one'), 'b/b.yaml': configMap('b', 'two') };
    await bench.putSource('app', 'main@sha1:1', files);
    bench.startController({}, '--concurrent=1');
    await bench.createKustomization('a', { path: './a' });
    await bench.createKustomization('b', { path: './b' });
    await bench.until('a', isReady);
    await bench.until('b', isReady);
    const mark = bench.sandbox.audit.length;
    await bench.putSource('app', 'main@sha1:2', { ...files, 'b/b.yaml': configMap('b', 'three') });
    await bench.until('a', isReadyAt('main@sha1:2'));
    await bench.until('b', isReadyAt('main@sha1:2'));
    const writes = bench.writesSince(mark).filter((write) => !write.endsWith('events'));
    expect(writes).toEqual([
      'patch(dry) configmaps b',
      'patch configmaps b',
      'patch kustomizations/status b',
      'patch kustomizations/status a',
    ]);
  });

  test('definitions come before what they define', async () => {
    const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.test}
spec:
  group: example.test
  scope: Namespaced
  names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`;
    const widget = 'apiVersion: example.test/v1\nkind: Widget\nmetadata: {name: w, namespace: shop}\nspec: {size: 1}\n';
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n';
    await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': `${widget}---\n${namespace}---\n${crd}` });
    bench.startController();
    await bench.createKustomization('apps');
    await bench.until('apps', isReady);
    bench.client.discovery.invalidate();
    const live = await bench.client.get({
      apiVersion: 'example.test/v1',
      kind: 'Widget',
      namespace: 'shop',
      name: 'w',
    });
    expect(live).toMatchObject({ spec: { size: 1 } });
  });

  test('what kubectl applied before becomes ours, and what only it had goes', async () => {
    const old = {
      ...configMapRef('a'),
      metadata: { name: 'a', namespace: 'default' },
      data: { key: 'old', extra: 'x' },
    };
    await bench.client.create(old, { fieldManager: 'kubectl-client-side-apply' });
    await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': configMap('a', 'one') });
    bench.startController();
    await bench.createKustomization('apps');
    await bench.until('apps', isReady);
    expect(dataOf(await bench.client.get(configMapRef('a')))).toEqual({ key: 'one' });
  });

  test('an object that opted out in the cluster is left alone, though it was not ours', async () => {
    const annotations = { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' };
    const mine = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: 'default', annotations },
      data: { key: 'mine' },
    };
    await bench.client.create(mine);
    await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': configMap('a', 'one') });
    bench.startController();
    await bench.createKustomization('apps');
    const { status } = await bench.until('apps', isReady);
    expect(dataOf(await bench.client.get(configMapRef('a')))).toEqual({ key: 'mine' });
    expect(status?.inventory?.entries).toHaveLength(1);
  });

  test('an immutable object is created anew where that is asked for, and only there', async () => {
    await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': configMap('a', 'one') });
    bench.startController();
    await bench.createKustomization('apps');
    await bench.until('apps', isReady);
    const before = await bench.client.get(configMapRef('a'));
    // What an API server says of a field that cannot change, as long as the object is there: two dry-runs in each run.
    const refusal = { status: 422, reason: 'Invalid', message: 'ConfigMap "a" is invalid: data: field is immutable' };
    bench.sandbox.faults.add({ ...refusal, match: { verb: 'patch', resource: 'configmaps' }, times: 4 });
    await bench.putSource('app', 'main@sha1:2', { 'apps/a.yaml': configMap('a', 'two') });
    const { status } = await bench.until('apps', hasCondition('Ready', 'False', 'ReconciliationFailed'));
    expect(status?.lastAppliedRevision).toBe('main@sha1:1');
    expect((await bench.client.get(configMapRef('a'))).metadata.uid).toBe(before.metadata.uid);
    await bench.merge(kustomizationRef('apps'), { spec: { force: true } });
    await bench.until('apps', isReadyAt('main@sha1:2'));
    const after = await bench.client.get(configMapRef('a'));
    expect(dataOf(after)).toEqual({ key: 'two' });
    expect(after.metadata.uid).not.toBe(before.metadata.uid);
    await bench.events('apps', (text) => text === 'Progressing: ConfigMap/default/a created');
  });

  test('with force, an object that is merely invalid is not deleted', async () => {
    await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': configMap('a', 'one') });
    bench.startController();
    await bench.createKustomization('apps', { force: true });
    await bench.until('apps', isReady);
    const refusal = { status: 422, reason: 'Invalid', message: 'ConfigMap "a" is invalid' };
    for (const verb of ['patch', 'create'])
      bench.sandbox.faults.add({ ...refusal, match: { verb, resource: 'configmaps' } });
    const mark = bench.sandbox.audit.length;
    await bench.putSource('app', 'main@sha1:2', { 'apps/a.yaml': configMap('a', 'two') });
    await bench.until('apps', hasCondition('Ready', 'False', 'ReconciliationFailed'));
    expect(bench.writesSince(mark).filter((write) => write.startsWith('delete'))).toEqual([]);
  });

  test('a service account that is named sends the requests, with its rights only', async () => {
    await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': configMap('a', 'one') });
    const mark = bench.sandbox.audit.length;
    bench.startController();
    await bench.createKustomization('apps', { serviceAccountName: 'deployer', retryInterval: '100ms' });
    const { status } = await bench.until('apps', hasCondition('Ready', 'False', 'ReconciliationFailed'));
    expect(status?.conditions?.find(({ type }) => type === 'Ready')?.message).toContain(
      'User "system:serviceaccount:default:deployer" cannot',
    );
    const rbac = 'rbac.authorization.k8s.io';
    const metadata = { namespace: 'default', name: 'deployer' };
    const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'create', 'patch'] }];
    await bench.client.create({ apiVersion: `${rbac}/v1`, kind: 'Role', metadata, rules });
    const roleRef = { apiGroup: rbac, kind: 'Role', name: 'deployer' };
    const subjects = [{ kind: 'ServiceAccount', ...metadata }];
    await bench.client.create({ apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata, roleRef, subjects });
    await bench.until('apps', isReady);
    const sent = bench
      .requestsSince(mark)
      .filter(({ resource, verb }) => resource === 'configmaps' && verb === 'patch');
    expect(new Set(sent.map(({ user }) => user))).toEqual(new Set(['system:serviceaccount:default:deployer']));
  });
});
