import type { JsonObject } from '@sluice/objects';
import { describe, expect, it } from 'vitest';
import { at } from '../api-object.ts';
import type { Cluster, Reply } from '../test-support/cluster.ts';
import { configMap, openCluster } from '../test-support/cluster.ts';

const maps = '/api/v1/namespaces/default/configmaps';
const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/default';
const as = (user: string): { headers: Record<string, string> } => ({ headers: { 'impersonate-user': user } });

async function grant(cluster: Cluster, verbs: string[], subject: JsonObject): Promise<void> {
  const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs }];
  expect((await cluster.call('POST', `${rbac}/roles`, { body: { metadata: { name: 'r' }, rules } })).status).toBe(201);
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' };
  const binding = { metadata: { name: 'b' }, roleRef, subjects: [subject] };
  expect((await cluster.call('POST', `${rbac}/rolebindings`, { body: binding })).status).toBe(201);
}

const can = (cluster: Cluster, user: string, verb: string, namespace = 'default'): Promise<Reply> =>
  cluster.call('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    body: { spec: { resourceAttributes: { verb, resource: 'configmaps', namespace } } },
    ...as(user),
  });

describe('who acts as another', () => {
  it('may do what the roles of that user say, and nothing else', async () => {
    await using cluster = await openCluster({ workloads: false });
    await grant(cluster, ['get', 'list'], { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'ann' });
    expect((await cluster.call('GET', maps, as('ann'))).status).toBe(200);
    const refused = await cluster.call('DELETE', `${maps}/x`, as('ann'));
    expect([refused.status, refused.body['message']]).toEqual([
      403,
      'configmaps "x" is forbidden: User "ann" cannot delete resource "configmaps" in API group "" in the namespace "default"',
    ]);
    expect((await cluster.call('GET', maps, as('bob'))).status).toBe(403);
    expect((await cluster.call('GET', '/api/v1/namespaces/kube-system/configmaps', as('ann'))).status).toBe(403);
    expect(at((await can(cluster, 'ann', 'list')).body, 'status', 'allowed')).toBe(true);
    expect(at((await can(cluster, 'ann', 'list', 'kube-system')).body, 'status', 'allowed')).toBe(false);
  });

  it('has the rights of a service account by its name', async () => {
    await using cluster = await openCluster({ workloads: false });
    await grant(cluster, ['list'], { kind: 'ServiceAccount', name: 'robot', namespace: 'default' });
    expect((await cluster.call('GET', maps, as('system:serviceaccount:default:robot'))).status).toBe(200);
    expect((await cluster.call('GET', maps, as('system:serviceaccount:default:other'))).status).toBe(403);
  });

  it('creates by apply only with the right to create', async () => {
    await using cluster = await openCluster({ workloads: false });
    await grant(cluster, ['get', 'patch'], { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'ann' });
    const type = 'application/apply-patch+yaml';
    const apply = (name: string): Promise<Reply> =>
      cluster.call('PATCH', `${maps}/${name}?fieldManager=m`, {
        body: configMap(name, { a: '1' }),
        type,
        ...as('ann'),
      });
    expect((await apply('new')).status).toBe(403);
    await cluster.call('POST', maps, { body: configMap('old') });
    expect((await apply('old')).status).toBe(200);
  });

  it('grants no right that the user does not have', async () => {
    await using cluster = await openCluster({ workloads: false });
    const edit = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'admin' };
    const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'ann' }];
    await cluster.call('POST', `${rbac}/rolebindings`, { body: { metadata: { name: 'b' }, roleRef: edit, subjects } });
    const role = (resource: string): JsonObject => ({
      metadata: { name: resource },
      rules: [{ apiGroups: [''], resources: [resource], verbs: ['get'] }],
    });
    expect((await cluster.call('POST', `${rbac}/roles`, { body: role('configmaps'), ...as('ann') })).status).toBe(201);
    const refused = await cluster.call('POST', `${rbac}/roles`, { body: role('nodes'), ...as('ann') });
    expect([refused.status, refused.body['message']]).toEqual([403, expect.stringContaining('not currently held')]);
  });
});
