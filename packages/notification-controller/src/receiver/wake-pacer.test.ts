import { FakeClock } from '@sluice/core/testing';
import { beforeEach, expect, it } from 'vitest';
import { WakePacer } from './wake-pacer.ts';

let clock: FakeClock;
let pacer: WakePacer;
let done: string[];

beforeEach(() => {
  clock = new FakeClock();
  pacer = new WakePacer(clock, new AbortController().signal);
  done = [];
});

const run = (key: string, name: string): Promise<void> =>
  pacer.run(key, () => {
    done.push(name);
    return Promise.resolve();
  });

it('acts at once, and once more for all who come within the second', async () => {
  await run('a', 'first');
  const late = [run('a', 'second'), run('a', 'third')];
  await run('b', 'other');
  expect(done).toEqual(['first', 'other']);
  clock.advance(999);
  await Promise.resolve();
  expect(done).toEqual(['first', 'other']);
  clock.advance(1);
  await Promise.all(late);
  expect(done).toEqual(['first', 'other', 'second']);
  const next = run('a', 'fourth');
  expect(done).toHaveLength(3);
  clock.advance(1_000);
  await next;
  expect(done).toEqual(['first', 'other', 'second', 'fourth']);
});

it('tells everybody who shares a turn that it failed, and goes on', async () => {
  await run('a', 'first');
  const fail = (): Promise<void> => pacer.run('a', () => Promise.reject(new Error('no')));
  const late = Promise.allSettled([fail(), fail()]);
  clock.advance(1_000);
  expect((await late).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  clock.advance(1_000);
  await run('a', 'again');
  expect(done).toEqual(['first', 'again']);
});
