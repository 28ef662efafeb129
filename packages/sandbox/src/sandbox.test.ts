import { get as httpsGet } from 'node:https';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { at, listAt, textAt } from './api-object.ts';
import { configMap, openCluster } from './test-support/cluster.ts';

const maps = '/api/v1/namespaces/default/configmaps';

describe('credentials', () => {
  it('are needed for everything but health and version', async () => {
    await using cluster = await openCluster({ workloads: false });
    const headers = { authorization: 'Bearer wrong' };
    for (const path of ['/api', maps, '/openapi/v3']) {
      const reply = await cluster.call('GET', path, { headers });
      expect([reply.status, reply.body['reason']], path).toEqual([401, 'Unauthorized']);
    }
    for (const path of ['/readyz', '/livez', '/healthz', '/version']) {
      expect((await cluster.call('GET', path, { headers })).status, path).toBe(200);
    }
  });

  it('travel over TLS too, on the same port, with the certificate of the kubeconfig', async () => {
    await using cluster = await openCluster({ workloads: false });
    const { sandbox } = cluster;
    const data = /certificate-authority-data: (\S+)/.exec(sandbox.kubeconfig())?.[1] ?? '';
    const request = httpsGet(`${sandbox.secureUrl}/api/v1/namespaces/default`, {
      ca: Buffer.from(data, 'base64'),
      headers: { authorization: `Bearer ${sandbox.token}` },
    });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    response.resume();
    expect(new URL(sandbox.secureUrl).port).toBe(new URL(sandbox.url).port);
  });
});

describe('objects', () => {
  it('are created, read, replaced, patched and deleted', async () => {
    await using cluster = await openCluster({ workloads: false });
    const created = await cluster.call('POST', maps, { body: configMap('one', { a: '1' }) });
    expect(created.status).toBe(201);
    expect(at(created.body, 'metadata')).toMatchObject({ name: 'one', namespace: 'default' });
    const patched = await cluster.call('PATCH', `${maps}/one`, {
      body: { data: { a: null, b: '2' } },
      type: 'application/merge-patch+json',
    });
    expect(patched.body['data']).toEqual({ b: '2' });
    const stale = await cluster.call('PUT', `${maps}/one`, { body: { ...created.body, data: {} } });
    expect([stale.status, stale.body['reason']]).toEqual([409, 'Conflict']);
    const replaced = await cluster.call('PUT', `${maps}/one`, { body: { ...patched.body, data: { c: '3' } } });
    expect(replaced.body['data']).toEqual({ c: '3' });
    expect((await cluster.call('DELETE', `${maps}/one`)).body['status']).toBe('Success');
    const missing = await cluster.call('GET', `${maps}/one`);
    expect([missing.status, missing.body['message']]).toEqual([404, 'configmaps "one" not found']);
  });

  it('keep what is new on a dry run to themselves', async () => {
    await using cluster = await openCluster({ workloads: false });
    const dry = await cluster.call('POST', `${maps}?dryRun=All`, { body: configMap('one') });
    expect([dry.status, textAt(dry.body, 'metadata', 'uid')]).toEqual([201, expect.any(String)]);
    expect((await cluster.call('GET', `${maps}/one`)).status).toBe(404);
    await cluster.call('POST', maps, { body: configMap('one') });
    await cluster.call('DELETE', `${maps}/one?dryRun=All`);
    expect((await cluster.call('GET', `${maps}/one`)).status).toBe(200);
  });

  it('write nothing when nothing is different', async () => {
    await using cluster = await openCluster({ workloads: false });
    const created = await cluster.call('POST', maps, { body: configMap('one', { a: '1' }) });
    const again = await cluster.call('PATCH', `${maps}/one`, {
      body: { data: { a: '1' } },
      type: 'application/merge-patch+json',
    });
    expect(textAt(again.body, 'metadata', 'resourceVersion')).toBe(textAt(created.body, 'metadata', 'resourceVersion'));
  });

  it('say which fields they do not know', async () => {
    await using cluster = await openCluster({ workloads: false });
    const body = { ...configMap('one'), daat: {} };
    expect((await cluster.call('POST', `${maps}?dryRun=All`, { body })).warnings).toEqual([
      String.raw`299 - "unknown field \"daat\""`,
    ]);
    const strict = await cluster.call('POST', `${maps}?fieldValidation=Strict`, { body });
    expect([strict.status, strict.body['message']]).toEqual([400, expect.stringContaining('unknown field "daat"')]);
    expect((await cluster.call('POST', `${maps}?fieldValidation=Ignore`, { body })).warnings).toEqual([]);
  });

  it('warn of any number of fields, whatever they are called', async () => {
    await using cluster = await openCluster({ workloads: false });
    const unknown = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`ключ-😀-${index}`, 1]));
    const reply = await cluster.call('POST', maps, { body: { ...configMap('one'), ...unknown } });
    expect(reply.status).toBe(201);
    expect(reply.warnings.length).toBeGreaterThan(10);
  });

  it('are refused in namespaces that are not there', async () => {
    await using cluster = await openCluster({ workloads: false });
    const reply = await cluster.call('POST', '/api/v1/namespaces/nowhere/configmaps', { body: configMap('one') });
    expect([reply.status, reply.body['message']]).toEqual([404, 'namespaces "nowhere" not found']);
  });
});

describe('lists', () => {
  it('come in pages of one moment', async () => {
    await using cluster = await openCluster({ workloads: false });
    for (const name of ['a', 'b', 'c']) await cluster.call('POST', maps, { body: configMap(name) });
    const first = await cluster.call('GET', `${maps}?limit=2`);
    expect(first.body['metadata']).toMatchObject({ remainingItemCount: 1 });
    await cluster.call('DELETE', `${maps}/c`);
    await cluster.call('POST', maps, { body: configMap('d') });
    const rest = await cluster.call(
      'GET',
      `${maps}?limit=2&continue=${textAt(first.body, 'metadata', 'continue') ?? ''}`,
    );
    const names = [...listAt(first.body, 'items'), ...listAt(rest.body, 'items')].map((item) =>
      textAt(item, 'metadata', 'name'),
    );
    expect(names).toEqual(['a', 'b', 'c']);
  });

  it('hold what selectors match', async () => {
    await using cluster = await openCluster({ workloads: false });
    await cluster.call('POST', maps, { body: { ...configMap('a'), metadata: { name: 'a', labels: { tier: 'web' } } } });
    await cluster.call('POST', maps, { body: configMap('b') });
    const names = async (query: string): Promise<unknown> =>
      listAt((await cluster.call('GET', `${maps}?${query}`)).body, 'items').map((item) =>
        textAt(item, 'metadata', 'name'),
      );
    expect(await names('labelSelector=tier%20in%20(web,db)')).toEqual(['a']);
    expect(await names('labelSelector=!tier')).toEqual(['b']);
    expect(await names('fieldSelector=metadata.name=b')).toEqual(['b']);
  });

  it('come as a table or as metadata alone', async () => {
    await using cluster = await openCluster({ workloads: false });
    await cluster.call('POST', maps, { body: configMap('a', { x: '1', y: '2' }) });
    const table = await cluster.call('GET', maps, {
      headers: { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' },
    });
    expect(listAt(table.body, 'rows').map((row) => listAt(row, 'cells').slice(0, 2))).toEqual([['a', 2]]);
    const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
    const partial = await cluster.call('GET', maps, { headers: { accept } });
    expect(listAt(partial.body, 'items').map((item) => Object.keys(item as object).sort())).toEqual([
      ['apiVersion', 'kind', 'metadata'],
    ]);
  });
});

describe('faults', () => {
  it('hit as many requests as asked, and only those that match', async () => {
    await using cluster = await openCluster({ workloads: false });
    cluster.sandbox.faults.add({
      match: { resource: 'configmaps', verb: 'get' },
      times: 1,
      status: 503,
      retryAfterSeconds: 7,
    });
    expect((await cluster.call('GET', maps)).status).toBe(200);
    const hit = await cluster.call('GET', `${maps}/x`);
    expect([hit.status, hit.body['reason'], at(hit.body, 'details', 'retryAfterSeconds')]).toEqual([
      503,
      'ServiceUnavailable',
      7,
    ]);
    expect((await cluster.call('GET', `${maps}/x`)).status).toBe(404);
  });

  it('can lose the answer of a write that has happened', async () => {
    await using cluster = await openCluster({ workloads: false });
    cluster.sandbox.faults.add({ match: { verb: 'create' }, times: 1, disconnect: 'after' });
    await expect(cluster.call('POST', maps, { body: configMap('one') })).rejects.toThrow('fetch failed');
    expect((await cluster.call('GET', `${maps}/one`)).status).toBe(200);
  });
});

it('records who asked what and how it ended', async () => {
  await using cluster = await openCluster({ workloads: false });
  const headers = { 'user-agent': 'tester/1.0', 'impersonate-user': 'ann' };
  await cluster.call('GET', `${maps}/x`, { headers });
  expect(cluster.sandbox.audit.at(-1)).toMatchObject({
    user: 'ann',
    impersonatedBy: 'kubernetes-admin',
    userAgent: 'tester/1.0',
    verb: 'get',
    resource: 'configmaps',
    namespace: 'default',
    name: 'x',
    status: 403,
  });
});

it.each([
  '{',
  '[]',
  'null',
  '{"metadata":7}',
  '{"__proto__":{"polluted":1},"metadata":{"name":"p"}}',
  '\u0000',
  '['.repeat(5000),
])('survives the body %j', async (body) => {
  await using cluster = await openCluster({ workloads: false });
  const replies = await Promise.all(
    ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf', 'text/plain'].map((type) =>
      cluster.call('POST', maps, { body, type }),
    ),
  );
  for (const { status } of replies) expect([201, 400, 409, 415, 422]).toContain(status);
  for (const type of ['json-patch+json', 'merge-patch+json', 'strategic-merge-patch+json', 'apply-patch+yaml']) {
    const { status } = await cluster.call('PATCH', `${maps}/p?fieldManager=m`, { body, type: `application/${type}` });
    expect(status, type).toBeLessThan(500);
  }
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect((await cluster.call('GET', '/readyz')).text).toBe('ok');
});

it('refuses bodies over three mebibytes', async () => {
  await using cluster = await openCluster({ workloads: false });
  const reply = await cluster.call('POST', maps, { body: configMap('big', { a: 'x'.repeat(3 * 1024 * 1024) }) });
  expect([reply.status, reply.body['reason']]).toEqual([413, 'RequestEntityTooLarge']);
});
