import { monitorEventLoopDelay } from 'node:perf_hooks';
import { deflateSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { defaultLimits } from '../limits.ts';
import type { GitObject } from '../object/git-object.ts';
import { hashObject } from '../object/object-id.ts';
import { copyDelta, type HandEntry, insertDelta, packOf, sealed } from '../test-support/hostile-pack.ts';
import { openPack } from './pack.ts';
import { entryHeader } from './write-pack.ts';

function blob(content: string | Buffer): GitObject {
  return { type: 'blob', data: Buffer.from(content) };
}

async function textOf(pack: Buffer, oid: string): Promise<string | undefined> {
  const object = await (await openPack(pack, defaultLimits)).read(oid);
  return object === undefined ? undefined : Buffer.from(object.data).toString();
}

function opening(pack: Buffer, limits = defaultLimits): Promise<unknown> {
  return openPack(pack, limits);
}

describe('openPack reads', () => {
  it('whole objects, and deltas by offset and by id, in any order', async () => {
    const base = blob('base content');
    const entries: HandEntry[] = [
      { delta: insertDelta(12, 'by id, before its base'), on: hashObject('blob', base.data) },
      base,
      { delta: copyDelta(12, 4, 3), on: 1 },
      { delta: insertDelta(12, 'on a delta'), on: 2 },
    ];
    const pack = packOf(entries);
    for (const text of ['base content', 'by id, before its base', 'basebasebase', 'on a delta']) {
      expect(await textOf(pack, hashObject('blob', Buffer.from(text)))).toBe(text);
    }
    expect((await openPack(pack, defaultLimits)).objectCount).toBe(4);
  });

  it('an empty object, and the largest size that is read in one piece', async () => {
    const large = Buffer.alloc(128 * 1024 + 1, 'x');
    const pack = packOf([blob(''), blob(large)]);
    expect(await textOf(pack, hashObject('blob', Buffer.alloc(0)))).toBe('');
    expect((await textOf(pack, hashObject('blob', large)))?.length).toBe(large.length);
  });

  it('chains of deltas up to the limit', async () => {
    const chain = (length: number): Buffer =>
      packOf([
        blob('base'),
        ...Array.from({ length }, (_, index) => ({
          delta: insertDelta(index === 0 ? 4 : 3, String(100 + index)),
          on: index,
        })),
      ]);
    const limits = { ...defaultLimits, deltaDepth: 50 };
    await openPack(chain(50), limits);
    await expect(opening(chain(51), limits)).rejects.toThrow('a chain of deltas exceeds the limit of 50 objects');
  });
});

describe('openPack refuses', () => {
  const good = packOf([blob('first'), blob('second '.repeat(200)), { delta: insertDelta(5, 'third'), on: 0 }]);

  it('every truncation, and every flipped byte', async () => {
    for (let length = 0; length < good.length; length++) {
      await expect(opening(good.subarray(0, length)), `cut at ${String(length)}`).rejects.toMatchObject({
        code: 'MalformedPack',
      });
    }
    for (let index = 0; index < good.length; index++) {
      const flipped = Buffer.from(good);
      flipped[index] = (flipped[index] ?? 0) ^ 0x20;
      await expect(opening(flipped), `flipped at ${String(index)}`).rejects.toMatchObject({ name: 'GitError' });
    }
  });

  it('every flipped byte also where the trailer was made to fit', async () => {
    const content = good.subarray(0, -20);
    const known = new Set(
      ['first', 'second '.repeat(200), 'third'].map((text) => hashObject('blob', Buffer.from(text))),
    );
    let opened = 0;
    for (let index = 0; index < content.length * 8; index++) {
      const flipped = Buffer.from(content);
      flipped[index >> 3] = (flipped[index >> 3] ?? 0) ^ (1 << (index & 7));
      try {
        const pack = await openPack(sealed(flipped), defaultLimits);
        // What still opens is another pack: an object of a known name has the known content.
        for (const oid of known) {
          const object = await pack.read(oid);
          if (object !== undefined) expect(hashObject(object.type, object.data)).toBe(oid);
        }
        opened += 1;
      } catch (error) {
        expect(error).toMatchObject({ name: 'GitError' });
      }
    }
    expect(opened).toBeLessThan(content.length);
  });

  const base = blob('base');
  const baseId = hashObject('blob', base.data);
  const other = hashObject('blob', Buffer.from('not there'));
  it.each<[string, Buffer]>([
    ['no pack at all', Buffer.from('<html>login</html>'.repeat(5))],
    ['fewer objects than it declares', packOf([base], 2)],
    ['more objects than it declares', packOf([base, base], 1)],
    ['a count of 2^32 - 1', packOf([base], 0xffffffff)],
    ['an unknown version', sealed(Buffer.concat([Buffer.from('PACK\0\0\0\x09\0\0\0\0')]))],
    ['an unknown type', packOf([{ raw: Buffer.concat([entryHeader(5, 1), deflateSync(Buffer.from('x'))]) }])],
    [
      'an object larger than it declares',
      packOf([{ raw: Buffer.concat([entryHeader(3, 4), deflateSync(Buffer.alloc(100))]) }]),
    ],
    [
      'an object smaller than it declares',
      packOf([{ raw: Buffer.concat([entryHeader(3, 40), deflateSync(Buffer.alloc(10))]) }]),
    ],
    ['a size that never ends', packOf([{ raw: Buffer.alloc(40, 0xff) }])],
    ['a delta whose base is missing', packOf([{ delta: insertDelta(4, 'x'), on: other }])],
    ['a delta on itself', packOf([{ delta: insertDelta(1, 'x'), on: hashObject('blob', Buffer.from('x')) }])],
    [
      'a delta with an offset before the pack',
      packOf([{ raw: Buffer.concat([entryHeader(6, 3), Buffer.from([0xff, 0x7f]), deflateSync(Buffer.from('abc'))]) }]),
    ],
    [
      'a delta with an offset of zero',
      packOf([{ raw: Buffer.concat([entryHeader(6, 3), Buffer.from([0]), deflateSync(Buffer.from('abc'))]) }]),
    ],
    ['a delta for a base of another size', packOf([base, { delta: insertDelta(99, 'x'), on: 0 }])],
    ['a delta that copies beyond its base', packOf([base, { delta: copyDelta(4, 300, 1), on: 0 }])],
    ['a delta that ends in a command', packOf([base, { delta: Buffer.from([4, 9, 0xff]), on: 0 }])],
    ['a delta with the reserved command', packOf([base, { delta: Buffer.from([4, 1, 0]), on: 0 }])],
    ['a delta that gives less than it declares', packOf([base, { delta: Buffer.from([4, 9, 1, 65]), on: 0 }])],
    ['a delta that gives more than it declares', packOf([base, { delta: Buffer.from([4, 1, 3, 65, 65, 65]), on: 0 }])],
    ['an empty delta', packOf([base, { delta: Buffer.alloc(0), on: baseId }])],
  ])('%s', async (_, pack) => {
    await expect(opening(pack)).rejects.toThrow(/^refused: the server sent a pack with /);
    await expect(opening(pack)).rejects.toMatchObject({ code: 'MalformedPack' });
  });

  it.each<[string, () => Buffer]>([
    [
      'a blob of 600 MB in 600 KB',
      () => packOf([{ raw: Buffer.concat([entryHeader(3, 600_000_000), deflateSync(Buffer.alloc(1000))]) }]),
    ],
    [
      '20,000 deltas of 1 MB each',
      () => {
        const delta = copyDelta(1_000_000, 65_535, 16);
        return packOf([blob(Buffer.alloc(1_000_000)), ...Array.from({ length: 20_000 }, () => ({ delta, on: 0 }))]);
      },
    ],
    [
      'a delta that grows 64 KB to 100 MB',
      () => packOf([blob(Buffer.alloc(65_535)), { delta: copyDelta(65_535, 65_535, 1600), on: 0 }]),
    ],
  ])('a bomb: %s, at once and in little memory', async (_, make) => {
    const pack = make();
    const lag = monitorEventLoopDelay({ resolution: 5 });
    lag.enable();
    const [before, start] = [process.memoryUsage().rss, performance.now()];
    await expect(opening(pack)).rejects.toMatchObject({ code: 'LimitExceeded' });
    expect(performance.now() - start).toBeLessThan(5000);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
    expect(lag.max / 1e6).toBeLessThan(500);
  });

  it('stops when the signal aborts', async () => {
    const many = packOf(Array.from({ length: 5000 }, (_, index) => blob(`${String(index)} ${'x'.repeat(2000)}`)));
    const controller = new AbortController();
    const pending = openPack(many, defaultLimits, controller.signal);
    controller.abort(new Error('enough'));
    await expect(pending).rejects.toThrow('enough');
  });
});
