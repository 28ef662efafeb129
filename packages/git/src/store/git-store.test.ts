import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { openMemoryRepository } from '../repository/memory-repository.ts';
import type { MemoryRepository } from '../repository/repository.ts';
import type { GitServerRequest } from '../server/git-server.ts';
import { serveRepository } from '../server/serve-repository.ts';
import type { Snapshot } from '../snapshot.ts';
import { openGitStore } from './git-store.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(
  repository: MemoryRepository,
  authorization?: string,
): Promise<{ url: string; requests: GitServerRequest[] }> {
  const requests: GitServerRequest[] = [];
  const server = await serveRepository(repository, {
    onRequest: (request) => requests.push(request),
    ...(authorization === undefined ? {} : { authorization }),
  });
  closers.push(() => server.close());
  return { url: server.url, requests };
}

async function filesOf(snapshot: Snapshot): Promise<Record<string, string>> {
  const files = snapshot.entries.filter(({ kind }) => kind === 'file');
  const read = files.map(async (entry) => [entry.path, Buffer.from(await snapshot.read(entry)).toString()] as const);
  return Object.fromEntries(await Promise.all(read));
}

const base = { timeoutMs: 10_000 };

describe('fetchRevision from our own server', () => {
  it('fetches the commit of a branch, then says unchanged without fetching, then fetches the next', async () => {
    const repository = openMemoryRepository();
    const first = await repository.commit({
      files: new Map([
        ['a.txt', 'one'],
        ['d/b.txt', 'two'],
      ]),
      message: 'First',
    });
    const { url, requests } = await serve(repository);
    const store = openGitStore();
    const fetched = await store.fetchRevision({ ...base, url, ref: { branch: 'main' } });
    if (fetched.kind !== 'fetched') throw new Error('not fetched');
    expect(fetched.revision).toBe(`main@sha1:${first}`);
    expect(fetched.snapshot.commit.message).toBe('First');
    expect(fetched.snapshot.entries.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      'file a.txt',
      'directory d',
      'file d/b.txt',
    ]);
    expect(await filesOf(fetched.snapshot)).toEqual({ 'a.txt': 'one', 'd/b.txt': 'two' });

    const again = await store.fetchRevision({ ...base, url, ref: { branch: 'main' }, lastRevision: fetched.revision });
    expect(again).toEqual({ kind: 'unchanged', revision: fetched.revision });
    expect(requests.map(({ kind }) => kind)).toEqual(['refs', 'fetch', 'refs']);

    await repository.commit({ changes: new Map([['a.txt', undefined]]), message: 'Second' });
    const moved = await store.fetchRevision({ ...base, url, ref: { branch: 'main' }, lastRevision: fetched.revision });
    if (moved.kind !== 'fetched') throw new Error('not fetched');
    expect(await filesOf(moved.snapshot)).toEqual({ 'd/b.txt': 'two' });
  });
});

describe('our server', () => {
  it('serves git itself: clone, shallow clone, fetch', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'sluice-'));
    closers.push(() => rmSync(dir, { recursive: true }));
    const repository = openMemoryRepository();
    await repository.commit({ files: new Map([['a', '1']]), message: 'One' });
    const second = await repository.commit({
      changes: new Map([['x/b', { data: '2', executable: true }]]),
      message: 'Two',
    });
    await repository.tag('v1.0.0', second);
    const { url } = await serve(repository);
    const { promisify } = await import('node:util');
    const { execFile } = await import('node:child_process');
    const run = async (...args: string[]): Promise<string> =>
      (await promisify(execFile)('git', args, { cwd: dir })).stdout;
    await run('clone', '-q', url, 'full');
    expect((await run('-C', 'full', 'log', '--format=%s')).trim()).toBe('Two\nOne');
    await run('clone', '-q', '--depth', '1', url, 'shallow');
    expect((await run('-C', 'shallow', 'log', '--format=%s')).trim()).toBe('Two');
    await repository.commit({ changes: new Map([['x/b', undefined]]), message: 'Three' });
    await run('-C', 'full', 'pull', '-q');
    expect((await run('-C', 'full', 'log', '--format=%s')).trim()).toBe('Three\nTwo\nOne');
    await run('-C', 'full', 'fsck', '--strict');
    await run('-C', 'shallow', 'fetch', '-q');
    expect(
      execFileSync('git', ['-C', join(dir, 'full'), 'tag'])
        .toString()
        .trim(),
    ).toBe('v1.0.0');
  });
});
void writeFileSync;
void mkdirSync;
