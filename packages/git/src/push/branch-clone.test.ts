import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { createBareRepository } from '../testing/bare-repository.ts';
import { hasHttpBackend, type HttpBackend, startHttpBackend } from '../testing/http-backend.ts';
import { gitBelow } from '../testing/git-over-ssh.ts';
import { startLossyProxy } from '../testing/lossy-proxy.ts';
import { startSshServer, testKey } from '../testing/ssh-server.ts';
import { type BranchClone, cloneBranch, type CloneRequest } from './branch-clone.ts';

const hasGit = await hasHttpBackend();
const author = { name: 'Flux', email: 'flux@example.com', dateMs: 1_700_000_000_000 };
const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const change = (path: string, text: string | undefined): ReadonlyMap<string, Uint8Array | undefined> =>
  new Map([[path, text === undefined ? undefined : bytes(text)]]);

describe.skipIf(!hasGit)('pushing to git http-backend (needs git)', () => {
  let root: string;
  let server: HttpBackend;
  const closers: (() => Promise<void> | void)[] = [];

  function clone(name: string, more: Partial<CloneRequest> = {}): Promise<BranchClone> {
    return cloneBranch({ url: `${server.url}/${name}`, branch: 'main', timeoutMs: 20_000, ...more });
  }

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'sluice-'));
    server = await startHttpBackend(root);
  });
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });
  afterAll(async () => {
    await server.close();
    await rm(root, { recursive: true });
  });

  it('adds, changes and removes files in one commit each, and leaves everything else as it was', async () => {
    const bare = await createBareRepository(root, 'changes.git', {
      'a.txt': 'a',
      'd/b.txt': 'b',
      'd/e/c.txt': 'c',
      'z/z.txt': 'z',
    });
    // A symlink and a submodule, as only git's own commands make them.
    const link = await bare.git('rev-parse', 'main:d/b.txt');
    await bare.git('read-tree', 'main');
    await bare.git('update-index', '--add', '--cacheinfo', `120000,${link},link`);
    await bare.git('update-index', '--add', '--cacheinfo', `160000,${link},module`);
    await bare.git(
      'update-ref',
      'refs/heads/main',
      await bare.git('commit-tree', '-m', 'x', await bare.git('write-tree')),
    );
    const cloned = await clone('changes.git');
    expect(cloned.head).toBe(await bare.git('rev-parse', 'main'));
    expect(await cloned.listFiles('d')).toEqual(['d/b.txt', 'd/e/c.txt']);
    expect(await cloned.listFiles('nothing')).toEqual([]);
    expect(Buffer.from((await cloned.readFile('d/b.txt')) ?? []).toString()).toBe('b');
    expect(await cloned.readFile('link')).toBeUndefined();

    const changes = new Map([
      ['a.txt', bytes('A')],
      ['clusters/prod/new.yaml', bytes('new')],
      ['d/e/c.txt', undefined],
    ]);
    const commit = await cloned.commit({ changes, message: 'Change\n\nappendix\n', author });
    await cloned.push();
    expect(await bare.git('rev-parse', 'main')).toBe(commit);
    expect(await bare.git('log', '-1', '--format=%an|%ae|%at|%cn|%B', 'main')).toBe(
      'Flux|flux@example.com|1700000000|Flux|Change\n\nappendix',
    );
    const listed = (await bare.git('ls-tree', '-r', '--format=%(objectmode) %(path)', 'main')).split('\n');
    expect(listed).toEqual([
      '100755 a.txt',
      '100644 clusters/prod/new.yaml',
      '100644 d/b.txt',
      '120000 link',
      '160000 module',
      '100644 z/z.txt',
    ]);
    expect(await bare.git('show', 'main:a.txt')).toBe('A');
    expect(await bare.git('fsck', '--strict', '--no-dangling')).toBe('');

    // The same clone goes on.
    const second = await cloned.commit({ changes: change('a.txt', 'AA'), message: 'Again\n', author });
    await cloned.push();
    expect(await bare.git('rev-parse', 'main', 'main~1')).toBe(`${String(second)}\n${String(commit)}`);
  });

  it('commits nothing when nothing changes, and pushes nothing', async () => {
    const bare = await createBareRepository(root, 'same.git', { 'a.txt': 'a', 'd/b.txt': 'b' });
    const cloned = await clone('same.git');
    expect(await cloned.commit({ changes: change('d/b.txt', 'b'), message: 'x', author })).toBeUndefined();
    expect(await cloned.commit({ changes: change('d/gone/x', undefined), message: 'x', author })).toBeUndefined();
    await cloned.push();
    expect(await bare.git('rev-list', '--count', 'main')).toBe('1');
  });

  it('begins the branch of an empty repository, and refuses to invent one beside others', async () => {
    const bare = await createBareRepository(root, 'empty.git');
    const cloned = await clone('empty.git');
    expect(cloned.head).toBeUndefined();
    const commit = await cloned.commit({ changes: change('a/b.txt', 'b'), message: 'First\n', author });
    await cloned.push();
    expect(await bare.git('rev-parse', 'main')).toBe(commit);
    await expect(clone('empty.git', { branch: 'other' })).rejects.toMatchObject({
      code: 'ReferenceNotFound',
      message: 'the repository has no branch "other": the branches are main',
    });
  });

  it('throws Conflict when the branch moved, before and while it is pushed', async () => {
    const bare = await createBareRepository(root, 'conflict.git', { 'a.txt': 'a' });
    const [mine, other] = [await clone('conflict.git'), await clone('conflict.git')];
    await other.commit({ changes: change('a.txt', 'other'), message: 'x', author });
    await mine.commit({ changes: change('a.txt', 'mine'), message: 'x', author });
    await other.push();
    await expect(mine.push()).rejects.toMatchObject({ code: 'Conflict' });

    // A hook that moves the branch between the list of references and the update.
    const late = await clone('conflict.git');
    await late.commit({ changes: change('a.txt', 'late'), message: 'x', author });
    await bare.hook('pre-receive', 'git update-ref refs/heads/main $(git rev-parse main~1)');
    await expect(late.push()).rejects.toMatchObject({ code: 'Conflict' });
  });

  it('says what a hook or a protected branch said, without control characters', async () => {
    const bare = await createBareRepository(root, 'refused.git', { 'a.txt': 'a' });
    await bare.hook('pre-receive', `printf 'GH006: Protected branch\\033[31m update failed\\n' >&2; exit 1`);
    const cloned = await clone('refused.git');
    await cloned.commit({ changes: change('a.txt', 'b'), message: 'x', author });
    await expect(cloned.push()).rejects.toMatchObject({
      code: 'PushRefused',
      message:
        'the server refused the push to "main": pre-receive hook declined; the server says: GH006: Protected branch [31m update failed',
    });
    await bare.git('config', 'http.receivepack', 'false');
    await expect(cloned.push()).rejects.toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining('the credentials may not write to this repository') as string,
    });
  });

  it('asks the remote whether a push arrived whose answer was lost', async () => {
    const bare = await createBareRepository(root, 'lost.git', { 'a.txt': 'a' });
    const proxy = await startLossyProxy(server.url);
    closers.push(() => proxy.close());
    const cloned = await clone('lost.git', { url: `${proxy.url}/lost.git` });
    const commit = await cloned.commit({ changes: change('a.txt', 'b'), message: 'x', author });
    proxy.lose('answer');
    await cloned.push();
    expect(await bare.git('rev-parse', 'main')).toBe(commit);

    await cloned.commit({ changes: change('a.txt', 'c'), message: 'x', author });
    proxy.lose('request');
    await expect(cloned.push()).rejects.toMatchObject({ code: 'Unreachable' });
    expect(await bare.git('rev-parse', 'main')).toBe(commit);
    proxy.lose('nothing');
    await cloned.push();
    expect(await bare.git('rev-parse', 'main')).toBe(cloned.head);

    await cloned.commit({ changes: change('a.txt', 'd'), message: 'x', author });
    proxy.lose('server');
    await expect(cloned.push()).rejects.toMatchObject({
      code: 'Unreachable',
      message: expect.stringContaining('is not known') as string,
    });
  });

  it('does all of it over ssh too, where an older server says nothing at all of an empty repository', async () => {
    const bare = await createBareRepository(root, 'ssh.git');
    const key = testKey();
    const sshd = await startSshServer({ allowed: [key.line], command: gitBelow(root) });
    closers.push(() => sshd.close());
    const auth = { kind: 'ssh', identity: key.pem, knownHosts: sshd.knownHosts } as const;
    const url = `ssh://git@127.0.0.1:${String(sshd.port)}/ssh.git`;
    const cloned = await clone('ssh.git', { url, auth });
    const commit = await cloned.commit({ changes: change('a/b.txt', 'b'), message: 'First\n', author });
    await cloned.push();
    expect(await bare.git('rev-parse', 'main')).toBe(commit);
    expect(sshd.commands).toContain("git-receive-pack '/ssh.git'");

    const other = await clone('ssh.git', { url, auth });
    await other.commit({ changes: change('a/b.txt', 'other'), message: 'x', author });
    await cloned.commit({ changes: change('a/b.txt', 'mine'), message: 'x', author });
    await other.push();
    await expect(cloned.push()).rejects.toMatchObject({ code: 'Conflict' });
    await bare.hook('pre-receive', 'echo no >&2; exit 1');
    await other.commit({ changes: change('a/b.txt', 'more'), message: 'x', author });
    await expect(other.push()).rejects.toMatchObject({
      code: 'PushRefused',
      message: 'the server refused the push to "main": pre-receive hook declined; the server says: no',
    });
  });

  it('refuses paths that git could not hold, or that lead through a file', async () => {
    await createBareRepository(root, 'paths.git', { 'a.txt': 'a', 'd/b.txt': 'b' });
    const cloned = await clone('paths.git');
    for (const path of ['../x', 'a/../../x', '.git/config', 'a.txt/x', 'd', '/x', '']) {
      const refused = cloned.commit({ changes: change(path, 'x'), message: 'x', author });
      await expect(refused, path).rejects.toMatchObject({ code: 'MalformedTree' });
    }
  });
});
