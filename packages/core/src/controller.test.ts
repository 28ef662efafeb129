import type { KubeObject } from '@sluice/objects';
import { afterEach, describe, expect, it } from 'vitest';
import { fluxFinalizer, requestedAtAnnotation, wakeOn } from './index.ts';
import { type ControllerWorld, openControllerWorld } from './test-support/controller-world.ts';
import { eventually, type Widget, widgetType } from './test-support/widget-world.ts';

let world: ControllerWorld;

afterEach(async () => {
  await world.close();
});

const ref = { ...widgetType, namespace: 'default', name: 'one' };

async function whenReady(name: string): Promise<Widget> {
  return eventually(async () => {
    expect((await world.condition(name, 'Ready'))?.status).toBe('True');
    const widget = await world.getWidget(name);
    expect(widget.status?.observedGeneration).toBe(widget.metadata.generation);
    return widget;
  });
}

describe('a controller', () => {
  it('makes an object Ready by one finalizer and one status patch, without reading it', async () => {
    world = await openControllerWorld();
    await world.createWidget('one', { size: 3 });
    const widget = await whenReady('one');
    expect(widget.status?.size).toBe(3);
    expect(widget.metadata.finalizers).toEqual([fluxFinalizer]);
    expect(widget.status?.conditions?.map((condition) => condition.type)).toEqual(['Ready']);
    expect(world.requests()).toEqual(['patch widgets', 'patch widgets/status']);
    expect(world.requests(['get'])).toEqual([]);
  });

  it('sees a change of the spec and writes only what differs', async () => {
    world = await openControllerWorld();
    await world.createWidget('one', { size: 3 });
    await whenReady('one');
    await world.client.patch(ref, { spec: { size: 4 } }, { type: 'merge' });
    await eventually(async () => {
      expect((await world.getWidget('one')).status).toMatchObject({ size: 4, observedGeneration: 2 });
    });
    expect(world.requests()).toEqual(['patch widgets', 'patch widgets/status', 'patch widgets/status']);
  });

  it('records a request to reconcile, and writes nothing else for it', async () => {
    world = await openControllerWorld();
    await world.createWidget('one', { size: 3 });
    const before = await whenReady('one');
    await world.client.patch(ref, { metadata: { annotations: { [requestedAtAnnotation]: 'now' } } }, { type: 'merge' });
    const after = await eventually(async () => {
      const widget = await world.getWidget('one');
      expect(widget.status?.lastHandledReconcileAt).toBe('now');
      return widget;
    });
    expect(after.status?.conditions).toEqual(before.status?.conditions);
  });

  it('does nothing with a suspended object but note the request', async () => {
    world = await openControllerWorld();
    await world.createWidget('one', { size: 3, suspend: true }, { annotations: { [requestedAtAnnotation]: 'x' } });
    await eventually(async () => {
      expect((await world.getWidget('one')).status).toEqual({ lastHandledReconcileAt: 'x' });
    });
  });

  it('is not woken by labels, status, or annotations of others', async () => {
    let runs = 0;
    world = await openControllerWorld({
      steps: [
        () => {
          runs++;
          return Promise.resolve({ kind: 'done' });
        },
      ],
    });
    await world.createWidget('one');
    await whenReady('one');
    await world.client.patch(ref, { metadata: { labels: { a: 'b' }, annotations: { c: 'd' } } }, { type: 'merge' });
    await world.client.patch(ref, { status: { size: 9 } }, { type: 'merge', subresource: 'status' });
    await world.createWidget('two');
    await whenReady('two');
    expect(runs).toBe(2);
  });

  it('finalizes before the object goes', async () => {
    const finalized: string[] = [];
    world = await openControllerWorld({
      finalize: ({ run: { key } }) => {
        finalized.push(key.name);
        return Promise.resolve({ kind: 'done' });
      },
    });
    await world.createWidget('one');
    await whenReady('one');
    await world.client.delete(ref);
    await eventually(async () => {
      expect((await world.client.list(widgetType)).items).toEqual([]);
    });
    expect(finalized).toEqual(['one']);
  });

  it('wakes objects for changes of other kinds, and only objects that are there', async () => {
    const reasons: string[][] = [];
    const step = ({
      run,
    }: {
      readonly run: { readonly reasons: readonly string[] };
    }): Promise<{ readonly kind: 'done' }> => {
      reasons.push([...run.reasons]);
      return Promise.resolve({ kind: 'done' });
    };
    world = await openControllerWorld({ steps: [step] }, {}, (manager) => [
      wakeOn<KubeObject>(manager.cache({ apiVersion: 'v1', kind: 'Secret' }), ({ object }) =>
        ['one', 'missing'].map((name) => ({
          key: { namespace: object.metadata.namespace ?? '', name },
          reason: `config ${object.metadata.name ?? ''}`,
        })),
      ),
    ]);
    await world.createWidget('one');
    await whenReady('one');
    await world.client.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'settings', namespace: 'default' },
    });
    await eventually(() => {
      expect(reasons).toEqual([['created'], ['config settings']]);
    });
  });
});
