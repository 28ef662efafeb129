import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { GitError } from './errors.ts';
import { defaultLimits } from './limits.ts';
import { formatCommit, parseCommit } from './object/commit.ts';
import { hashObject } from './object/object-id.ts';
import { nameProblem } from './object/tree-name.ts';
import { formatTree, parseTree, type TreeEntry } from './object/tree.ts';
import { applyDelta } from './pack/delta.ts';
import { openPack } from './pack/pack.ts';
import { highestMatch } from './remote/semver.ts';
import { packOf, sealed } from './test-support/hostile-pack.ts';
import { readPackBytes } from './wire/fetch-response.ts';
import { readAdvertisement } from './wire/advertisement.ts';
import { readPackets } from './wire/pkt-line.ts';

const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));
const oid = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((array) => Buffer.from(array).toString('hex'));

/** Nothing but our own error may come out of a reader, whatever goes in. */
async function onlyGitErrors(read: () => unknown): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    expect(error.message.length).toBeLessThan(600);
  }
}

async function* stream(...chunks: Buffer[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

describe('any bytes', () => {
  it.each<[string, (data: Buffer) => unknown]>([
    ['a pack', (data) => openPack(data, defaultLimits)],
    [
      'a pack with a header and a right trailer',
      (data) =>
        openPack(sealed(Buffer.concat([Buffer.from('PACK\0\0\0\x02\0\0\0\x01', 'latin1'), data])), defaultLimits),
    ],
    ['a tree', (data) => parseTree(data, '')],
    ['a commit', (data) => parseCommit('a'.repeat(40), data)],
    ['a delta', (data) => applyDelta(Buffer.from('some base'), data)],
    ['an advertisement', (data) => readAdvertisement(readPackets(stream(data)), defaultLimits)],
    ['the answer to a fetch', (data) => readPackBytes(readPackets(stream(data)), defaultLimits)],
    ['a version range', (data) => highestMatch(data.toString('latin1'), ['1.0.0', data.toString('utf8')])],
  ])('as %s are read or refused by name', async (_, read) => {
    await fc.assert(
      fc.asyncProperty(bytes, (data) => onlyGitErrors(() => read(data))),
      { numRuns: 500 },
    );
  });
});

describe('what is written', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .filter((text) => text.isWellFormed() && nameProblem(text, Buffer.byteLength(text)) === undefined);
  const entry: fc.Arbitrary<TreeEntry> = fc.record({
    name,
    kind: fc.constantFrom('file', 'executable', 'directory', 'symlink', 'submodule'),
    oid,
  });

  it('as a tree is read again as it was', () => {
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: (each) => each.name }), (entries) => {
        const byName = (a: TreeEntry, b: TreeEntry): number => (a.name < b.name ? -1 : 1);
        expect(parseTree(formatTree(entries), '').sort(byName)).toEqual([...entries].sort(byName));
      }),
    );
  });

  it('as a commit is read again as it was', () => {
    const plain = fc.string({ maxLength: 20 }).map((text) => text.replaceAll(/[<>\n\0]/g, '').trim());
    const identity = fc.record({
      name: plain,
      email: plain,
      timestampSeconds: fc.integer(),
      offsetMinutes: fc.integer({ min: -720, max: 840 }),
    });
    const commit = fc.record({
      tree: oid,
      parents: fc.array(oid, { maxLength: 3 }),
      author: identity,
      committer: identity,
      message: fc.string(),
    });
    fc.assert(
      fc.property(commit, (given) => {
        expect(parseCommit('a'.repeat(40), formatCommit(given))).toEqual({ oid: 'a'.repeat(40), ...given });
      }),
    );
  });

  it('as a pack is read again as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 2000 }), { minLength: 1, maxLength: 10 }), async (blobs) => {
        const pack = await openPack(
          packOf(blobs.map((data) => ({ type: 'blob' as const, data: Buffer.from(data) }))),
          defaultLimits,
        );
        for (const data of blobs)
          expect(Buffer.compare((await pack.read(hashObject('blob', data)))?.data ?? Buffer.alloc(0), data)).toBe(0);
      }),
      { numRuns: 50 },
    );
  });
});
