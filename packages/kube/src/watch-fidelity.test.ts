import type { KubeObject } from '@sluice/objects';
import { type Sandbox, startSandbox } from '@sluice/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bearerToken, type KubeClient, openKubeClient, WatchCache, type WatchProblem } from './index.ts';
import { until, untilPasses } from './test-support/fault-server.ts';
import { startTcpProxy, type TcpProxy } from './test-support/tcp-proxy.ts';

const type = { apiVersion: 'v1', kind: 'ConfigMap' };
const seconds = Number(process.env['SLUICE_CHURN_SECONDS'] ?? '4');
const seed = Number(process.env['SLUICE_CHURN_SEED'] ?? '20261123');

let sandbox: Sandbox;
let proxy: TcpProxy;
let writer: KubeClient;
let watcher: KubeClient;

beforeEach(async () => {
  // A short history, so that a watch that was away comes back to 410.
  sandbox = await startSandbox({ historyLimit: 30 });
  proxy = await startTcpProxy(sandbox.url);
  const credentials = bearerToken(sandbox.token);
  writer = openKubeClient({ connection: { server: sandbox.url, credentials }, userAgent: 'writer' });
  watcher = openKubeClient({ connection: { server: proxy.url, credentials }, userAgent: 'watcher' });
});

afterEach(async () => {
  writer.close();
  watcher.close();
  await proxy.close();
  await sandbox.close();
});

/** Numbers that a seed decides: a failing run can be played again. */
function random(start: number): (below: number) => number {
  let state = start >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

async function change(next: (below: number) => number): Promise<void> {
  const name = `c${String(next(40))}`;
  const ref = { ...type, namespace: 'default', name };
  const object = { ...type, metadata: { name, namespace: 'default' }, data: { n: String(next(1e9)) } };
  if (next(3) === 0) await writer.delete(ref).catch(() => undefined);
  else await writer.patch(ref, { data: object.data }, { type: 'merge' }).catch(() => writer.create(object));
}

function contents(objects: readonly KubeObject[]): string[] {
  return objects
    .map(({ metadata }) => `${metadata.name ?? ''} ${metadata.uid ?? ''} ${metadata.resourceVersion ?? ''}`)
    .sort();
}

describe('a watch cache under churn', () => {
  it(
    `equals the API server after ${String(seconds)} s of broken, held and refused connections (seed ${String(seed)})`,
    async () => {
      const next = random(seed);
      const wrong: unknown[] = [];
      const onProblem = ({ during, error }: WatchProblem): void => {
        if (during === 'listener') wrong.push(error);
      };
      const stop = new AbortController();
      const cache = new WatchCache(watcher, {
        type,
        idleTimeoutMs: 300,
        minBackoffMs: 20,
        maxBackoffMs: 200,
        onProblem,
      });
      const mirror = new Map<string, KubeObject>();
      cache.subscribe((event) => {
        const { namespace, name } = event.object.metadata;
        const key = `${namespace ?? ''}/${name ?? ''}`;
        // An event must fit what was told before it.
        expect(mirror.has(key)).toBe(event.type !== 'added');
        if (event.type === 'deleted') mirror.delete(key);
        else mirror.set(key, event.object);
      });
      const running = cache.start(stop.signal);
      const end = performance.now() + seconds * 1000;
      let breaks = 0;
      while (performance.now() < end) {
        for (let count = next(20); count > 0; count--) await change(next);
        breaks++;
        const way = next(3);
        if (way === 0) proxy.cut();
        else if (way === 1) proxy.hold();
        else await proxy.refuse();
        for (let count = next(60); count > 0; count--) await change(next);
        if (way === 2) await proxy.listen();
      }
      const stored = contents((await writer.list(type)).items);
      await until(() => JSON.stringify(contents(cache.list())) === JSON.stringify(stored), 25_000);
      expect(contents([...mirror.values()])).toEqual(stored);
      expect(wrong).toEqual([]);
      expect(breaks).toBeGreaterThan(2);
      stop.abort();
      await running;
    },
    seconds * 1000 + 30_000,
  );

  it('loses its objects with the kind, and follows the kind when it comes again', async () => {
    const widget = { apiVersion: 'test.example/v1', kind: 'Widget' };
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'widgets.test.example' },
    };
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
    const spec = {
      group: 'test.example',
      names: { kind: 'Widget', plural: 'widgets', singular: 'widget', listKind: 'WidgetList' },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    };
    const create = async (name: string): Promise<void> => {
      await writer.create({ ...definition, spec });
      await untilPasses(async () => {
        writer.discovery.invalidate();
        await writer.create({ ...widget, metadata: { name, namespace: 'default' } });
      });
    };
    await create('first');
    const stop = new AbortController();
    const cache = new WatchCache(watcher, { type: widget, minBackoffMs: 10, maxBackoffMs: 50 });
    const running = cache.start(stop.signal);
    await until(() => cache.list().length === 1);
    await writer.delete({ ...definition, name: 'widgets.test.example' });
    await until(() => cache.list().length === 0);
    proxy.cut();
    await until(() => !cache.isLive());
    await create('second');
    await until(() => cache.get('default', 'second') !== undefined);
    stop.abort();
    await running;
  });

  it('is behind for no longer than its idle deadline when a connection stands and carries nothing', async () => {
    const stop = new AbortController();
    const cache = new WatchCache(watcher, { type, idleTimeoutMs: 200, minBackoffMs: 10 });
    const running = cache.start(stop.signal);
    await until(() => cache.isLive());
    proxy.hold();
    await writer.create({ ...type, metadata: { name: 'missed', namespace: 'default' } });
    const startedAt = performance.now();
    await until(() => cache.get('default', 'missed') !== undefined);
    expect(performance.now() - startedAt).toBeLessThan(2000);
    stop.abort();
    await running;
  });
});
