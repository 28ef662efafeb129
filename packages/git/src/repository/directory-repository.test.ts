import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { serveRepository } from '../server/serve-repository.ts';
import { openGitStore } from '../store/git-store.ts';
import { openDirectoryRepository } from './directory-repository.ts';
import { readFiles } from './read-files.ts';
import type { DirectoryRepository } from './repository.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sluice-'));
});
afterEach(() => rm(dir, { recursive: true }));

const identity = {
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@x',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@x',
  GIT_CONFIG_GLOBAL: '/dev/null',
};

async function git(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', args, { cwd: dir, env: { ...process.env, ...identity } });
  return stdout.trim();
}

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(dir, path)), { recursive: true });
  await writeFile(join(dir, path), content);
}

async function contents(repository: DirectoryRepository): Promise<Record<string, string>> {
  const files = await readFiles(repository, repository.state.oid);
  return Object.fromEntries([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]));
}

const hasGit = await promisify(execFile)('git', ['--version']).then(
  () => true,
  () => false,
);

describe('a directory that is not the top of a repository', () => {
  it('is one commit whose id depends on its files only', async () => {
    await write('a.yaml', 'a');
    await write('d/b.yaml', 'b');
    const first = await openDirectoryRepository(dir);
    expect(await contents(first)).toEqual({ 'a.yaml': 'a', 'd/b.yaml': 'b' });
    expect(first.state).toMatchObject({ branch: 'main', head: undefined, uncommitted: [], remotes: [] });
    await write('a.yaml', 'a');
    expect((await openDirectoryRepository(dir)).state.oid).toBe(first.state.oid);
    await write('a.yaml', 'changed');
    expect(await first.refresh()).toBe(true);
    expect(await first.refresh()).toBe(false);
  });

  it('leaves out what .gitignore names, and does not follow links', async () => {
    await write('.gitignore', 'secret.txt\nbuild/\n!keep.txt\n');
    await write('secret.txt', 'CANARY');
    await write('build/out', 'CANARY');
    await write('sub/.gitignore', '*\n!.gitignore\n!kept\n');
    await write('sub/kept', 'k');
    await write('sub/dropped', 'CANARY');
    await symlink('/etc/passwd', join(dir, 'link'));
    const files = await contents(await openDirectoryRepository(dir));
    expect(Object.keys(files).sort()).toEqual(['.gitignore', 'sub/.gitignore', 'sub/kept']);
    expect(JSON.stringify(files)).not.toContain('CANARY');
  });

  it('names a path that is no directory', async () => {
    await expect(openDirectoryRepository(join(dir, 'none'))).rejects.toThrow('is not a directory');
  });

  it('refuses uncommitted files beyond the limit', async () => {
    await write('big', 'x'.repeat(2000));
    await expect(openDirectoryRepository(dir, { maxBytes: 1000 })).rejects.toThrow('too large to be served');
  });
});

describe.skipIf(!hasGit)('the top of a repository (needs git)', () => {
  beforeEach(async () => {
    await git('init', '-q', '-b', 'trunk');
    await write('a', '1');
    await write('ignored-but-tracked', '1');
    await write('run', '#!/bin/sh');
    await git('add', '.');
    await git('update-index', '--chmod=+x', 'run');
    await promisify(execFile)('chmod', ['+x', join(dir, 'run')]);
    await git('commit', '-q', '-m', 'One');
    await git('remote', 'add', 'origin', 'https://user:CANARY@example.com/x.git');
    await git('tag', '-a', 'v1', '-m', 'v1');
  });

  it('is served as it is while it is clean, also from packs and a linked worktree', async () => {
    const head = await git('rev-parse', 'HEAD');
    const repository = await openDirectoryRepository(dir, { branches: ['main'] });
    expect(repository.state).toEqual({
      oid: head,
      branch: 'trunk',
      head,
      uncommitted: [],
      remotes: ['https://example.com/x.git'],
    });
    const { refs } = await repository.refs();
    expect(refs.map(({ name, oid, peeled }) => [name, peeled ?? oid])).toEqual([
      ['refs/heads/main', head],
      ['refs/heads/trunk', head],
      ['refs/tags/v1', head],
    ]);
    await git('gc', '-q');
    expect((await openDirectoryRepository(dir)).state.oid).toBe(head);
    await git('worktree', 'add', '-q', join(dir, 'tree'), '-b', 'other');
    const linked = await openDirectoryRepository(join(dir, 'tree'));
    expect(linked.state).toMatchObject({ oid: head, branch: 'other', uncommitted: [] });
  });

  it('carries uncommitted, untracked and removed files in one commit more, and writes nothing', async () => {
    const head = await git('rev-parse', 'HEAD');
    await write('.gitignore', 'ignored-but-tracked\n');
    await write('a', '2');
    await write('new/b', 'n');
    await rm(join(dir, 'run'));
    const before = await listing();
    const repository = await openDirectoryRepository(dir);
    expect(repository.state.uncommitted).toEqual(['.gitignore', 'a', 'new/b', 'run']);
    expect(await contents(repository)).toEqual({
      '.gitignore': 'ignored-but-tracked\n',
      a: '2',
      'ignored-but-tracked': '1',
      'new/b': 'n',
    });
    expect(repository.state.head).toBe(head);
    const server = await serveRepository(repository);
    try {
      const fetched = await openGitStore().fetchRevision({
        url: server.url,
        ref: { branch: 'trunk' },
        timeoutMs: 10_000,
      });
      expect(fetched.revision).toBe(`trunk@sha1:${repository.state.oid}`);
      const { stdout } = await promisify(execFile)('git', ['ls-remote', server.url]);
      expect(stdout).toContain('refs/tags/v1^{}');
    } finally {
      await server.close();
    }
    expect(await listing()).toEqual(before);
    await git('add', '-A');
    await git('commit', '-q', '-m', 'Two');
    expect(await repository.refresh()).toBe(true);
    expect(repository.state).toMatchObject({ oid: await git('rev-parse', 'HEAD'), uncommitted: [] });
  });

  async function listing(): Promise<string[]> {
    const names = await readdir(dir, { recursive: true });
    return Promise.all(names.sort().map(async (name) => `${name} ${String((await stat(join(dir, name))).mtimeMs)}`));
  }
});
