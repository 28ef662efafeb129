import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServerResponse } from 'node:http';
import {
  type CacheEvent,
  noCredentials,
  openKubeClient,
  type RequestRecord,
  type KubeClient,
  WatchCache,
  type WatchProblem,
} from './index.ts';
import {
  configMap,
  eventLine,
  type FaultServer,
  listOf,
  sendJson,
  sendStatus,
  startFaultServer,
  until,
} from './test-support/fault-server.ts';

const type = { apiVersion: 'v1', kind: 'ConfigMap' };

let server: FaultServer;
let client: KubeClient;
let stop: AbortController;
let running: Promise<void>;
let problems: WatchProblem[];

beforeEach(async () => {
  server = await startFaultServer();
  client = openKubeClient({ connection: { server: server.url, credentials: noCredentials }, userAgent: 'test' });
  stop = new AbortController();
  problems = [];
});

afterEach(async () => {
  stop.abort();
  await running;
  client.close();
  await server.close();
});

function start(options: { readonly idleTimeoutMs?: number } = {}): {
  readonly cache: WatchCache;
  readonly events: string[];
} {
  const onProblem = (problem: WatchProblem): void => {
    problems.push(problem);
  };
  const cache = new WatchCache(client, { type, minBackoffMs: 10, maxBackoffMs: 50, onProblem, ...options });
  const events: string[] = [];
  cache.subscribe((event: CacheEvent) => {
    events.push(`${event.type} ${event.object.metadata.name ?? ''}@${event.object.metadata.resourceVersion ?? ''}`);
  });
  running = cache.start(stop.signal);
  return { cache, events };
}

/** Lists what `lists` says, the last for ever; hands watches to `onWatch` with their number and version. */
function serve(
  lists: readonly Record<string, unknown>[],
  onWatch: (response: ServerResponse, count: number, version: string) => void,
): { readonly listed: () => number; readonly watched: () => number } {
  let listed = 0;
  let watched = 0;
  server.handle((_request, response, url) => {
    if (url.searchParams.get('watch') === null) {
      sendJson(response, 200, lists[Math.min(listed, lists.length - 1)]);
      listed++;
      return;
    }
    watched++;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    onWatch(response, watched, url.searchParams.get('resourceVersion') ?? '');
  });
  return { listed: () => listed, watched: () => watched };
}

describe('a watch cache', () => {
  it('holds the list and follows the watch', async () => {
    serve([listOf([configMap('a', 5)], 10)], (response) => {
      response.write(eventLine('ADDED', configMap('b', 11)));
      response.write(eventLine('MODIFIED', configMap('a', 12)));
      response.write(eventLine('DELETED', configMap('b', 13)));
    });
    const { cache, events } = start();
    await until(() => events.length === 4);
    expect(events).toEqual(['added a@5', 'added b@11', 'updated a@12', 'deleted b@11']);
    expect(cache.list().map((object) => object.metadata.name)).toEqual(['a']);
    expect(cache.get('default', 'a')?.metadata.resourceVersion).toBe('12');
    expect(cache.isLive()).toBe(true);
  });

  it('reads a long list page by page', async () => {
    server.handle((_request, response, url) => {
      if (url.searchParams.get('watch') !== null) response.writeHead(200).flushHeaders();
      else if (url.searchParams.get('continue') === null)
        sendJson(response, 200, listOf([configMap('a', 1)], 9, 'more'));
      else sendJson(response, 200, listOf([configMap('b', 2)], 9));
    });
    const { cache } = start();
    await cache.whenSynced();
    expect(cache.list().map((object) => object.metadata.name)).toEqual(['a', 'b']);
  });

  it('lists again when a page has expired', async () => {
    let expired = 0;
    server.handle((_request, response, url) => {
      if (url.searchParams.get('watch') !== null) response.writeHead(200).flushHeaders();
      else if (url.searchParams.get('continue') !== null) {
        expired++;
        sendStatus(response, 410, 'Expired', 'the continue parameter is too old');
      } else if (expired === 0) sendJson(response, 200, listOf([configMap('a', 1)], 9, 'more'));
      else sendJson(response, 200, listOf([configMap('a', 1), configMap('b', 2)], 10));
    });
    const { cache } = start();
    await cache.whenSynced();
    expect(cache.list()).toHaveLength(2);
  });

  it('goes on at the last version after the connection broke, without a new list', async () => {
    const { listed } = serve([listOf([], 10)], (response, count, version) => {
      if (count === 1) {
        response.write(eventLine('ADDED', configMap('a', 11)), () => response.destroy());
      } else response.write(eventLine('ADDED', configMap(`from-${version}`, 12)));
    });
    const { cache } = start();
    await until(() => cache.get('default', 'from-11') !== undefined);
    expect(listed()).toBe(1);
  });

  it('goes on at the last bookmark', async () => {
    serve([listOf([], 10)], (response, count, version) => {
      if (count > 1) response.write(eventLine('ADDED', configMap(`from-${version}`, 31)));
      else response.end(eventLine('BOOKMARK', { metadata: { resourceVersion: '30' } }));
    });
    const { cache } = start();
    await until(() => cache.get('default', 'from-30') !== undefined);
  });

  it.each([
    [
      'as an ERROR event',
      (response: ServerResponse) =>
        response.end(eventLine('ERROR', { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' })),
    ],
  ])('lists again after 410 %s, and tells what changed meanwhile', async (_name, expire) => {
    const lists = [
      listOf([configMap('a', 1), configMap('b', 2)], 10),
      listOf([configMap('a', 1), configMap('c', 15)], 20),
    ];
    const { listed } = serve(lists, (response, count) => {
      if (count === 1) expire(response);
    });
    const { cache, events } = start();
    await until(() => cache.get('default', 'c') !== undefined);
    expect(events).toEqual(['added a@1', 'added b@2', 'deleted b@2', 'added c@15']);
    expect(listed()).toBe(2);
  });

  it('treats an object that was deleted and made again as two', async () => {
    const again = configMap('a', 15);
    (again['metadata'] as Record<string, unknown>)['uid'] = 'another';
    serve([listOf([configMap('a', 1)], 10), listOf([again], 20)], (response, count) => {
      if (count === 1) response.end(eventLine('ERROR', { kind: 'Status', code: 410, message: 'too old' }));
    });
    const { events } = start();
    await until(() => events.length === 3);
    expect(events).toEqual(['added a@1', 'deleted a@1', 'added a@15']);
  });

  it('notices a watch that says nothing any more', async () => {
    serve([listOf([], 10)], (response, count) => {
      if (count > 1) response.write(eventLine('ADDED', configMap('late', 11)));
    });
    const { cache } = start({ idleTimeoutMs: 100 });
    await until(() => cache.get('default', 'late') !== undefined);
    expect(problems).toMatchObject([{ during: 'silence', error: { message: 'the watch said nothing for 0.1 s' } }]);
  });

  it('opens at most one watch a second when the server closes each at once', async () => {
    const { watched } = serve([listOf([], 10)], (response) => response.end());
    start();
    await until(() => watched() === 2);
    const startedAt = performance.now();
    await until(() => watched() === 4);
    expect(performance.now() - startedAt).toBeGreaterThan(1800);
  });

  it.each([
    ['garbage', 'this is no event\n'],
    ['half a line', '{"type":"ADDED","object":{"metadata":{"name":"half'],
    ['a JSON value that is no event', '[1]\n'],
    ['an event without an object', '{"type":"ADDED"}\n'],
  ])('survives %s', async (_name, line) => {
    serve([listOf([], 10)], (response, count) => {
      if (count > 1) response.write(eventLine('ADDED', configMap('good', 11)));
      else response.end(line);
    });
    const { cache } = start();
    await until(() => cache.get('default', 'good') !== undefined);
    expect(cache.list()).toHaveLength(1);
  });

  it('ignores events that come twice or out of order', async () => {
    serve([listOf([], 10)], (response) => {
      response.write(eventLine('ADDED', configMap('a', 11)));
      response.write(eventLine('MODIFIED', configMap('a', 13)));
      response.write(eventLine('MODIFIED', configMap('a', 12)));
      response.write(eventLine('MODIFIED', configMap('a', 13)));
      response.write(eventLine('DELETED', configMap('a', 12)));
      response.write(eventLine('ADDED', configMap('end', 14)));
    });
    const { events } = start();
    await until(() => events.includes('added end@14'));
    expect(events).toEqual(['added a@11', 'updated a@13', 'added end@14']);
  });

  it('keeps what it has through errors of the server', async () => {
    let refuse = false;
    let response_: ServerResponse | undefined;
    server.handle((_request, response, url) => {
      if (refuse) sendStatus(response, 500, 'InternalError', 'etcd is away');
      else if (url.searchParams.get('watch') === null) sendJson(response, 200, listOf([configMap('a', 1)], 10));
      else {
        response.writeHead(200).flushHeaders();
        response_ = response;
      }
    });
    const { cache, events } = start();
    await until(() => cache.isLive());
    refuse = true;
    response_?.destroy();
    await until(() => problems.length >= 3);
    expect(cache.isLive()).toBe(false);
    expect(cache.list()).toHaveLength(1);
    refuse = false;
    await until(() => cache.isLive());
    expect(events).toEqual(['added a@1']);
  });

  it('keeps what it has when a starting server answers 404', async () => {
    let starting = false;
    let open_: ServerResponse | undefined;
    server.handle((_request, response, url) => {
      if (starting) sendStatus(response, 404, 'NotFound', 'the server could not find the requested resource');
      else if (url.searchParams.get('watch') === null) sendJson(response, 200, listOf([configMap('a', 1)], 10));
      else {
        response.writeHead(200).flushHeaders();
        open_ = response;
      }
    });
    const { cache, events } = start();
    await until(() => cache.isLive());
    starting = true;
    open_?.destroy();
    await until(() => problems.length >= 3);
    expect(cache.list()).toHaveLength(1);
    starting = false;
    await until(() => cache.isLive());
    expect(events).toEqual(['added a@1']);
  });

  it('asks a server that is down less and less often', async () => {
    const records: RequestRecord[] = [];
    const down = openKubeClient({
      connection: { server: 'http://127.0.0.1:1', credentials: noCredentials },
      userAgent: 'test',
      onRequest: (record) => records.push(record),
    });
    const cache = new WatchCache(down, { type, minBackoffMs: 60 });
    const startedAt = performance.now();
    running = cache.start(stop.signal);
    // Discovery asks for two documents at once.
    await until(() => records.length >= 12);
    // 30 + 60 + 120 + 240 + 480 ms at least.
    expect(performance.now() - startedAt).toBeGreaterThan(900);
    down.close();
  });

  it('takes the answers of our own writes, unless the watch was there first', async () => {
    serve([listOf([configMap('a', 1)], 10)], (response) => {
      response.write(eventLine('MODIFIED', configMap('a', 20)));
    });
    const { cache, events } = start();
    await until(() => events.length === 2);
    cache.observe(configMap('a', 15) as never);
    cache.observe(configMap('gone', 12) as never);
    expect(cache.list().map((object) => object.metadata.resourceVersion)).toEqual(['20']);
    cache.observe(configMap('a', 21) as never);
    expect(cache.get('default', 'a')?.metadata.resourceVersion).toBe('21');
    expect(events.at(-1)).toBe('updated a@21');
  });

  it('stores what the transform keeps, and drops managed fields without one', async () => {
    const object = configMap('a', 1);
    (object['metadata'] as Record<string, unknown>)['managedFields'] = [{ manager: 'x' }];
    serve([listOf([object], 10)], () => undefined);
    const names = new WatchCache<string>(client, { type, transform: (each) => each.metadata.name ?? '' });
    const { cache } = start();
    const other = names.start(stop.signal);
    await Promise.all([cache.whenSynced(), names.whenSynced()]);
    expect(names.list()).toEqual(['a']);
    expect(cache.list()[0]?.metadata).not.toHaveProperty('managedFields');
    stop.abort();
    await other;
  });

  it('goes on when a listener throws', async () => {
    serve([listOf([configMap('a', 1), configMap('b', 2)], 10)], () => undefined);
    const { cache, events } = start();
    cache.subscribe(() => {
      throw new Error('listener');
    });
    await cache.whenSynced();
    expect(events).toHaveLength(2);
    expect(problems.map(({ during }) => during)).toEqual(['listener', 'listener']);
  });
});
