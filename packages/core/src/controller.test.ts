import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fluxFinalizer, type Kind, type ManagerOptions, createManager, requestedAtAnnotation, silentLogger } from './index.ts';
import { eventually, openWorld, type Widget, widgetKind, type WidgetScope, widgetType, type World } from './test-support/widget-world.ts';

let world: World;
let stop: AbortController;
let running: Promise<void> | undefined;

beforeEach(async () => {
  world = await openWorld();
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await running;
  running = undefined;
  await world.close();
});

function run(overrides: Partial<Kind<Widget, WidgetScope, { runs: number }>> = {}, options: Partial<ManagerOptions> = {}): void {
  const client = world.connect('widget-controller');
  const manager = createManager({ name: 'widget-controller', client, log: silentLogger, minRetryDelayMs: 20, ...options });
  manager.addController({
    kind: widgetKind(overrides),
    cache: manager.cache(widgetType),
    concurrency: 2,
    statusFieldManager: 'widget-controller',
  });
  running = manager.start(stop.signal);
}

function requests(verbs: readonly string[]): string[] {
  return world.sandbox.audit
    .filter((record) => record.userAgent === 'widget-controller' && record.resource !== '' && verbs.includes(record.verb))
    .map((record) => `${record.verb} ${record.resource}${record.subresource === '' ? '' : `/${record.subresource}`}`);
}

const writes = ['create', 'update', 'patch', 'delete'];

async function whenReady(name: string): Promise<Widget> {
  return eventually(async () => {
    const widget = await world.getWidget(name);
    expect(widget.status?.conditions?.find((condition) => condition.type === 'Ready')?.status).toBe('True');
    expect(widget.status?.observedGeneration).toBe(widget.metadata.generation);
    return widget;
  });
}

describe('a controller on an API server', () => {
  it('makes an object Ready by one finalizer and one status patch', async () => {
    run();
    await world.createWidget('one', { size: 3 });
    const widget = await whenReady('one');
    expect(widget.status?.size).toBe(3);
    expect(widget.metadata.finalizers).toEqual([fluxFinalizer]);
    expect(widget.status?.conditions?.map((condition) => condition.type)).toEqual(['Ready']);
    expect(requests(writes)).toEqual(['patch widgets', 'patch widgets/status']);
    expect(requests(['get'])).toEqual([]);
  });

  it('sees a change of the spec and writes only what differs', async () => {
    run();
    const created = await world.createWidget('one', { size: 3 });
    await whenReady('one');
    await world.client.patch({ ...widgetType, namespace: 'default', name: 'one' }, { spec: { size: 4 } }, { type: 'merge' });
    await eventually(async () => {
      expect((await world.getWidget('one')).status).toMatchObject({ size: 4, observedGeneration: (created.metadata.generation ?? 0) + 1 });
    });
    expect(requests(writes)).toEqual(['patch widgets', 'patch widgets/status', 'patch widgets/status']);
  });

  it('records a request to reconcile, and writes nothing else for it', async () => {
    run();
    await world.createWidget('one', { size: 3 });
    const before = await whenReady('one');
    const ref = { ...widgetType, namespace: 'default', name: 'one' };
    await world.client.patch(ref, { metadata: { annotations: { [requestedAtAnnotation]: 'now' } } }, { type: 'merge' });
    const after = await eventually(async () => {
      const widget = await world.getWidget('one');
      expect(widget.status?.lastHandledReconcileAt).toBe('now');
      return widget;
    });
    expect(after.status?.conditions).toEqual(before.status?.conditions);
  });

  it('does nothing with a suspended object but note the request', async () => {
    run();
    await world.createWidget('one', { size: 3, suspend: true }, { annotations: { [requestedAtAnnotation]: 'x' } });
    await eventually(async () => {
      expect((await world.getWidget('one')).status).toEqual({ lastHandledReconcileAt: 'x' });
    });
  });

  it('finalizes before the object goes', async () => {
    const finalized: string[] = [];
    run({
      finalize: ({ run: { key } }) => {
        finalized.push(key.name);
        return Promise.resolve({ kind: 'done' });
      },
    });
    await world.createWidget('one');
    await whenReady('one');
    await world.client.delete({ ...widgetType, namespace: 'default', name: 'one' });
    await eventually(async () => {
      expect((await world.client.list(widgetType)).items).toEqual([]);
    });
    expect(finalized).toEqual(['one']);
  });
});
