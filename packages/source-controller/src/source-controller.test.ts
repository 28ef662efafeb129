import { fetchArtifact, unpackArtifact } from '@sluice/artifact';
import { openMemoryRepository, serveRepository } from '@sluice/git';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { isReady, TestBench } from './test-support/test-bench.ts';

let bench: TestBench;
const closers: (() => Promise<void>)[] = [];
beforeEach(async () => {
  bench = await TestBench.open();
});
afterEach(async () => {
  await bench.close();
  for (const close of closers.splice(0)) await close();
});

describe('a GitRepository', () => {
  it('becomes an artifact of its branch that others can fetch', async () => {
    const repository = openMemoryRepository();
    const oid = await repository.commit({
      files: new Map([
        ['apps/a.yaml', 'a: 1\n'],
        ['.gitignore', 'x'],
        ['logo.png', 'x'],
      ]),
      message: 'Add a\n\nbody',
    });
    const server = await serveRepository(repository);
    closers.push(() => server.close());
    bench.startController();
    await bench.create('one', { url: server.url, ref: { branch: 'main' } });
    const { status } = await bench.until('one', isReady);
    const artifact = status?.artifact;
    if (artifact === undefined) throw new Error('no artifact');
    expect(artifact).toMatchObject({ revision: `main@sha1:${oid}`, path: `gitrepository/default/one/${oid}.tar.gz` });
    const bytes = await fetchArtifact(artifact);
    expect([...(await unpackArtifact(bytes)).keys()]).toEqual(['apps', 'apps/a.yaml']);
    expect(bytes.length).toBe(artifact.size);
    expect(status?.observedGeneration).toBe(1);
    expect(
      status?.conditions?.map(({ type, status: value, reason, message }) => [type, value, reason, message]),
    ).toEqual([
      ['Ready', 'True', 'Succeeded', `stored artifact for revision 'main@sha1:${oid}'`],
      ['ArtifactInStorage', 'True', 'Succeeded', `stored artifact for revision 'main@sha1:${oid}'`],
    ]);
  });
});
