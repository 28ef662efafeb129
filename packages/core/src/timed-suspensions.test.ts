import { WatchCache } from '@sluice/kube';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLogger } from './create-logger.ts';
import type { EventInput } from './events.ts';
import { suspendedUntilAnnotation, suspendReasonAnnotation } from './reconciled-object.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { eventually, openWorld, widgetType, type World } from './test-support/widget-world.ts';
import { timedSuspensions } from './timed-suspensions.ts';

const agent = 'suspender';
const ref = { ...widgetType, namespace: 'default', name: 'one' };

let world: World;
let clock: FakeClock;
let stop: AbortController;
let events: EventInput[];

beforeEach(async () => {
  world = await openWorld();
  clock = new FakeClock(Date.now());
  stop = new AbortController();
  events = [];
});

afterEach(async () => {
  stop.abort();
  await world.close();
});

function start(): Promise<void> {
  const client = world.connect(agent);
  const cache = new WatchCache(client, { type: widgetType });
  void cache.start(stop.signal);
  const runnable = timedSuspensions({
    cache,
    client,
    clock,
    objectOf: (object) => object,
    events: { record: (_subject, event) => void events.push(event) },
    log: silentLogger,
    fieldManager: agent,
  });
  return runnable.start(stop.signal);
}

const notes = (ms: number): Record<string, string> => ({
  [suspendedUntilAnnotation]: new Date(ms).toISOString(),
  [suspendReasonAnnotation]: 'incident 42',
});

const isResumed = async (): Promise<void> => {
  const { spec, metadata } = await world.getWidget('one');
  expect(spec).toEqual({});
  expect(metadata.annotations).toBeUndefined();
};

it('ends a suspension when its time comes, also after it was moved, and a controller that starts then', async () => {
  const begun = clock.now();
  await world.createWidget('one', { suspend: true }, { annotations: notes(begun + 300_000) });
  const running = start();
  await eventually(() => {
    expect(clock.nextTimerIn).toBe(300_000);
  });
  await world.client.patch(ref, { metadata: { annotations: notes(begun + 60_000) } }, { type: 'merge' });
  await eventually(() => {
    expect(clock.nextTimerIn).toBe(60_000);
  });
  expect(clock.pending).toBe(1);
  clock.advance(60_000);
  await eventually(isResumed);
  expect(events.map(({ reason, severity }) => [reason, severity])).toEqual([['Resumed', 'info']]);
  stop.abort();
  await running;
  expect(clock.pending).toBe(0);
});

it('tries again when the API server refuses', async () => {
  world.sandbox.faults.add({ match: { verb: 'patch', resource: 'widgets' }, status: 500, times: 1 });
  await world.createWidget('one', { suspend: true }, { annotations: notes(0) });
  void start();
  await eventually(() => {
    expect(clock.nextTimerIn).toBe(10_000);
  });
  expect((await world.getWidget('one')).spec.suspend).toBe(true);
  clock.advance(10_000);
  await eventually(isResumed);
});

it('takes the notes from an object that somebody else resumed, and forgets one that is deleted', async () => {
  await world.createWidget('one', {}, { annotations: notes(0) });
  await world.createWidget('two', { suspend: true }, { annotations: notes(clock.now() + 60_000) });
  void start();
  await eventually(isResumed);
  expect(events).toEqual([]);
  await eventually(() => {
    expect(clock.pending).toBe(1);
  });
  await world.client.delete({ ...ref, name: 'two' });
  await eventually(() => {
    expect(clock.pending).toBe(0);
  });
});
