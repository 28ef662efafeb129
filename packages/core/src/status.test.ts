import type { KubeObject } from '@sluice/objects';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Condition, ConditionSet, systemClock } from './index.ts';
import { StatusWriter } from './status-writer.ts';
import { openWorld, type Widget, widgetType, type World } from './test-support/widget-world.ts';

let world: World;

beforeEach(async () => {
  world = await openWorld();
});

afterEach(async () => {
  await world.close();
});

function writerOf(object: KubeObject): StatusWriter {
  const client = world.connect('writer');
  return new StatusWriter(object, { client, clock: systemClock, fieldManager: 'writer', onWritten: () => undefined });
}

const ref = { ...widgetType, namespace: 'default', name: 'one' };

function condition(type: string, status: Condition['status'] = 'True'): Condition {
  return {
    type,
    status,
    reason: 'R',
    message: type,
    lastTransitionTime: '2026-01-01T00:00:00Z',
    observedGeneration: 1,
  };
}

function written(): string[] {
  return world.sandbox.audit
    .filter(({ userAgent, resource }) => userAgent === 'writer' && resource !== '')
    .map(({ verb, status }) => `${verb} ${String(status)}`);
}

async function conditionTypes(): Promise<string[]> {
  return ((await world.getWidget('one')).status?.conditions ?? []).map(({ type }) => type);
}

describe('a status writer', () => {
  it('sends one patch with what differs, as its field manager, and nothing for nothing', async () => {
    const writer = writerOf(await world.createWidget('one'));
    expect(await writer.write({ conditions: [condition('Ready')] })).toBe(true);
    expect(await writer.write({ conditions: [condition('Ready')] })).toBe(false);
    expect(written()).toEqual(['patch 200']);
    expect(
      world.sandbox.audit.find(({ verb, userAgent }) => verb === 'patch' && userAgent === 'writer')?.fieldManager,
    ).toBe('writer');
  });

  it('takes fields away that the status has no more', async () => {
    const writer = writerOf(await world.createWidget('one'));
    await writer.write({ observedGeneration: 1, lastHandledReconcileAt: 'x' });
    await writer.write({ observedGeneration: 2 });
    expect((await world.getWidget('one')).status).toEqual({ observedGeneration: 2 });
  });

  it('writes one after the other, each from the version before it', async () => {
    const writer = writerOf(await world.createWidget('one'));
    await Promise.all([1, 2, 3].map((observedGeneration) => writer.write({ observedGeneration })));
    expect((await world.getWidget('one')).status).toEqual({ observedGeneration: 3 });
    expect(written()).toEqual(['patch 200', 'patch 200', 'patch 200']);
  });

  it('keeps a condition that somebody else set meanwhile', async () => {
    const writer = writerOf(await world.createWidget('one'));
    await world.client.patch(
      ref,
      { status: { conditions: [condition('Foreign')] as never } },
      { type: 'merge', subresource: 'status' },
    );
    await writer.write({ conditions: [condition('Ready')] });
    expect(await conditionTypes()).toEqual(['Ready', 'Foreign']);
    expect(written()).toEqual(['patch 409', 'get 200', 'patch 200']);
  });

  it('does not bring back a condition that it deleted itself', async () => {
    const writer = writerOf(await world.createWidget('one'));
    await writer.write({ conditions: [condition('Reconciling')] });
    await world.client.patch(ref, { metadata: { labels: { changed: 'true' } } }, { type: 'merge' });
    await writer.write({ conditions: [condition('Ready')] });
    expect(await conditionTypes()).toEqual(['Ready']);
  });

  it('says that the object is gone, and has nobody to tell when another took its name', async () => {
    const first = writerOf(await world.createWidget('one'));
    await world.client.delete(ref);
    await expect(first.write({ observedGeneration: 1 })).rejects.toMatchObject({ status: 404 });
    await world.createWidget('one');
    expect(await first.write({ observedGeneration: 2 })).toBe(false);
    expect((await world.getWidget('one')).status).toBeUndefined();
  });

  it('gives up after five conflicts', async () => {
    world.sandbox.faults.add({ match: { verb: 'patch', subresource: 'status' }, status: 409 });
    const writer = writerOf(await world.createWidget('one'));
    await expect(writer.write({ observedGeneration: 1 })).rejects.toMatchObject({ status: 409 });
    expect(written().filter((line) => line === 'patch 409')).toHaveLength(5);
  });

  it('shows the time of the last change that an observer could see', async () => {
    const object = await world.createWidget('one');
    const writer = writerOf(object);
    await writer.write({ conditions: [condition('Ready')] });
    const status: NonNullable<Widget['status']> = { conditions: [condition('Ready')] };
    const conditions = new ConditionSet(status, 1, systemClock);
    conditions.markUnknown('Ready', 'Progressing', 'working');
    conditions.markTrue('Ready', 'R', 'Ready');
    expect(status.conditions?.[0]?.lastTransitionTime).not.toBe('2026-01-01T00:00:00Z');
    expect(await writer.write(status)).toBe(false);
  });
});
