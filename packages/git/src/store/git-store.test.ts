import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { GitReference } from '../remote/reference.ts';
import { openMemoryRepository } from '../repository/memory-repository.ts';
import type { MemoryRepository } from '../repository/repository.ts';
import type { GitServerRequest } from '../server/git-server.ts';
import { serveRepository } from '../server/serve-repository.ts';
import type { Snapshot } from '../snapshot.ts';
import { hasHttpBackend, startHttpBackend } from '../testing/http-backend.ts';
import { type FetchRevisionRequest, openGitStore } from './git-store.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(
  repository: MemoryRepository,
  authorization?: string,
): Promise<{ url: string; requests: GitServerRequest[] }> {
  const requests: GitServerRequest[] = [];
  const options = authorization === undefined ? {} : { authorization };
  const server = await serveRepository(repository, { ...options, onRequest: (request) => requests.push(request) });
  closers.push(() => server.close());
  return { url: server.url, requests };
}

async function filesOf(snapshot: Snapshot): Promise<Record<string, string>> {
  const files = snapshot.entries.filter(({ kind }) => kind === 'file');
  const read = files.map(async (entry) => [entry.path, Buffer.from(await snapshot.read(entry)).toString()] as const);
  return Object.fromEntries(await Promise.all(read));
}

async function fetched(
  request: Omit<FetchRevisionRequest, 'timeoutMs'>,
  store = openGitStore(),
): Promise<{ revision: string; snapshot: Snapshot }> {
  const result = await store.fetchRevision({ timeoutMs: 10_000, ...request });
  if (result.kind !== 'fetched') throw new Error('unchanged');
  return result;
}

describe('fetchRevision', () => {
  it('fetches the commit of a branch, then says unchanged without fetching, then fetches the next', async () => {
    const repository = openMemoryRepository();
    const files = new Map([
      ['a.txt', 'one'],
      ['d/b.txt', 'two'],
    ]);
    const first = await repository.commit({ files, message: 'First' });
    const { url, requests } = await serve(repository);
    const store = openGitStore();
    const { revision, snapshot } = await fetched({ url, ref: { branch: 'main' } }, store);
    expect(revision).toBe(`main@sha1:${first}`);
    expect(snapshot.commit.message).toBe('First');
    expect(snapshot.entries.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      'file a.txt',
      'directory d',
      'file d/b.txt',
    ]);
    expect(await filesOf(snapshot)).toEqual({ 'a.txt': 'one', 'd/b.txt': 'two' });

    const request = { url, ref: { branch: 'main' }, timeoutMs: 10_000, lastRevision: revision };
    expect(await store.fetchRevision(request)).toEqual({ kind: 'unchanged', revision });
    expect(await store.fetchRevision({ ...request, lastRevision: `main/${first}` })).toEqual({
      kind: 'unchanged',
      revision,
    });
    expect(requests.map(({ kind }) => kind)).toEqual(['refs', 'fetch', 'refs', 'refs']);

    await repository.commit({ changes: new Map([['a.txt', undefined]]), message: 'Second' });
    expect(await filesOf((await fetched(request, store)).snapshot)).toEqual({ 'd/b.txt': 'two' });
  });

  it('asks nobody where a commit is that is stored already', async () => {
    const repository = openMemoryRepository();
    const commit = await repository.commit({ files: new Map([['a', '1']]), message: 'x' });
    const { url, requests } = await serve(repository);
    const request = { url, ref: { commit }, timeoutMs: 1000, lastRevision: `sha1:${commit}` };
    expect(await openGitStore().fetchRevision(request)).toMatchObject({ kind: 'unchanged' });
    expect(requests).toEqual([]);
  });

  it('shares one question and one fetch among all who ask at once, and the fetch with those who ask next', async () => {
    const repository = openMemoryRepository();
    await repository.commit({ files: new Map([['a', '1']]), message: 'x' });
    const { url, requests } = await serve(repository);
    const store = openGitStore();
    const request = { url, ref: { branch: 'main' }, timeoutMs: 10_000 };
    await Promise.all(Array.from({ length: 50 }, () => store.fetchRevision(request)));
    await store.fetchRevision(request);
    expect(requests.filter(({ kind }) => kind === 'fetch')).toHaveLength(1);
    expect(requests.filter(({ kind }) => kind === 'refs')).toHaveLength(2);
  });

  it('limits the bytes of all that is received at once, and gives them back', async () => {
    const repository = openMemoryRepository();
    await repository.commit({ files: new Map([['a', 'x'.repeat(500)]]), message: 'x' });
    const { url } = await serve(repository);
    const request = { url, ref: { branch: 'main' } };
    await expect(fetched(request, openGitStore({ receiveBytes: 100 }))).rejects.toMatchObject({
      code: 'LimitExceeded',
    });
    const store = openGitStore({ receiveBytes: 1000, unpackConcurrency: 1, cacheBytes: 0 });
    for (let round = 0; round < 8; round++) await fetched(request, store);
    const together = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        fetched({ ...request, auth: { kind: 'bearer', token: String(index) } }, store),
      ),
    );
    expect(together.some(({ status }) => status === 'fulfilled')).toBe(true);
    await fetched(request, store);
  });

  it('does not share with those who show other credentials', async () => {
    const repository = openMemoryRepository();
    const commit = await repository.commit({ files: new Map([['a', '1']]), message: 'x' });
    const { url } = await serve(repository, 'Bearer right');
    const store = openGitStore();
    const right = { kind: 'bearer', token: 'right' } as const;
    const wrong = { kind: 'bearer', token: 'wrong' } as const;
    for (const ref of [{ branch: 'main' }, { commit }]) {
      const results = await Promise.allSettled([
        fetched({ url, ref, auth: right }, store),
        fetched({ url, ref, auth: wrong }, store),
        fetched({ url, ref }, store),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
      await expect(fetched({ url, ref, auth: wrong }, store)).rejects.toMatchObject({ code: 'AuthenticationFailed' });
    }
  });

  it('names what there is instead of a missing branch, and tells an empty repository from it', async () => {
    const repository = openMemoryRepository();
    const { url } = await serve(repository);
    const request = { url, ref: { branch: 'nope' } };
    await expect(fetched(request)).rejects.toMatchObject({
      code: 'EmptyRepository',
      message: 'git repository is empty',
    });
    await repository.commit({ files: new Map([['a', '1']]), message: 'x' });
    await expect(fetched(request)).rejects.toThrow(
      'couldn\'t find remote ref "refs/heads/nope": the branches are main',
    );
  });

  it('follows a branch that was rewritten, and a tag that was moved', async () => {
    const repository = openMemoryRepository();
    const one = await repository.commit({ files: new Map([['a', '1']]), message: 'x' });
    await repository.tag('v1', one);
    const { url } = await serve(repository);
    const store = openGitStore();
    expect((await fetched({ url, ref: { tag: 'v1' } }, store)).revision).toBe(`v1@sha1:${one}`);
    const two = await repository.commit({ files: new Map([['b', '2']]), message: 'y', parent: null });
    await repository.tag('v1', two);
    expect((await fetched({ url, ref: { branch: 'main' }, lastRevision: `main@sha1:${one}` }, store)).revision).toBe(
      `main@sha1:${two}`,
    );
    expect((await fetched({ url, ref: { tag: 'v1' }, lastRevision: `v1@sha1:${one}` }, store)).revision).toBe(
      `v1@sha1:${two}`,
    );
  });

  it('leaves symlinks out, and gives a submodule as an empty directory', async () => {
    const repository = openMemoryRepository();
    const blob = repository.writeObject({ type: 'blob', data: Buffer.from('/etc/passwd') });
    const entry = (mode: string, name: string, oid: string): Buffer =>
      Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')]);
    const data = Buffer.concat([
      entry('100755', 'exe', blob),
      entry('120000', 'link', blob),
      entry('160000', 'sub', 'e'.repeat(40)),
    ]);
    const tree = repository.writeObject({ type: 'tree', data });
    const text = `tree ${tree}\nauthor a <a> 0 +0000\ncommitter a <a> 0 +0000\n\nx`;
    repository.setRef('main', repository.writeObject({ type: 'commit', data: Buffer.from(text) }));
    const { url } = await serve(repository);
    const { snapshot } = await fetched({ url, ref: { branch: 'main' } });
    expect(snapshot.entries.map(({ path, kind, executable }) => [path, kind, executable])).toEqual([
      ['exe', 'file', true],
      ['sub', 'directory', false],
    ]);
  });

  it('stops when the signal aborts, and leaves the others their result', async () => {
    const repository = openMemoryRepository();
    await repository.commit({ files: new Map([['a', '1']]), message: 'x' });
    const { url } = await serve(repository);
    const store = openGitStore();
    const controller = new AbortController();
    const request = { url, ref: { branch: 'main' }, timeoutMs: 10_000 };
    const leaving = store.fetchRevision({ ...request, signal: controller.signal });
    const staying = store.fetchRevision(request);
    controller.abort(new Error('shutting down'));
    await expect(leaving).rejects.toThrow('shutting down');
    expect((await staying).kind).toBe('fetched');
  });
});

const hasGit = await hasHttpBackend();

describe.skipIf(!hasGit).each([
  ['protocol 2', false],
  ['protocol 0', true],
])("git's own server over %s (needs git http-backend)", (_, oldProtocol) => {
  let root: string;
  let url: string;
  let stop: () => Promise<void>;
  const commits: string[] = [];

  const git = async (...args: string[]): Promise<string> => {
    const env = {
      ...process.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: 'A',
      GIT_AUTHOR_EMAIL: 'a@x',
      GIT_COMMITTER_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'a@x',
    };
    return (await promisify(execFile)('git', ['-C', join(root, 'r'), ...args], { env })).stdout.trim();
  };

  const commit = async (files: Record<string, string>): Promise<void> => {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, 'r', path)), { recursive: true });
      await writeFile(join(root, 'r', path), content);
    }
    await git('add', '-A');
    await git('commit', '-q', '-m', `Commit ${String(commits.length)}`);
    commits.push(await git('rev-parse', 'HEAD'));
  };

  beforeAll(async () => {
    commits.length = 0;
    root = await mkdtemp(join(tmpdir(), 'sluice-'));
    await promisify(execFile)('git', ['init', '-q', '-b', 'main', join(root, 'r')]);
    await git('config', 'uploadpack.allowReachableSHA1InWant', 'false');
    const lines = Array.from(
      { length: 400 },
      (_unused, index) => `line ${String(index)}: some text that deltas like`,
    ).join('\n');
    await commit({ 'big.txt': lines, 'a/b/c.yaml': 'x: 1\n' });
    await git('tag', 'v1.0.0');
    await commit({ 'big.txt': `${lines}\nmore`, 'big2.txt': `${lines}\nother` });
    await git('tag', '-a', 'v1.1.0', '-m', 'annotated');
    await git('branch', 'feature/x');
    await symlink('/etc/passwd', join(root, 'r', 'link'));
    await commit({ 'big.txt': `first\n${lines}` });
    await git('update-ref', 'refs/pull/7/head', 'HEAD');
    await git('gc', '-q', '--aggressive');
    await promisify(execFile)('git', ['init', '-q', '--bare', join(root, 'empty')]);
    const backend = await startHttpBackend(root, {
      oldProtocol,
      authorization: `Basic ${Buffer.from('u:p').toString('base64')}`,
    });
    url = backend.url;
    stop = () => backend.close();
  });
  afterAll(async () => {
    await stop();
    await rm(root, { recursive: true });
  });

  const auth = { kind: 'basic', username: 'u', password: 'p' } as const;

  it.each<[string, () => GitReference, () => string]>([
    ['a branch', () => ({ branch: 'main' }), () => `main@sha1:${commits[2] ?? ''}`],
    ['a branch with a slash', () => ({ branch: 'feature/x' }), () => `feature/x@sha1:${commits[1] ?? ''}`],
    ['a tag', () => ({ tag: 'v1.0.0' }), () => `v1.0.0@sha1:${commits[0] ?? ''}`],
    ['an annotated tag', () => ({ tag: 'v1.1.0' }), () => `v1.1.0@sha1:${commits[1] ?? ''}`],
    ['a version range', () => ({ semver: '>=1.0.0' }), () => `v1.1.0@sha1:${commits[1] ?? ''}`],
    ['a reference by name', () => ({ name: 'refs/pull/7/head' }), () => `refs/pull/7/head@sha1:${commits[2] ?? ''}`],
    ['a commit that is no head', () => ({ commit: commits[0] }), () => `sha1:${commits[0] ?? ''}`],
    ['a commit of a branch', () => ({ commit: commits[0], branch: 'main' }), () => `main@sha1:${commits[0] ?? ''}`],
  ])('gives %s', async (_name, ref, revision) => {
    const result = await fetched({ url: `${url}/r/.git`, ref: ref(), auth });
    expect(result.revision).toBe(revision());
    const expected = await git(
      'ls-tree',
      '-r',
      '--format=%(objectmode) %(objectname) %(path)',
      result.snapshot.commit.oid,
    );
    const listed = result.snapshot.entries
      .filter(({ kind }) => kind === 'file')
      .map(({ oid, path }) => `100644 ${oid} ${path}`);
    expect(listed).toEqual(expected.split('\n').filter((line) => !line.startsWith('120000')));
    const files = await filesOf(result.snapshot);
    expect(files['big.txt']).toBe(
      await promisify(execFile)('git', ['-C', join(root, 'r'), 'show', `${result.snapshot.commit.oid}:big.txt`]).then(
        ({ stdout }) => stdout,
      ),
    );
  });

  it('refuses wrong credentials, a missing repository, an empty one, and a commit that is not there', async () => {
    const wrong = { ...auth, password: 'CANARY' };
    await expect(fetched({ url: `${url}/r/.git`, ref: { branch: 'main' }, auth: wrong })).rejects.toMatchObject({
      code: 'AuthenticationFailed',
    });
    await expect(fetched({ url: `${url}/none`, ref: { branch: 'main' }, auth })).rejects.toMatchObject({
      code: 'RepositoryNotFound',
    });
    await expect(fetched({ url: `${url}/empty`, ref: { branch: 'main' }, auth })).rejects.toMatchObject({
      code: 'EmptyRepository',
    });
    const missing = { commit: 'f'.repeat(40) };
    await expect(fetched({ url: `${url}/r/.git`, ref: missing, auth })).rejects.toMatchObject({ name: 'GitError' });
  });
});
