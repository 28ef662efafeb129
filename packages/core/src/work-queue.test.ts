import { beforeEach, describe, expect, it } from 'vitest';
import { WorkQueue } from './index.ts';
import { FakeClock } from './testing/index.ts';

let clock: FakeClock;
let queue: WorkQueue;
const never = new AbortController().signal;

beforeEach(() => {
  clock = new FakeClock();
  queue = new WorkQueue({ clock, minDelayMs: 750, maxDelayMs: 900_000 });
});

async function drain(): Promise<string[]> {
  const keys: string[] = [];
  while (queue.depth > 0) {
    const { key } = await queue.take(never);
    keys.push(key);
    queue.finish(key);
  }
  return keys;
}

describe('a work queue', () => {
  it('gives a key once, with all that woke it', async () => {
    queue.add('a', { reason: 'x' });
    queue.add('a', { reason: 'y' });
    queue.add('a', { reason: 'x' });
    expect(await queue.take(never)).toMatchObject({ key: 'a', reasons: ['x', 'y'] });
    expect(queue.depth).toBe(0);
  });

  it('runs a key again when it was added while it was worked on, not beside it', async () => {
    queue.add('a', { reason: 'x' });
    await queue.take(never);
    queue.add('a', { reason: 'y' });
    expect(queue.depth).toBe(0);
    queue.finish('a');
    expect(await queue.take(never)).toMatchObject({ reasons: ['y'] });
    queue.finish('a');
    expect(queue.depth).toBe(0);
  });

  it('serves first come, first served, and higher priorities before', async () => {
    for (const key of ['a', 'b', 'c', 'd']) queue.add(key, { reason: 'x' });
    queue.add('c', { reason: 'changed', priority: 10 });
    queue.add('e', { reason: 'changed', priority: 10 });
    queue.add('a', { reason: 'later', priority: -1 });
    expect(await drain()).toEqual(['c', 'e', 'a', 'b', 'd']);
  });

  it('hands a key to a worker that waits', async () => {
    const taken = queue.take(never);
    queue.add('a', { reason: 'x' });
    expect((await taken).key).toBe('a');
  });

  it('lets a waiting worker go', async () => {
    const stop = new AbortController();
    const taken = queue.take(stop.signal);
    stop.abort(new Error('stopped'));
    await expect(taken).rejects.toThrow('stopped');
    queue.add('a', { reason: 'x' });
    expect(queue.depth).toBe(1);
  });

  it('takes the earlier of two delayed wishes', async () => {
    queue.add('a', { reason: 'late', afterMs: 1000 });
    queue.add('a', { reason: 'early', afterMs: 100 });
    queue.add('a', { reason: 'never', afterMs: 500 });
    clock.advance(99);
    expect(queue.depth).toBe(0);
    clock.advance(1);
    expect(await queue.take(never)).toMatchObject({ reasons: ['early'] });
    expect(clock.pending).toBe(0);
  });

  it('fulfils a delayed wish by a run that comes before it', async () => {
    queue.add('a', { reason: 'interval', afterMs: 1000 });
    queue.add('a', { reason: 'changed' });
    await queue.take(never);
    queue.finish('a');
    clock.advance(10_000);
    expect(queue.depth).toBe(0);
  });

  it('keeps a delayed wish that was made during the run', async () => {
    queue.add('a', { reason: 'x' });
    await queue.take(never);
    queue.add('a', { reason: 'interval', afterMs: 1000 });
    queue.finish('a');
    clock.advance(1000);
    expect(await queue.take(never)).toMatchObject({ reasons: ['interval'] });
  });

  it('doubles the delay with each failure, up to its limit and to that of the caller', () => {
    const delays = Array.from({ length: 13 }, () => queue.retry('a', { reason: 'retry' }));
    expect(delays.slice(0, 4)).toEqual([750, 1500, 3000, 6000]);
    expect(delays.at(-1)).toBe(900_000);
    expect(queue.retry('a', { reason: 'retry', maxDelayMs: 60_000 })).toBe(60_000);
    expect(queue.retry('b', { reason: 'retry' })).toBe(750);
    queue.resetFailures('a');
    expect(queue.retry('a', { reason: 'retry' })).toBe(750);
  });

  it('survives more failures than a double can double', () => {
    for (let index = 0; index < 5000; index++) queue.retry('a', { reason: 'retry' });
    expect(queue.retry('a', { reason: 'retry' })).toBe(900_000);
  });

  it('forgets a key that is gone', () => {
    queue.add('a', { reason: 'x' });
    queue.retry('b', { reason: 'retry' });
    queue.drop('a');
    queue.drop('b');
    clock.advance(10_000);
    expect(queue.depth).toBe(0);
    expect(queue.retry('b', { reason: 'retry' })).toBe(750);
  });

  it('does not let a key that comes again and again hold up others', async () => {
    queue.add('greedy', { reason: 'x' });
    queue.add('other', { reason: 'x' });
    const first = await queue.take(never);
    queue.add('greedy', { reason: 'y' });
    queue.finish(first.key);
    expect((await queue.take(never)).key).toBe('other');
  });
});
