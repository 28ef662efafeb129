import { type ObjectKey, systemClock } from '@sluice/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TestBench } from '../../test-support/test-bench.ts';
import { WatchedObjects, type WatchTarget } from './watched-objects.ts';

let bench: TestBench;
let watched: WatchedObjects;
let stop: AbortController;

const map = (name: string): WatchTarget => ({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name });
const reader = (name: string): ObjectKey => ({ namespace: 'default', name });

beforeEach(async () => {
  bench = await TestBench.open();
  stop = new AbortController();
  const parts = { client: bench.client, clock: systemClock, onProblem: () => undefined, maxWatches: 2 };
  watched = new WatchedObjects(parts, stop.signal);
  for (const name of ['a', 'b'])
    await bench.client.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'default', name } });
});

afterEach(async () => {
  stop.abort();
  await bench.close();
});

const read = (who: string, target: WatchTarget) => watched.read(reader(who), target, stop.signal);
const opened = (): number =>
  bench.sandbox.audit.filter(({ verb, resource }) => verb === 'watch' && resource === 'configmaps').length;

it('is one watch for all that read the same, and none when nobody does', async () => {
  const readings = await Promise.all([read('one', map('a')), read('two', map('a'))]);
  for (const reading of readings)
    expect(reading).toMatchObject({ kind: 'seen', objects: [{ metadata: { name: 'a' } }] });
  expect(watched.size).toBe(1);
  watched.keep(reader('one'), []);
  expect(watched.size).toBe(1);
  watched.keep(reader('two'), [map('b')]);
  expect(watched.size).toBe(0);
  expect(opened()).toBeLessThanOrEqual(1);
});

it('tells other users apart', async () => {
  await read('one', map('a'));
  const stranger = await read('one', { ...map('a'), user: 'system:serviceaccount:default:nobody' });
  expect(stranger).toMatchObject({ kind: 'unreadable' });
  expect(watched.size).toBe(2);
});

it('has a limit', async () => {
  await read('one', map('a'));
  await read('one', map('b'));
  const reading = await read('one', map('c'));
  expect(reading).toEqual({ kind: 'unreadable', problem: 'too many objects are watched already' });
  watched.keep(reader('one'), [map('a')]);
  expect(await read('one', map('c'))).toEqual({ kind: 'seen', objects: [] });
});

it('wakes its readers, and nobody else', async () => {
  const woken: string[] = [];
  const { promise, resolve } = Promise.withResolvers<undefined>();
  await Promise.all([read('one', map('a')), read('two', map('b'))]);
  watched.subscribe(({ key }) => {
    woken.push(key.name);
    resolve(undefined);
  });
  const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'a' };
  await bench.client.patch(ref, { data: { x: '1' } }, { type: 'merge' });
  await promise;
  expect(woken).toEqual(['one']);
});
