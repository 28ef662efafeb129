import type { JsonObject } from '@sluice/objects';
import { describe, expect, it } from 'vitest';
import { at, textAt } from '../api-object.ts';
import type { Cluster } from '../test-support/cluster.ts';
import { configMap, openCluster } from '../test-support/cluster.ts';

const maps = '/api/v1/namespaces/default/configmaps';

async function family(cluster: Cluster): Promise<void> {
  const owner = await cluster.call('POST', maps, { body: configMap('owner') });
  const reference = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: 'owner',
    uid: textAt(owner.body, 'metadata', 'uid') ?? '',
    blockOwnerDeletion: true,
  };
  const child: JsonObject = { ...configMap('child'), metadata: { name: 'child', ownerReferences: [reference] } };
  expect((await cluster.call('POST', maps, { body: child })).status).toBe(201);
}

const status = async (cluster: Cluster, name: string): Promise<number> =>
  (await cluster.call('GET', `${maps}/${name}`)).status;

describe('dependents', () => {
  it('follow their owner in the background', async () => {
    await using cluster = await openCluster({ workloads: false, controllers: true });
    await family(cluster);
    await cluster.call('DELETE', `${maps}/owner`, { body: { propagationPolicy: 'Background' } });
    expect([await status(cluster, 'owner'), await status(cluster, 'child')]).toEqual([404, 404]);
  });

  it('go before their owner in the foreground, which waits for them', async () => {
    await using cluster = await openCluster({ workloads: false, controllers: true });
    await family(cluster);
    const hold = (finalizers: string[]): Promise<unknown> =>
      cluster.call('PATCH', `${maps}/child`, {
        body: { metadata: { finalizers } },
        type: 'application/merge-patch+json',
      });
    await hold(['example.com/hold']);
    const reply = await cluster.call('DELETE', `${maps}/owner`, { body: { propagationPolicy: 'Foreground' } });
    expect(at(reply.body, 'metadata', 'finalizers')).toEqual(['foregroundDeletion']);
    expect([await status(cluster, 'owner'), await status(cluster, 'child')]).toEqual([200, 200]);
    await hold([]);
    expect([await status(cluster, 'owner'), await status(cluster, 'child')]).toEqual([404, 404]);
  });

  it('stay without an owner when they are orphaned', async () => {
    await using cluster = await openCluster({ workloads: false, controllers: true });
    await family(cluster);
    await cluster.call('DELETE', `${maps}/owner`, { body: { propagationPolicy: 'Orphan' } });
    expect(await status(cluster, 'owner')).toBe(404);
    const child = await cluster.call('GET', `${maps}/child`);
    expect([child.status, at(child.body, 'metadata', 'ownerReferences')]).toEqual([200, undefined]);
  });

  it('whose owner never was are collected', async () => {
    await using cluster = await openCluster({ workloads: false, controllers: true });
    const reference = { apiVersion: 'v1', kind: 'ConfigMap', name: 'ghost', uid: 'no-such-uid' };
    await cluster.call('POST', maps, {
      body: { ...configMap('child'), metadata: { name: 'child', ownerReferences: [reference] } },
    });
    expect(await status(cluster, 'child')).toBe(404);
  });
});

describe('a namespace', () => {
  it('goes with everything in it, and takes nothing new meanwhile', async () => {
    await using cluster = await openCluster({ workloads: false, controllers: true });
    await cluster.call('POST', '/api/v1/namespaces', { body: { metadata: { name: 'team' } } });
    const inTeam = '/api/v1/namespaces/team/configmaps';
    await cluster.call('POST', inTeam, {
      body: { ...configMap('held'), metadata: { name: 'held', finalizers: ['example.com/hold'] } },
    });
    await cluster.call('POST', inTeam, { body: configMap('free') });
    await cluster.call('DELETE', '/api/v1/namespaces/team');
    const { body } = await cluster.call('GET', '/api/v1/namespaces/team');
    expect(at(body, 'status', 'phase')).toBe('Terminating');
    expect(JSON.stringify(at(body, 'status', 'conditions'))).toContain('example.com/hold in 1 resource instances');
    expect((await cluster.call('GET', `${inTeam}/free`)).status).toBe(404);
    expect((await cluster.call('POST', inTeam, { body: configMap('late') })).status).toBe(403);
    await cluster.call('PATCH', `${inTeam}/held`, {
      body: { metadata: { finalizers: null } },
      type: 'application/merge-patch+json',
    });
    expect((await cluster.call('GET', '/api/v1/namespaces/team')).status).toBe(404);
  });

  it('called default stays', async () => {
    await using cluster = await openCluster({ workloads: false, controllers: true });
    const reply = await cluster.call('DELETE', '/api/v1/namespaces/default');
    expect([reply.status, reply.body['message']]).toEqual([
      403,
      'namespaces "default" is forbidden: this namespace may not be deleted',
    ]);
  });
});
