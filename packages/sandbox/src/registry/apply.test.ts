import type { JsonObject } from '@sluice/objects';
import { describe, expect, it } from 'vitest';
import { at, objectsAt, textAt } from '../api-object.ts';
import { ManualClock } from '../manual-clock.ts';
import { configMap, deployment, openCluster } from '../test-support/cluster.ts';

const path = '/api/v1/namespaces/default/configmaps/one';

const owners = (object: JsonObject): string[] =>
  objectsAt(object, 'metadata', 'managedFields').map(
    (entry) => `${textAt(entry, 'manager') ?? ''} ${textAt(entry, 'operation') ?? ''}`,
  );

describe('server-side apply', () => {
  it('creates, shares, conflicts, takes over and removes', async () => {
    await using cluster = await openCluster({ workloads: false });
    expect((await cluster.apply(path, configMap('one', { a: '1', b: '1' }), 'x')).status).toBe(201);
    const conflict = await cluster.apply(path, configMap('one', { a: '2' }), 'y');
    expect([conflict.status, conflict.body['message']]).toEqual([
      409,
      'Apply failed with 1 conflict: conflict with "x": .data.a',
    ]);
    const forced = await cluster.apply(path, configMap('one', { a: '2' }), 'y', '&force=true');
    expect([forced.body['data'], owners(forced.body)]).toEqual([{ a: '2', b: '1' }, ['x Apply', 'y Apply']]);
    const less = await cluster.apply(path, configMap('one', {}), 'x');
    expect(less.body['data']).toEqual({ a: '2' });
  });

  it('writes nothing when nothing changes', async () => {
    const clock = new ManualClock();
    await using cluster = await openCluster({ workloads: false, clock });
    const web = '/apis/apps/v1/namespaces/default/deployments/web';
    const first = await cluster.apply(web, deployment('web'), 'x');
    clock.advance(5_000);
    const second = await cluster.apply(web, deployment('web'), 'x');
    expect(second.body).toEqual(first.body);
    expect(at(first.body, 'spec', 'strategy', 'type')).toBe('RollingUpdate');
  });

  it('owns status through its subresource only', async () => {
    await using cluster = await openCluster({ workloads: false });
    const web = '/apis/apps/v1/namespaces/default/deployments/web';
    await cluster.apply(web, { ...deployment('web'), status: { replicas: 7 } }, 'x');
    const status = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, status: { replicas: 3 } };
    const applied = await cluster.apply(`${web}/status`, status, 'y');
    expect(applied.body['status']).toEqual({ replicas: 3 });
    const entry = objectsAt(applied.body, 'metadata', 'managedFields').find((each) => each['manager'] === 'y');
    expect(entry).toMatchObject({ subresource: 'status', fieldsV1: { 'f:status': { 'f:replicas': {} } } });
  });

  it('refuses what the schema does not have', async () => {
    await using cluster = await openCluster({ workloads: false });
    const reply = await cluster.apply(path, { ...configMap('one'), gizmo: 1 }, 'x');
    expect([reply.status, reply.body['message']]).toEqual([
      500,
      expect.stringContaining('.gizmo: field not declared in schema'),
    ]);
  });
});
