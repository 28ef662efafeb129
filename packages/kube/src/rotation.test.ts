import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KubeClient, openKubeClient, type RequestRecord, TokenFile, WatchCache } from './index.ts';
import { configMap, eventLine, listOf, sendJson, sendStatus, until } from './test-support/fault-server.ts';

const testdata = new URL('testdata/', import.meta.url);
const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'a' };

let folder: string;
let server: Server;
let client: KubeClient;
let records: RequestRecord[];
let accepted: string;

function identity(name: string): { readonly cert: Buffer; readonly key: Buffer } {
  return {
    cert: readFileSync(new URL(`server-${name}.crt`, testdata)),
    key: readFileSync(new URL(`server-${name}.key`, testdata)),
  };
}

function trust(name: string): void {
  copyFileSync(new URL(`ca-${name}.crt`, testdata), join(folder, 'ca.crt'));
}

/** Lets the client see what arrived on its connections. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-rotation-'));
  trust('old');
  writeFileSync(join(folder, 'token'), 'first');
  accepted = 'Bearer first';
  records = [];
  server = createServer(identity('old'), (request, response) => {
    const url = new URL(request.url ?? '/', 'https://server');
    if (request.headers.authorization !== accepted) sendStatus(response, 401, 'Unauthorized', 'Unauthorized');
    else if (url.pathname === '/api/v1')
      sendJson(response, 200, {
        kind: 'APIResourceList',
        resources: [{ name: 'configmaps', kind: 'ConfigMap', namespaced: true }],
      });
    else if (url.pathname === '/api' || url.pathname === '/apis')
      sendJson(response, 200, { kind: 'APIGroupList', groups: [] });
    else if (url.searchParams.get('watch') !== null) {
      response.writeHead(200);
      response.write(eventLine('BOOKMARK', { metadata: { resourceVersion: '11' } }));
    } else if (url.pathname === '/api/v1/configmaps') sendJson(response, 200, listOf([configMap('a', 1)], 10));
    else sendJson(response, 200, configMap('a', 1));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  client = openKubeClient({
    connection: {
      server: `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
      credentials: new TokenFile(join(folder, 'token')),
      tls: { caFile: join(folder, 'ca.crt') },
    },
    userAgent: 'test',
    onRequest: (record) => records.push(record),
  });
  await client.get(ref);
  records.length = 0;
});

afterEach(async () => {
  client.close();
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  rmSync(folder, { recursive: true });
});

describe('rotation without a restart', () => {
  it('of the server’s certificate and its authority costs one request more, even of a write', async () => {
    trust('new');
    server.setSecureContext(identity('new'));
    server.closeAllConnections();
    await turns(5);
    await client.create({ ...ref, metadata: { name: 'a', namespace: 'default' } });
    expect(records.map(({ outcome }) => outcome)).toEqual(['ECAROTATED', 200]);
  });

  it('that reaches only the server is named', async () => {
    server.setSecureContext(identity('new'));
    server.closeAllConnections();
    await expect(client.get(ref)).rejects.toThrow(
      /^cannot reach the API server at https:\/\/127\.0\.0\.1:\d+: its certificate is not trusted/,
    );
  });

  it('of the token costs one request more, on requests and watches', async () => {
    const stop = new AbortController();
    let isBroken = false;
    const onProblem = (): void => {
      isBroken = true;
    };
    const cache = new WatchCache(client, { type: ref, minBackoffMs: 5, onProblem });
    const running = cache.start(stop.signal);
    await until(() => cache.isLive());
    records.length = 0;
    accepted = 'Bearer second';
    writeFileSync(join(folder, 'token'), 'second');
    await client.get(ref);
    server.closeAllConnections();
    await until(() => isBroken && cache.isLive());
    expect(records.filter(({ outcome }) => outcome === 401)).toHaveLength(1);
    expect(records.filter(({ call, outcome }) => call === 'get configmaps' && outcome === 200)).toHaveLength(1);
    stop.abort();
    await running;
  });
});
