import { Kustomization } from '@sluice/api';
import { undeclaredRequests } from '@sluice/core/testing';
import type { AuditRecord } from '@sluice/sandbox';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { kustomizeRights } from './rights.ts';
import { configMap, deployment } from './test-support/manifests.ts';
import { hasCondition, isReady, isReadyAt, TestBench } from './test-support/test-bench.ts';

const tenant = 'system:serviceaccount:default:tenant';
const lockdown = ['--default-service-account=tenant', '--no-cross-namespace-refs=true'];
const reads = ['get', 'list', 'watch'];

let bench: TestBench;

beforeEach(async () => {
  bench = await TestBench.open();
  await allow('tenant', ['configmaps']);
});

afterEach(() => bench.close());

/** Binds the right to everything about some resources to a service account. */
async function allow(name: string, resources: readonly string[], group = ''): Promise<void> {
  const rbac = 'rbac.authorization.k8s.io';
  const metadata = { namespace: 'default', name };
  await bench.client.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  const rules = [{ apiGroups: [group], resources: [...resources], verbs: ['*'] }];
  await bench.client.create({ apiVersion: `${rbac}/v1`, kind: 'Role', metadata, rules });
  const roleRef = { apiGroup: rbac, kind: 'Role', name };
  const subjects = [{ kind: 'ServiceAccount', ...metadata }];
  await bench.client.create({ apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata, roleRef, subjects });
}

async function allowToRead(name: string, resource: string): Promise<void> {
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', namespace: 'default', name };
  const rules = [
    { apiGroups: [''], resources: ['configmaps'], verbs: ['*'] },
    { apiGroups: ['apps'], resources: [resource], verbs: ['get'] },
  ];
  await bench.merge(role, { rules });
}

/** Requests in the controller's own name. */
function own(): readonly AuditRecord[] {
  return bench.requestsSince(0).filter(({ impersonatedBy }) => impersonatedBy === undefined);
}

/** Whole life of a Kustomization with variables, drift, pruning and deletion. */
async function live(spec: Record<string, unknown>): Promise<void> {
  const metadata = { namespace: 'default', name: 'variables' };
  await bench.client.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { v: 'one' } });
  await bench.client.create({ apiVersion: 'v1', kind: 'Secret', metadata, stringData: { s: 'two' } });
  const files = { 'apps/a.yaml': configMap('a', '${v}${s}'), 'apps/b.yaml': configMap('b', 'one') };
  await bench.putSource('app', 'main@sha1:1', files);
  const substituteFrom = ['ConfigMap', 'Secret'].map((kind) => ({ kind, name: 'variables' }));
  await bench.createKustomization('apps', { wait: true, postBuild: { substituteFrom }, ...spec });
  await bench.until('apps', isReady);
  const a = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'a' };
  await bench.merge(a, { data: { key: 'by hand' } });
  await bench.untilObject(a, (object) => Reflect.get(Object(object?.['data']) as object, 'key') !== 'by hand');
  await bench.putSource('app', 'main@sha1:2', { 'apps/a.yaml': configMap('a', '${v}') });
  await bench.until('apps', isReadyAt('main@sha1:2'));
  await bench.untilObject({ ...a, name: 'b' }, (object) => object === undefined);
  await bench.client.delete({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    ...metadataOf('apps'),
  });
  await bench.untilObject(a, (object) => object === undefined);
}

const metadataOf = (name: string) => ({ namespace: 'default', name });

describe('under lock-down', () => {
  test.each([
    ['none', {}],
    ['an empty one', { serviceAccountName: '' }],
    ['a blank one', { serviceAccountName: ' ' }],
    ['one', { serviceAccountName: 'tenant' }],
  ])('a Kustomization that names %s account is applied by a tenant alone', async (_, spec) => {
    bench.startController({}, ...lockdown);
    await live(spec);
    // What it may watch to see drift is given apart from its own rights: rbac.observe of the chart.
    const observed = own().filter(({ verb, resource }) => !reads.includes(verb) || resource !== 'configmaps');
    expect(undeclaredRequests(observed, kustomizeRights)).toEqual([]);
    const writes = bench
      .requestsSince(0)
      .filter(({ verb, name }) => !reads.includes(verb) && ['a', 'b'].includes(name));
    expect(writes.map(({ verb }) => verb)).toEqual(expect.arrayContaining(['patch', 'delete']));
    expect([...new Set(writes.map(({ user }) => user))]).toEqual([tenant]);
  });

  test('the account that is named wins over the default, with its rights only', async () => {
    await allow('poor', ['secrets']);
    bench.startController({}, ...lockdown);
    await bench.putSource('app', 'main@sha1:1', { 'apps/a.yaml': configMap('a', 'one') });
    await bench.createKustomization('apps', { serviceAccountName: 'poor' });
    await bench.until('apps', hasCondition('Ready', 'False', 'ReconciliationFailed'));
    const users = bench.requestsSince(0).filter(({ name }) => name === 'a');
    expect([...new Set(users.map(({ user }) => user))]).toEqual(['system:serviceaccount:default:poor']);
  });

  test('health of what another applied is told only to who may read it', async () => {
    await allow('ops', ['deployments'], 'apps');
    bench.startController({}, ...lockdown);
    const files = { 'ops/web.yaml': deployment('web'), 'apps/a.yaml': configMap('a', 'one') };
    await bench.putSource('app', 'main@sha1:1', files);
    await bench.createKustomization('ops', { serviceAccountName: 'ops', path: './ops', wait: true });
    await bench.until('ops', isReady);
    const healthChecks = [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', namespace: 'default' }];
    const refused = new Promise<void>((resolve) => {
      bench.sandbox.onRequest(({ verb, name, user, status }) => {
        if (verb === 'get' && name === 'web' && user === tenant && status === 403) resolve();
      });
    });
    await bench.createKustomization('apps', { healthChecks });
    await refused;
    await allowToRead('tenant', 'deployments');
    const annotations = { 'reconcile.fluxcd.io/requestedAt': 'now' };
    await bench.merge({ ...Kustomization.type, ...metadataOf('apps') }, { metadata: { annotations } });
    await bench.until('apps', isReady);
  });

  test('nothing of another namespace is read', async () => {
    bench.startController({}, ...lockdown);
    const sourceRef = { kind: 'GitRepository', name: 'app', namespace: 'other' };
    await bench.createKustomization('apps', { sourceRef });
    const { status } = await bench.until('apps', hasCondition('Ready', 'False', 'AccessDenied'));
    expect(status?.conditions?.find(({ type }) => type === 'Ready')?.message).toBe(
      "can't access 'GitRepository/other/app', cross-namespace references have been blocked",
    );
    expect(bench.requestsSince(0).filter(({ namespace }) => namespace === 'other')).toEqual([]);
  });
});

test('without the flags, a source of another namespace may be named', async () => {
  bench.startController();
  await bench.createKustomization('apps', { sourceRef: { kind: 'GitRepository', name: 'app', namespace: 'other' } });
  const { status } = await bench.until('apps', hasCondition('Ready', 'False', 'ArtifactFailed'));
  expect(status?.conditions?.find(({ type }) => type === 'Ready')?.message).toContain('not found');
});
