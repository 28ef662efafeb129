import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openMemoryRepository } from '../repository/memory-repository.ts';
import { serveRepository } from './serve-repository.ts';

const hasGit = await promisify(execFile)('git', ['--version']).then(
  () => true,
  () => false,
);

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sluice-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function git(...args: string[]): Promise<string> {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0' };
  return (await promisify(execFile)('git', args, { cwd: dir, env })).stdout.trim();
}

describe.skipIf(!hasGit)('a served repository (needs git)', () => {
  it('can be cloned whole and shallow, fetched from, and checks out clean', async () => {
    const repository = openMemoryRepository();
    await repository.commit({ files: new Map([['a', '1']]), message: 'One' });
    const second = await repository.commit({
      changes: new Map([['x/b', { data: '2', executable: true }]]),
      message: 'Two',
    });
    await repository.tag('v1.0.0', second);
    const server = await serveRepository(repository, { path: '/some/where.git' });
    try {
      await git('clone', '-q', server.url, 'full');
      expect(await git('-C', 'full', 'log', '--format=%s')).toBe('Two\nOne');
      expect(await git('-C', 'full', 'tag')).toBe('v1.0.0');
      await git('clone', '-q', '--depth', '1', server.url, 'shallow');
      expect(await git('-C', 'shallow', 'log', '--format=%s')).toBe('Two');
      await repository.revert(second);
      await git('-C', 'full', 'pull', '-q');
      expect(await git('-C', 'full', 'log', '--format=%s')).toBe('Revert "Two"\nTwo\nOne');
      await git('-C', 'shallow', 'fetch', '-q', '--unshallow');
      expect(await git('-C', 'shallow', 'log', '--format=%s', 'origin/main')).toBe('Revert "Two"\nTwo\nOne');
      expect(await git('-C', 'full', 'status', '--short')).toBe('');
      await git('-C', 'full', 'fsck', '--strict');
      await git('init', '-q', 'one');
      await git('-C', 'one', 'fetch', '-q', '--depth', '1', server.url, second);
      expect(await git('-C', 'one', 'log', '--format=%s', 'FETCH_HEAD')).toBe('Two');
    } finally {
      await server.close();
    }
  });

  it('refuses writing, other paths, and clients without the credentials', async () => {
    const repository = openMemoryRepository();
    await repository.commit({ files: new Map([['a', '1']]), message: 'One' });
    const statuses: number[] = [];
    const authorization = `Basic ${Buffer.from('u:p').toString('base64')}`;
    const server = await serveRepository(repository, {
      authorization,
      onRequest: ({ status }) => statuses.push(status),
    });
    try {
      await expect(git('clone', '-q', server.url)).rejects.toThrow('could not read Username');
      await git('clone', '-q', server.url.replace('//', '//u:p@'), 'ok');
      await expect(git('-C', 'ok', 'push', '-q', 'origin', 'HEAD:refs/heads/x')).rejects.toThrow('not found');
      expect(new Set(statuses)).toEqual(new Set([401, 200, 404]));
    } finally {
      await server.close();
    }
  });
});

describe('revert', () => {
  it('undoes a commit that is not the last, and only its files', async () => {
    const repository = openMemoryRepository();
    await repository.commit({
      files: new Map([
        ['a', '1'],
        ['b', '1'],
      ]),
      message: 'One',
    });
    const broken = await repository.commit({
      changes: new Map([
        ['a', 'broken'],
        ['b', undefined],
        ['c', 'new'],
      ]),
      message: 'Broken',
    });
    await repository.commit({ changes: new Map([['d', '4']]), message: 'Later' });
    await repository.revert(broken);
    const files = await repository.files();
    expect([...files].map(([path, data]) => [path, Buffer.from(data).toString()])).toEqual([
      ['a', '1'],
      ['b', '1'],
      ['d', '4'],
    ]);
  });

  it('refuses a commit without a parent', async () => {
    const repository = openMemoryRepository();
    const first = await repository.commit({ files: new Map([['a', '1']]), message: 'One' });
    await expect(repository.revert(first)).rejects.toThrow('has no parent to go back to');
  });
});
