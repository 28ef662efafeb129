import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createLogger,
  createManager,
  createMetricsRegistry,
  ListenError,
  type Logger,
  type Manager,
  type ManagerOptions,
  parseAddress,
  serveEndpoint,
  silentLogger,
} from './index.ts';
import { eventually, openWorld, widgetKind, widgetType, type World } from './test-support/widget-world.ts';

let world: World;
let stop: AbortController;
let running: Promise<unknown> | undefined;

beforeEach(async () => {
  world = await openWorld();
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort(new Error('test is over'));
  await running?.catch(() => undefined);
  await world.close();
});

function open(options: Partial<ManagerOptions> = {}): Manager {
  return createManager({
    name: 'widget-controller',
    client: world.connect('widget-controller'),
    log: silentLogger,
    ...options,
  });
}

function add(manager: Manager, kind: Parameters<typeof widgetKind>[0] = {}): void {
  manager.addController({
    kind: widgetKind(kind),
    cache: manager.cache(widgetType),
    concurrency: 2,
    statusFieldManager: 'w',
  });
}

async function freePort(): Promise<number> {
  const endpoint = await serveEndpoint('127.0.0.1:0', {});
  await endpoint.close();
  return endpoint.port;
}

describe('probes and metrics', () => {
  it('are served, and readiness follows the caches', async () => {
    const health = `127.0.0.1:${String(await freePort())}`;
    const metrics = `127.0.0.1:${String(await freePort())}`;
    const manager = open({ healthAddress: health, metricsAddress: metrics });
    add(manager);
    const letList = world.sandbox.faults.add({ match: { verb: 'list', resource: 'widgets' }, status: 503 });
    running = manager.start(stop.signal);
    const status = async (url: string): Promise<number> => (await fetch(`http://${url}`)).status;
    await eventually(async () => {
      expect(await status(`${health}/healthz`)).toBe(200);
    });
    expect(await status(`${health}/readyz`)).toBe(503);
    letList();
    await eventually(async () => {
      expect(await status(`${health}/readyz`)).toBe(200);
    });
    await world.createWidget('one');
    await eventually(async () => {
      const text = await (await fetch(`http://${metrics}/metrics`)).text();
      expect(text).toContain('gotk_reconcile_duration_seconds_count{kind="Widget",name="one",namespace="default"} 1');
      expect(text).toContain('controller_runtime_reconcile_total{controller="widget",result="requeue_after"} 1');
      expect(text).toContain('workqueue_depth{name="widget"} 0');
    });
    expect(await status(`${metrics}/nothing`)).toBe(404);
  });

  it('on an address that is taken are one clear line', async () => {
    const taken = await serveEndpoint('127.0.0.1:0', {});
    const address = `127.0.0.1:${String(taken.port)}`;
    await expect(open({ healthAddress: address }).start(stop.signal)).rejects.toThrow(
      `cannot listen on ${address}: the port is in use`,
    );
    await taken.close();
  });

  it.each([
    [':8080', { host: '', port: 8080 }],
    ['[::1]:1', { host: '::1', port: 1 }],
    ['localhost:65535', { host: 'localhost', port: 65_535 }],
  ])('understand the address %s', (address, parsed) => {
    expect(parseAddress(address)).toEqual(parsed);
  });

  it.each(['8080', 'host:', ':99999', ':x'])('refuse the address %s', (address) => {
    expect(() => parseAddress(address)).toThrow(ListenError);
  });
});

describe('shutdown', () => {
  it('lets the run that is going on end, and starts no other', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const manager = open();
    let runs = 0;
    add(manager, {
      steps: [
        async () => {
          runs++;
          await promise;
          return { kind: 'done' };
        },
      ],
    });
    running = manager.start(stop.signal);
    await world.createWidget('one');
    await eventually(() => {
      expect(runs).toBe(1);
    });
    stop.abort(new Error('stop'));
    let ended = false;
    void running.then(() => {
      ended = true;
    });
    await world.createWidget('two');
    expect(ended).toBe(false);
    resolve(undefined);
    await running;
    expect(runs).toBe(1);
  });

  it('does not wait for ever', async () => {
    const manager = open({ shutdownTimeoutMs: 50 });
    let started = false;
    add(manager, {
      steps: [
        () => {
          started = true;
          return new Promise(() => undefined);
        },
      ],
    });
    running = manager.start(stop.signal);
    await world.createWidget('one');
    await eventually(() => {
      expect(started).toBe(true);
    });
    stop.abort(new Error('stop'));
    await running;
  });

  it('of one part that fails ends all, with its error', async () => {
    const manager = open();
    let stopped = false;
    manager.addRunnable({
      name: 'patient',
      start: (signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            stopped = true;
            resolve();
          });
        }),
    });
    manager.addRunnable({ name: 'broken', needsLeader: false, start: () => Promise.reject(new Error('broken part')) });
    await expect(manager.start(stop.signal)).rejects.toThrow('broken part');
    expect(stopped).toBe(true);
  });
});

describe('a shard', () => {
  it('sees only the objects of its selector and its namespace', async () => {
    const manager = open({ namespace: 'default' });
    const cache = manager.cache(widgetType, { labelSelector: 'shard=1' });
    expect(manager.cache(widgetType, { labelSelector: 'shard=1' })).toBe(cache);
    expect(manager.cache(widgetType)).not.toBe(cache);
    running = manager.start(stop.signal);
    await world.createWidget('mine', {}, { labels: { shard: '1' } });
    await world.createWidget('other', {}, { labels: { shard: '2' } });
    await eventually(() => {
      expect(cache.list().map(({ metadata }) => metadata.name)).toEqual(['mine']);
    });
  });
});

describe('events', () => {
  let receiver: Server;
  let received: Record<string, unknown>[];
  let answers: number[];

  beforeEach(async () => {
    received = [];
    answers = [];
    receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        received.push(JSON.parse(body) as Record<string, unknown>);
        response.writeHead(answers.shift() ?? 200).end();
      });
    });
    await new Promise<void>((resolve) => {
      receiver.listen(0, '127.0.0.1', resolve);
    });
  });

  afterEach(async () => {
    await new Promise((resolve) => {
      receiver.close(resolve);
      receiver.closeAllConnections();
    });
  });

  function start(log: Logger = silentLogger): Manager {
    const address = `http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}/`;
    const manager = open({ eventsAddress: address, log });
    running = manager.start(stop.signal);
    return manager;
  }

  const subject = {
    ...widgetType,
    metadata: {
      name: 'one',
      namespace: 'default',
      uid: 'u1',
      resourceVersion: '7',
      annotations: { 'event.toolkit.fluxcd.io/image': 'v2', secret: 'kept here' },
    },
  };

  it('go to Kubernetes and to the receiver, in upstream’s form', async () => {
    const metadata = { 'test.example/revision': 'main@sha1:abc' };
    start().events.record(subject, { severity: 'error', reason: 'BuildFailed', message: 'no', metadata });
    const [event] = await eventually(async () => {
      const { items } = await world.client.list({ apiVersion: 'v1', kind: 'Event' });
      expect(items).toHaveLength(1);
      expect(received).toHaveLength(1);
      return items;
    });
    expect(event).toMatchObject({
      involvedObject: {
        kind: 'Widget',
        name: 'one',
        namespace: 'default',
        uid: 'u1',
        apiVersion: 'test.example/v1',
        resourceVersion: '7',
      },
      reason: 'BuildFailed',
      message: 'no',
      type: 'Warning',
      source: { component: 'widget-controller' },
      count: 1,
      metadata: { annotations: { ...metadata, 'event.toolkit.fluxcd.io/image': 'v2' } },
    });
    expect(received[0]).toMatchObject({
      involvedObject: { kind: 'Widget', name: 'one', uid: 'u1' },
      severity: 'error',
      reason: 'BuildFailed',
      message: 'no',
      metadata: { ...metadata, 'event.toolkit.fluxcd.io/image': 'v2' },
      reportingController: 'widget-controller',
    });
    expect(JSON.stringify(received[0])).not.toContain('kept here');
  });

  it('of severity trace are Kubernetes’ alone', async () => {
    const { events } = start();
    events.record(subject, { severity: 'trace', reason: 'UpToDate', message: 'same' });
    events.record(subject, { severity: 'info', reason: 'Applied', message: 'new' });
    await eventually(async () => {
      expect((await world.client.list({ apiVersion: 'v1', kind: 'Event' })).items).toHaveLength(2);
      expect(received.map(({ reason }) => reason)).toEqual(['Applied']);
    });
  });

  it('are tried again when the receiver is busy, and not when it knows them already', async () => {
    answers = [503, 429];
    start().events.record(subject, { severity: 'info', reason: 'Applied', message: 'new' });
    await eventually(() => {
      expect(received).toHaveLength(2);
    });
  });

  it('whose answer was lost are written once', async () => {
    const match = { verb: 'create', resource: 'events' };
    world.sandbox.faults.add({ match, disconnect: 'after', times: 1 });
    start().events.record(subject, { severity: 'info', reason: 'Applied', message: 'new' });
    await eventually(() => {
      const tries = world.sandbox.audit.filter(({ verb, resource }) => verb === 'create' && resource === 'events');
      expect(tries).toHaveLength(2);
      expect(tries.at(-1)?.status).toBe(409);
    });
    expect((await world.client.list({ apiVersion: 'v1', kind: 'Event' })).items).toHaveLength(1);
  });

  it('that are refused are dropped and logged', async () => {
    answers = [400];
    const lines: string[] = [];
    const log = createLogger({ write: (line) => lines.push(line) });
    start(log).events.record(subject, { severity: 'info', reason: 'Applied', message: 'new' });
    await eventually(() => {
      expect(lines.map((line) => JSON.parse(line) as Record<string, unknown>)).toContainEqual(
        expect.objectContaining({
          level: 'error',
          msg: 'an event was dropped',
          error: 'the events receiver answered 400',
          kind: 'Widget',
          name: 'one',
        }),
      );
    });
  });

  it('that were recorded at the last moment still go out', async () => {
    const manager = start();
    await eventually(async () => {
      await manager.client.raw('/version');
    });
    manager.events.record(subject, { severity: 'info', reason: 'Last', message: 'words' });
    stop.abort(new Error('stop'));
    await running;
    expect((await world.client.list({ apiVersion: 'v1', kind: 'Event' })).items).toHaveLength(1);
  });
});

describe('a log', () => {
  it('has constant messages and fields, one JSON object a line', () => {
    const lines: string[] = [];
    const log = createLogger({ write: (line) => lines.push(line), level: 'debug' }).with({ controller: 'widget' });
    log.trace('too fine');
    log.debug('fine', { n: 1, big: 12n });
    log.error('wrong', new Error('outer', { cause: new Error('inner') }));
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { level: 'debug', ts: expect.any(String) as string, msg: 'fine', controller: 'widget', n: 1, big: '12' },
      { level: 'error', ts: expect.any(String) as string, msg: 'wrong', controller: 'widget', error: 'outer: inner' },
    ]);
  });

  it('can be written for people', () => {
    const lines: string[] = [];
    createLogger({ write: (line) => lines.push(line), encoding: 'console' }).info('hello', { name: 'x' });
    expect(lines[0]).toMatch(/^\S+Z INFO hello \{"name":"x"\}\n$/);
  });
});

describe('metrics', () => {
  it('are Prometheus’ text', () => {
    const registry = createMetricsRegistry();
    const requests = registry.counter('requests_total', 'Requests.', ['code']);
    requests.increment(['200']);
    requests.increment(['200'], 2);
    requests.increment(['a"b\\c\nd']);
    registry.gauge('depth', 'Depth.').set(3);
    const seconds = registry.histogram('seconds', 'Seconds.', [0.1, 1], ['name']);
    for (const value of [0.05, 0.5, 5]) seconds.observe(value, ['x']);
    seconds.observe(1, ['gone']);
    seconds.delete(['gone']);
    expect(registry.render()).toBe(`# HELP requests_total Requests.
# TYPE requests_total counter
requests_total{code="200"} 3
requests_total{code="a\\"b\\\\c\\nd"} 1
# HELP depth Depth.
# TYPE depth gauge
depth 3
# HELP seconds Seconds.
# TYPE seconds histogram
seconds_bucket{name="x",le="0.1"} 1
seconds_bucket{name="x",le="1"} 2
seconds_bucket{name="x",le="+Inf"} 3
seconds_sum{name="x"} 5.55
seconds_count{name="x"} 3
`);
    expect(registry.counter('requests_total', 'Requests.')).toBe(requests);
  });
});
