import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

import { GitRepository } from '@sluice/api';
import { fetchArtifact, unpackArtifact } from '@sluice/artifact';
import { type GitServerRequest, type MemoryRepository, openMemoryRepository, serveRepository } from '@sluice/git';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hasCondition, isReady, TestBench } from './test-support/test-bench.ts';

let bench: TestBench;
const closers: (() => Promise<void>)[] = [];
beforeEach(async () => {
  bench = await TestBench.open();
});
afterEach(async () => {
  await bench.close();
  for (const close of closers.splice(0)) await close();
});

interface Served {
  readonly repository: MemoryRepository;
  readonly url: string;
  readonly requests: readonly GitServerRequest[];
}

async function serve(files: Record<string, string>, authorization?: string): Promise<Served> {
  const repository = openMemoryRepository();
  await repository.commit({ files: new Map(Object.entries(files)), message: 'Add a\n\nbody' });
  const requests: GitServerRequest[] = [];
  const options = authorization === undefined ? {} : { authorization };
  const server = await serveRepository(repository, { ...options, onRequest: (request) => requests.push(request) });
  closers.push(() => server.close());
  return { repository, url: server.url, requests };
}

async function pathsOf(object: GitRepository): Promise<string[]> {
  const { artifact } = object.status ?? {};
  if (artifact === undefined) throw new Error('no artifact');
  return [...(await unpackArtifact(await fetchArtifact(artifact))).keys()];
}

function writesOf(name: string): { verb: string; resource: string }[] {
  return bench.sandbox.audit
    .filter((record) => record.name === name && ['create', 'update', 'patch', 'delete'].includes(record.verb))
    .map(({ verb, resource }) => ({ verb, resource }));
}

const main = { ref: { branch: 'main' } };

describe('a GitRepository', () => {
  it('becomes an artifact of its branch that others can fetch', async () => {
    const { repository, url } = await serve({ 'apps/a.yaml': 'a: 1\n', '.gitignore': 'x', 'logo.png': 'x' });
    bench.startController();
    await bench.create('one', { url, ...main });
    const object = await bench.until('one', isReady);
    const [oid] = (await repository.refs()).refs.map((ref) => ref.oid);
    const { artifact, conditions, observedGeneration } = object.status ?? {};
    expect(artifact).toMatchObject({
      revision: `main@sha1:${oid ?? ''}`,
      path: `gitrepository/default/one/${oid ?? ''}.tar.gz`,
    });
    expect(artifact?.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await pathsOf(object)).toEqual(['apps', 'apps/a.yaml']);
    expect(observedGeneration).toBe(1);
    expect(conditions?.map(({ type, status, reason, message }) => [type, status, reason, message])).toEqual([
      ['Ready', 'True', 'Succeeded', `stored artifact for revision 'main@sha1:${oid ?? ''}'`],
      ['ArtifactInStorage', 'True', 'Succeeded', `stored artifact for revision 'main@sha1:${oid ?? ''}'`],
    ]);
    expect(object.metadata.finalizers).toEqual(['finalizers.fluxcd.io']);
    expect(await bench.events('one', () => true)).toEqual(["NewArtifact: stored artifact for commit 'Add a'"]);
  });

  it('writes at most its finalizer and two statuses, and nothing when nothing is new', async () => {
    const { url, requests } = await serve({ a: '1' });
    bench.startController();
    await bench.create('one', { url, ...main });
    await bench.until('one', isReady);
    expect(writesOf('one').filter(({ verb }) => verb !== 'create').length).toBeLessThanOrEqual(3);
    await bench.reconcile('one');
    const before = bench.sandbox.audit.length;
    const asked = requests.length;
    await bench.merge('one', { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': 'again' } } });
    await bench.until('one', ({ status }) => status?.lastHandledReconcileAt === 'again');
    expect(requests.slice(asked).map(({ kind }) => kind)).toEqual(['refs']);
    const after = bench.sandbox.audit
      .slice(before)
      .filter(({ verb, userAgent }) => verb !== 'watch' && userAgent.startsWith('source-controller'));
    // What is asked for by annotation is answered by that one field.
    expect(after.map(({ verb }) => verb)).toEqual(['patch']);
  });

  it('follows its branch, keeps the last artifact through failures, and says when it recovered', async () => {
    const { repository, url } = await serve({ a: '1' });
    bench.startController();
    await bench.create('one', { url, ...main });
    const first = await bench.until('one', isReady);
    await repository.commit({ changes: new Map([['b', '2']]), message: `${'x'.repeat(60)}\n` });
    const second = await bench.reconcile('one');
    expect(second.status?.artifact?.revision).not.toBe(first.status?.artifact?.revision);
    expect(await pathsOf(second)).toEqual(['a', 'b']);
    await bench.events('one', (text) => text === `NewArtifact: stored artifact for commit '${'x'.repeat(50)}...'`);
    expect(await fetchArtifact(first.status?.artifact ?? { url: '', digest: '' })).toBeInstanceOf(Uint8Array);

    const head = (await repository.refs()).refs[0]?.oid;
    repository.setRef('other', head);
    repository.setRef('main', undefined);
    const failed = await bench.reconcile('one');
    expect(hasCondition('Ready', 'False', 'GitOperationFailed')(failed)).toBe(true);
    expect(failed.status?.artifact).toEqual(second.status?.artifact);
    repository.setRef('main', head);
    const recovered = await bench.reconcile('one');
    expect(isReady(recovered)).toBe(true);
    await bench.events('one', (text) => text === `Succeeded: stored artifact for commit 'main@sha1:${head ?? ''}'`);
  });

  it('makes its artifact again when the ignore rules change, without replacing the file of the old one', async () => {
    const { url, requests } = await serve({
      'a.txt': '1',
      'b.md': '2',
      'sub/.sourceignore': 'x',
      'sub/x': '',
      'sub/y': '',
    });
    bench.startController();
    await bench.create('one', { url, ...main });
    const first = await bench.until('one', isReady);
    expect(await pathsOf(first)).toEqual(['a.txt', 'b.md', 'sub', 'sub/.sourceignore', 'sub/y']);
    await bench.merge('one', { spec: { ignore: '*.md\n!sub/x' } });
    const second = await bench.until('one', (object) => object.status?.observedIgnore !== undefined && isReady(object));
    expect(await pathsOf(second)).toEqual(['a.txt', 'sub', 'sub/.sourceignore', 'sub/x', 'sub/y']);
    expect(second.status?.artifact?.revision).toBe(first.status?.artifact?.revision);
    await fetchArtifact(first.status?.artifact ?? { url: '', digest: '' });
    expect(requests.filter(({ kind }) => kind === 'fetch')).toHaveLength(1);
  });

  it('holds only the directories of a sparse checkout', async () => {
    const { url } = await serve({ root: '', 'apps/a/x': '', 'apps/b/x': '', 'apps2/x': '' });
    bench.startController();
    await bench.create('one', { url, ...main, sparseCheckout: ['./apps/a'] });
    expect(await pathsOf(await bench.until('one', isReady))).toEqual(['apps', 'apps/a', 'apps/a/x']);
  });

  it('shares one fetch with the others of the same repository', async () => {
    const { url, requests } = await serve({ a: '1' });
    bench.startController();
    const names = Array.from({ length: 20 }, (_, index) => `r${String(index)}`);
    await Promise.all(names.map((name) => bench.create(name, { url, ...main })));
    await Promise.all(names.map((name) => bench.until(name, isReady)));
    expect(requests.filter(({ kind }) => kind === 'fetch')).toHaveLength(1);
  });

  it('does not wait for fifty others whose servers say nothing', async () => {
    const silent = createServer((socket) => {
      socket.on('error', () => undefined);
      closers.push(() => Promise.resolve(void socket.destroy()));
    });
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    closers.push(() => Promise.resolve(void silent.close()));
    const { url } = await serve({ a: '1' });
    bench.startController();
    const silentUrl = `http://127.0.0.1:${String((silent.address() as AddressInfo).port)}/`;
    const names = Array.from({ length: 50 }, (_, index) => `s${String(index)}`);
    await Promise.all(names.map((name) => bench.create(name, { url: silentUrl + name, ...main })));
    await bench.create('one', { url, ...main });
    await bench.until('one', isReady);
  });

  it('is refused with a field that is not honoured, and works once it is gone', async () => {
    const { url } = await serve({ a: '1' });
    bench.startController();
    await bench.create('one', { url, ...main, recurseSubmodules: true });
    const object = await bench.until('one', hasCondition('Stalled', 'True', 'UnsupportedField'));
    expect(object.status?.conditions?.find(({ type }) => type === 'Ready')?.message).toContain(
      'spec.recurseSubmodules is not supported',
    );
    await bench.merge('one', { spec: { recurseSubmodules: false } });
    await bench.until('one', isReady);
  });

  it('rests while it is suspended, and goes with its artifacts when it is deleted', async () => {
    const { repository, url } = await serve({ a: '1' });
    bench.startController();
    await bench.create('one', { url, ...main });
    const first = await bench.until('one', isReady);
    await bench.merge('one', { spec: { suspend: true } });
    await repository.commit({ changes: new Map([['b', '2']]), message: 'x' });
    expect((await bench.reconcile('one')).status?.artifact).toEqual(first.status?.artifact);
    const ref = { ...GitRepository.type, namespace: 'default', name: 'one' };
    await bench.client.delete(ref);
    await bench.gone('one');
    await expect(readdir(join(bench.storagePath, 'gitrepository/default/one'))).rejects.toThrow('ENOENT');
  });

  it('is fetched from elsewhere where that is asked for, without its credentials', async () => {
    const { url } = await serve({ a: '1' });
    bench.startController({ gitInsteadOf: new Map([['ssh://git@example.com/org/repo', url]]) });
    await bench.create('one', { url: 'ssh://git@example.com/org/repo', ...main, secretRef: { name: 'not-here' } });
    await bench.until('one', isReady);
  });

  it.each([
    ['basic auth', { username: 'u', password: 'p' }, `Basic ${Buffer.from('u:p').toString('base64')}`],
    ['a bearer token', { bearerToken: 'tok\n' }, 'Bearer tok'],
  ])('is fetched with %s from its Secret', async (_, secret, authorization) => {
    const { url } = await serve({ a: '1' }, authorization);
    bench.startController();
    await bench.createSecret('auth', secret);
    await bench.create('one', { url, ...main, secretRef: { name: 'auth' } });
    await bench.until('one', isReady);
  });

  it('is fetched from no internal address where a flag denies it, over http and ssh', async () => {
    const { url, requests } = await serve({ a: '1' });
    bench.startController({}, '--deny-internal-addresses');
    const { port } = new URL(url);
    for (const [name, address] of [
      ['http', url],
      ['decimal', `http://2130706433:${port}/repo`],
      ['named', `http://localhost:${port}/repo`],
    ] as const) {
      await bench.create(name, { url: address, ...main });
      const failed = await bench.until(name, hasCondition('Ready', 'False', 'GitOperationFailed'));
      const ready = failed.status?.conditions?.find(({ type }) => type === 'Ready');
      expect(ready?.message).toContain('where requests are not allowed');
    }
    expect(requests).toHaveLength(0);
  });

  it('survives a restart: the artifact is found again under its new address, and not fetched again', async () => {
    const { url, requests } = await serve({ a: '1' });
    const stop = bench.startController();
    await bench.create('one', { url, ...main });
    const before = await bench.until('one', isReady);
    await stop();
    bench.startController();
    const after = await bench.until('one', ({ status }) => status?.artifact?.url !== before.status?.artifact?.url);
    expect(after.status?.artifact).toEqual({ ...before.status?.artifact, url: after.status?.artifact?.url });
    expect(await pathsOf(after)).toEqual(['a']);
    expect(requests.filter(({ kind }) => kind === 'fetch')).toHaveLength(1);
  });
});

describe('a source-controller', () => {
  it('makes its storage', async () => {
    const { url } = await serve({ 'a.yaml': 'a: 1\n' });
    const root = join(bench.storagePath, 'not', 'yet');
    bench.startController({}, `--storage-path=${root}`);
    await bench.create('app', { url, ...main });
    await bench.until('app', isReady);
    expect(await readdir(root)).toEqual(['gitrepository']);
  });

  it('names a storage path that is no directory', async () => {
    const { createSourceController } = await import('./source-controller.ts');
    const { parseFlags, silentLogger } = await import('@sluice/core');
    const { sourceFlags } = await import('./flags.ts');
    const flags = ['--storage-path=/dev/null', '--storage-addr=127.0.0.1:0', '--metrics-addr=0', '--health-addr=0'];
    const { values } = parseFlags(sourceFlags, flags, {});
    const controller = createSourceController({ client: bench.client, flags: values, log: silentLogger });
    await expect(controller.start(new AbortController().signal)).rejects.toThrow(
      '--storage-path /dev/null is not a directory',
    );
  });
});
