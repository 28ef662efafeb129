import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ApiError,
  bearerToken,
  ConnectionError,
  FenceClosedError,
  isConflict,
  isNotFound,
  type KubeClient,
  type KubeClientOptions,
  noCredentials,
  NoKindMatchError,
  openKubeClient,
  type RequestRecord,
  TokenFile,
} from './index.ts';
import {
  configMap,
  type FaultServer,
  listOf,
  sendJson,
  sendStatus,
  startFaultServer,
  until,
} from './test-support/fault-server.ts';

let server: FaultServer;
let clients: KubeClient[];

beforeEach(async () => {
  server = await startFaultServer();
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.close();
  await server.close();
});

function open(options: Partial<KubeClientOptions> = {}): KubeClient {
  const client = openKubeClient({
    connection: { server: server.url, credentials: noCredentials },
    userAgent: 'tester/1',
    ...options,
  });
  clients.push(client);
  return client;
}

const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'a' };

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('did not fail');
    },
    (error: unknown) => error,
  );
}

describe('requests', () => {
  it('carry path, query, user agent and body', async () => {
    const seen: string[] = [];
    server.handle((request, response, url) => {
      seen.push(
        `${request.method ?? ''} ${url.pathname}${url.search}`,
        request.headers['content-type'] ?? '',
        request.headers['user-agent'] ?? '',
      );
      sendJson(response, 200, configMap('a', 1));
    });
    await open().apply(
      { ...ref, metadata: { name: 'a', namespace: 'default' } },
      { fieldManager: 'me', force: true, dryRun: true },
    );
    expect(seen).toEqual([
      'PATCH /api/v1/namespaces/default/configmaps/a?fieldManager=me&dryRun=All&force=true',
      'application/apply-patch+yaml',
      'tester/1',
    ]);
  });

  it('act as another user without groups', async () => {
    const users: unknown[] = [];
    server.handle((request, response) => {
      users.push(request.headers['impersonate-user'], request.headers['impersonate-group']);
      sendJson(response, 200, configMap('a', 1));
    });
    await open().impersonate('system:serviceaccount:apps:deployer').get(ref);
    expect(users).toEqual(['system:serviceaccount:apps:deployer', undefined]);
  });

  it('escape names and refuse what would mean another URL', async () => {
    server.handle((_request, response) => {
      sendJson(response, 200, configMap('a', 1));
    });
    const client = open();
    await client.get({ ...ref, name: 'a/../b?x' });
    expect(server.requests).toEqual(['GET /api/v1/namespaces/default/configmaps/a%2F..%2Fb%3Fx']);
    await expect(client.get({ ...ref, name: '' })).rejects.toThrow('name may not be empty');
    await expect(client.delete({ apiVersion: 'v1', kind: 'ConfigMap', name: 'a' })).rejects.toThrow(
      'namespace not specified',
    );
  });

  it('keep integers that a double cannot hold', async () => {
    server.handle((_request, response) => {
      response.writeHead(200).end('{"kind":"ConfigMap","metadata":{"name":"a"},"value":9223372036854775807}');
    });
    expect((await open().get(ref))['value']).toBe(9223372036854775807n);
  });

  it('are told of with a stable name', async () => {
    const records: RequestRecord[] = [];
    const client = open({ onRequest: (record) => records.push(record) });
    await client.discovery.resourceFor(ref);
    records.length = 0;
    server.handle((_request, response) => {
      sendJson(response, 200, configMap('a', 1));
    });
    await client.patch(ref, {}, { type: 'merge', subresource: 'status' });
    expect(records).toMatchObject([{ call: 'patch configmaps/status', method: 'PATCH', outcome: 200 }]);
  });
});

describe('failures', () => {
  it('carry status, reason and the text of the server', async () => {
    server.handle((_request, response) => {
      sendStatus(response, 409, 'Conflict', 'the object has been modified');
    });
    const error = await failure(open().replace({ ...ref, metadata: { name: 'a', namespace: 'default' } }));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 409, reason: 'Conflict', message: 'the object has been modified' });
    expect(isConflict(error)).toBe(true);
  });

  it('of something between us and the server are told too', async () => {
    server.handle((_request, response) => {
      response.writeHead(502).end('<html>bad\n gateway</html>');
    });
    await expect(open().get(ref)).rejects.toThrow('the API server answered 502: <html>bad gateway</html>');
  });

  it('without an answer name the server in one line', async () => {
    const client = open();
    await client.discovery.resourceFor(ref);
    const { url } = server;
    await server.close();
    const error = await failure(client.get(ref));
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Error).message).toBe(`cannot reach the API server at ${url}: connection refused`);
  });

  it('of a deadline come in time', async () => {
    server.handle(() => undefined);
    const client = open();
    await client.discovery.resourceFor(ref);
    await expect(client.get(ref, { timeoutMs: 50 })).rejects.toThrow('did not answer within');
  });

  it('of a signal are its reason', async () => {
    server.handle(() => undefined);
    const reason = new Error('stopped');
    const stop = new AbortController();
    const pending = failure(open().get(ref, { signal: stop.signal }));
    stop.abort(reason);
    expect(await pending).toBe(reason);
  });

  it('of an answer without end stop at the limit', async () => {
    server.handle((_request, response) => {
      response.writeHead(200);
      const more = (): void => {
        if (!response.destroyed) response.write(' '.repeat(10_000), more);
      };
      more();
    });
    const client = open({ maxResponseBytes: 100_000 });
    await expect(client.get(ref)).rejects.toMatchObject({ code: 'ERESPONSETOOLARGE' });
  });

  it('of an answer that is no JSON are errors of the API', async () => {
    server.handle((_request, response) => {
      response.writeHead(200).end('ok');
    });
    await expect(open().get(ref)).rejects.toThrow("the API server's answer is not JSON");
  });
});

describe('retries', () => {
  it('wait as long as 429 asks, whatever the call', async () => {
    let refusals = 0;
    server.handle((_request, response) => {
      if (refusals++ === 0) sendStatus(response, 429, 'TooManyRequests', 'slow down', { 'retry-after': '1' });
      else sendJson(response, 201, configMap('a', 1));
    });
    const startedAt = performance.now();
    await open().create({ ...ref, metadata: { name: 'a', namespace: 'default' } });
    expect(performance.now() - startedAt).toBeGreaterThan(990);
  });

  it('do not wait beyond the deadline of the call', async () => {
    server.handle((_request, response) => {
      sendStatus(response, 429, 'TooManyRequests', 'slow down', { 'retry-after': '60' });
    });
    await expect(open().get(ref, { timeoutMs: 500 })).rejects.toMatchObject({ status: 429, retryAfterMs: 60_000 });
  });

  it('send a read once more after a broken connection, and a create never', async () => {
    server.handle((request, response) => {
      if (server.requests.length === 1) request.socket.destroy();
      else sendJson(response, 200, configMap('a', 1));
    });
    const client = open();
    await client.get(ref);
    expect(server.requests).toHaveLength(2);
    server.handle((request) => {
      request.socket.destroy();
    });
    await expect(client.create({ ...ref, metadata: { name: 'a', namespace: 'default' } })).rejects.toBeInstanceOf(
      ConnectionError,
    );
    expect(server.requests).toHaveLength(3);
  });

  it('do not repeat a refusal', async () => {
    server.handle((_request, response) => {
      sendStatus(response, 403, 'Forbidden', 'no');
    });
    await expect(open().get(ref)).rejects.toThrow('no');
    expect(server.requests).toHaveLength(1);
  });
});

describe('a rotated token', () => {
  it('is read again after a 401, and the request sent once more', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-token-'));
    const file = join(folder, 'token');
    writeFileSync(file, 'old\n');
    const tokens: unknown[] = [];
    server.handle((request, response) => {
      tokens.push(request.headers.authorization);
      if (request.headers.authorization === 'Bearer new') sendJson(response, 200, configMap('a', 1));
      else sendStatus(response, 401, 'Unauthorized', 'Unauthorized');
    });
    const client = open({ connection: { server: server.url, credentials: new TokenFile(file) } });
    await client.discovery.resourceFor(ref);
    writeFileSync(file, 'new\n');
    await client.get(ref);
    expect(tokens).toEqual(['Bearer old', 'Bearer new']);
    rmSync(folder, { recursive: true });
  });

  it('that is refused again stays refused', async () => {
    server.handle((_request, response) => {
      sendStatus(response, 401, 'Unauthorized', 'Unauthorized');
    });
    const client = open({ connection: { server: server.url, credentials: bearerToken('x') } });
    await expect(client.get(ref)).rejects.toMatchObject({ status: 401 });
    expect(server.requests).toHaveLength(1);
  });
});

describe('the fence', () => {
  it('stops writes before anything is sent, and lets reads and dry runs pass', async () => {
    server.handle((_request, response) => {
      sendJson(response, 200, configMap('a', 1));
    });
    const fence = {
      assert: (): void => {
        throw new FenceClosedError('test');
      },
    };
    const client = open({ fence });
    const object = { ...ref, metadata: { name: 'a', namespace: 'default' } };
    await client.get(ref);
    await client.apply(object, { fieldManager: 'me', dryRun: true });
    const passed = server.requests.length;
    const writes = [
      client.create(object),
      client.replace(object),
      client.patch(ref, {}, { type: 'merge' }),
      client.apply(object, { fieldManager: 'me' }),
      client.delete(ref),
    ];
    for (const write of writes) await expect(write).rejects.toBeInstanceOf(FenceClosedError);
    expect(server.requests).toHaveLength(passed);
  });
});

describe('a write that waited for a connection', () => {
  it('is not sent when the fence closed meanwhile', async () => {
    let open_ = true;
    const fence = {
      assert: (): void => {
        if (!open_) throw new FenceClosedError('test');
      },
    };
    const client = open({ fence });
    await client.discovery.resourceFor(ref);
    const waiting: (() => void)[] = [];
    server.handle((_request, response) => {
      waiting.push(() => {
        sendJson(response, 200, configMap('a', 1));
      });
    });
    const reads = Array.from({ length: 48 }, () => client.get(ref));
    await until(() => waiting.length === 48);
    const write = failure(client.patch(ref, {}, { type: 'merge' }));
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    open_ = false;
    for (const answer of waiting) answer();
    expect(await write).toBeInstanceOf(FenceClosedError);
    await Promise.all(reads);
    expect(server.requests.filter((line) => line.startsWith('PATCH'))).toEqual([]);
  });
});

describe('discovery', () => {
  it('reads group by group where it must, and leaves out groups that are down', async () => {
    const all = await open().discovery.all();
    expect(all.map((resource) => resource.kind)).toEqual(['ConfigMap', 'Secret', 'Namespace']);
  });

  it('names a kind that is not served, and does not ask again at once', async () => {
    const client = open();
    const missing = { apiVersion: 'x.example/v1', kind: 'Missing', namespace: 'default', name: 'a' };
    await expect(client.get(missing)).rejects.toThrow(new NoKindMatchError('x.example/v1', 'Missing').message);
    await expect(client.list(missing)).rejects.toBeInstanceOf(NoKindMatchError);
  });
});

describe('lists', () => {
  it('give the items their type', async () => {
    server.handle((_request, response) => {
      sendJson(response, 200, listOf([{ metadata: { name: 'a' } }], 7));
    });
    expect(await open().list(ref)).toEqual({
      items: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }],
      resourceVersion: '7',
    });
  });

  it('begin again when a page has expired, the last time in one page', async () => {
    const limits: (string | null)[] = [];
    server.handle((_request, response, url) => {
      limits.push(url.searchParams.get('limit'));
      if (url.searchParams.get('continue') !== null) sendStatus(response, 410, 'Expired', 'too old');
      else sendJson(response, 200, listOf([configMap('a', 1)], 9, url.searchParams.has('limit') ? 'more' : ''));
    });
    expect((await open().list(ref)).items).toHaveLength(1);
    expect(limits).toEqual(['500', '500', null]);
  });

  it('that are not there are errors', async () => {
    expect(isNotFound(await failure(open().list(ref)))).toBe(true);
  });
});
