import type { Fault } from '@sluice/sandbox';
import { describe, expect, it } from 'vitest';
import { isNotFound } from '@sluice/kube';
import { createManager, silentLogger } from './index.ts';
import {
  eventually,
  openWorld,
  type WidgetScope,
  widgetKind,
  widgetType,
  type World,
} from './test-support/widget-world.ts';

/** What goes wrong, and until when: a number of requests, or a time. */
interface Case {
  readonly name: string;
  readonly fault: Fault;
  /** Taken away after so long; otherwise used up. */
  readonly lastsMs?: number;
}

const own = { resource: 'widgets' };
const status = { ...own, verb: 'patch', subresource: 'status' };
const applied = { resource: 'configmaps', verb: ['patch', 'delete'] };
const finalizer = { ...own, verb: 'patch', subresource: '' };

const cases: readonly Case[] = [
  { name: '500 to status patches', fault: { match: status, status: 500, times: 3 } },
  { name: '503 to status patches', fault: { match: status, status: 503, times: 3 } },
  { name: '504 to status patches', fault: { match: status, status: 504, times: 2 } },
  { name: '409 to status patches', fault: { match: status, status: 409, times: 2 } },
  {
    name: '429 with Retry-After to status patches',
    fault: { match: status, status: 429, retryAfterSeconds: 1, times: 1 },
  },
  { name: '403 to status patches (RBAC flips)', fault: { match: status, status: 403, times: 3 } },
  { name: '422 to a status patch', fault: { match: status, status: 422, times: 1 } },
  { name: 'status patches without an answer', fault: { match: status, disconnect: 'after', times: 2 } },
  { name: 'status patches cut before', fault: { match: status, disconnect: 'before', times: 2 } },
  { name: '409 to finalizer patches', fault: { match: finalizer, status: 409, times: 2 } },
  { name: 'finalizer patches without an answer', fault: { match: finalizer, disconnect: 'after', times: 1 } },
  { name: '500 to what a step applies', fault: { match: applied, status: 500, times: 2 } },
  { name: '409 to what a step applies', fault: { match: applied, status: 409, times: 2 } },
  {
    name: '503 with Retry-After to what a step applies',
    fault: { match: applied, status: 503, retryAfterSeconds: 1, times: 1 },
  },
  { name: 'what a step applies without an answer', fault: { match: applied, disconnect: 'after', times: 2 } },
  { name: '500 to everything about the kind', fault: { match: own, status: 500 }, lastsMs: 400 },
  { name: '401 to everything about the kind', fault: { match: own, status: 401 }, lastsMs: 400 },
  { name: '404 to everything about the kind', fault: { match: own, status: 404 }, lastsMs: 400 },
  { name: 'every connection cut', fault: { disconnect: 'before' }, lastsMs: 400 },
  { name: 'slow answers', fault: { match: own, latencyMs: 150 }, lastsMs: 600 },
];

const configMap = { apiVersion: 'v1', kind: 'ConfigMap' };

/** A kind with an effect of its own: a ConfigMap with the size. */
const kind = widgetKind({
  steps: [
    async ({ run }: WidgetScope) => {
      const metadata = { name: run.key.name, namespace: run.key.namespace };
      await run.client.apply(
        { ...configMap, metadata, data: { size: String(run.object.spec.size) } },
        { fieldManager: 'w', force: true },
      );
      run.status.size = run.object.spec.size;
      return { kind: 'done' };
    },
  ],
  finalize: async ({ run }) => {
    await run.client.delete({ ...configMap, ...run.key }).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
    return { kind: 'done' };
  },
});

const ref = { ...widgetType, namespace: 'default', name: 'one' };

/** The three things that happen to an object, and how the world looks when the controller is through with each. */
const phases: Readonly<
  Record<
    string,
    { readonly act: (world: World) => Promise<unknown>; readonly settled: (world: World) => Promise<void> }
  >
> = {
  create: {
    act: (world) => world.createWidget('one', { size: 1 }),
    settled: (world) => expectSize(world, 1),
  },
  change: {
    act: (world) => world.client.patch(ref, { spec: { size: 2 } }, { type: 'merge' }),
    settled: (world) => expectSize(world, 2),
  },
  delete: {
    act: (world) => world.client.delete(ref),
    settled: async (world) => {
      expect((await world.client.list(widgetType)).items).toEqual([]);
      const { items } = await world.client.list(configMap, { namespace: 'default' });
      expect(items.filter(({ metadata }) => metadata.name === 'one')).toEqual([]);
    },
  },
};

async function expectSize(world: World, size: number): Promise<void> {
  const widget = await world.getWidget('one');
  expect(widget.status).toMatchObject({ size, observedGeneration: widget.metadata.generation });
  const ready = widget.status?.conditions?.find(({ type }) => type === 'Ready');
  expect(ready?.status).toBe('True');
  expect((await world.client.get({ ...configMap, namespace: 'default', name: 'one' }))['data']).toEqual({
    size: String(size),
  });
}

async function startController(world: World): Promise<() => Promise<void>> {
  const client = world.connect('widget-controller').impersonate('controller');
  const manager = createManager({
    name: 'widget-controller',
    client,
    log: silentLogger,
    minRetryDelayMs: 50,
    maxRetryDelayMs: 500,
  });
  manager.addController({ kind, cache: manager.cache(widgetType), concurrency: 1, statusFieldManager: 'w' });
  const stop = new AbortController();
  const running = manager.start(stop.signal);
  return async () => {
    stop.abort(new Error('stopped'));
    await running;
  };
}

/** The controller has a user of its own, so that the fault hits its requests alone: the test must go on seeing. */
function inject(world: World, { fault, lastsMs }: Case): () => void {
  const remove = world.sandbox.faults.add({ ...fault, match: { ...fault.match, user: 'controller' } });
  if (lastsMs !== undefined) setTimeout(remove, lastsMs);
  return remove;
}

const mayDoAll = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'controller' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'controller' }],
};

async function play(each: Case, phaseWithFault: string): Promise<void> {
  const world = await openWorld();
  await world.client.create(mayDoAll);
  const stop = await startController(world);
  try {
    for (const [name, phase] of Object.entries(phases)) {
      const remove = name === phaseWithFault ? inject(world, each) : undefined;
      await eventually(() => phase.act(world));
      await eventually(() => phase.settled(world), 10_000);
      remove?.();
    }
  } finally {
    await stop();
    await world.close();
  }
}

describe.concurrent('faults of the API server', () => {
  const cells = cases.flatMap((each) => Object.keys(phases).map((phase) => [each.name, phase, each] as const));

  it.each(cells)(
    '%s, during %s',
    async (_name, phase, each) => {
      await play(each, phase);
    },
    30_000,
  );
});
