import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Event } from '../event/event.ts';
import { Spool, SpoolFullError } from './spool.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-spool-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

const open = (options: { readonly maxEvents?: number; readonly maxBytes?: number } = {}): Promise<Spool> =>
  Spool.open({ directory, rememberMs: 1_000, now: () => 0, ...options });

function event(id: string, message = id) {
  const body: Event = {
    involvedObject: { kind: 'Kustomization', name: 'a', namespace: 'b' },
    severity: 'error',
    message,
    reason: 'X',
    reportingController: 'c',
    metadata: {},
  };
  return { id, at: 0, key: `key-${id}`, event: body };
}

it('keeps what is not done, and what was settled of it', async () => {
  const spool = await open();
  const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((id) => spool.accept(event(id))));
  if (a === undefined || b === undefined || c === undefined) throw new Error('not accepted');
  await spool.settle(a, 'x');
  await spool.finish(b);
  await spool.close();
  const again = await open();
  expect(again.live().map(({ id, settled }) => [id, ...settled])).toEqual([['a', 'x'], ['c']]);
  expect([...again.seen()].map(([key]) => key)).toEqual(['key-a', 'key-b', 'key-c']);
  expect(await again.accept(event('a'))).toBeUndefined();
  await again.close();
});

it('drops a line that a crash cut off, and goes on behind the last whole one', async () => {
  const spool = await open();
  await spool.accept(event('a'));
  await spool.close();
  await appendFile(join(directory, 'events.journal'), '{"type":"accepted","id":"torn"');
  const again = await open();
  expect(again.live().map(({ id }) => id)).toEqual(['a']);
  await again.accept(event('b'));
  await again.close();
  const third = await open();
  expect(third.live().map(({ id }) => id)).toEqual(['a', 'b']);
  await third.close();
});

it('rewrites the journal when most of it is done, without losing what is not', async () => {
  const spool = await open();
  await spool.accept(event('kept'));
  for (let at = 0; at < 40; at++) {
    const accepted = await spool.accept(event(`e${String(at)}`, 'x'.repeat(39_000)));
    if (accepted !== undefined) await spool.finish(accepted);
  }
  await spool.accept(event('last'));
  await spool.close();
  expect((await stat(join(directory, 'events.journal'))).size).toBeLessThan(1024 * 1024);
  expect(await readFile(join(directory, 'events.journal'), 'utf8')).toContain('"type":"seen"');
  const again = await open();
  expect(again.live().map(({ id }) => id)).toEqual(['kept', 'last']);
  await again.close();
});

it('takes no more than it may hold', async () => {
  const spool = await open({ maxEvents: 1 });
  const first = await spool.accept(event('a'));
  await expect(spool.accept(event('b'))).rejects.toBeInstanceOf(SpoolFullError);
  if (first !== undefined) await spool.finish(first);
  expect(await spool.accept(event('b'))).toBeDefined();
  await spool.close();
  const large = await open({ maxBytes: 10_000 });
  const { event: plain, ...rest } = event('large');
  const heavy = { ...rest, event: { ...plain, metadata: { key: 'x'.repeat(20_000) } } };
  await expect(large.accept(heavy)).rejects.toBeInstanceOf(SpoolFullError);
  await large.close();
  const small = await open({ maxBytes: 10 });
  await expect(small.accept(event('c'))).rejects.toBeInstanceOf(SpoolFullError);
  await small.close();
});
