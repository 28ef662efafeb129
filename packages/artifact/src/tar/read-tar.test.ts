import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { ArtifactError } from '../errors.ts';
import { unpackArtifact } from '../unpack-artifact.ts';
import { tarEnd, tarHeader, tarPadding } from './write-tar.ts';

interface Raw {
  readonly path: string;
  readonly type?: string;
  readonly link?: string;
  readonly content?: string | Buffer;
  readonly size?: string | Buffer;
}

/** An entry with any type, link and size; the checksum is right, so that only what is tested is wrong. */
function raw({ path, type = '0', link = '', content = '', size }: Raw): Buffer {
  const bytes = Buffer.from(content);
  const block = tarHeader({ path: 'x', kind: 'file', executable: false, size: bytes.length });
  block.fill(0, 0, 100).write(path, 0, 100, 'utf8');
  if (size !== undefined) block.fill(0, 124, 136).set(Buffer.from(size), 124);
  block.write(type, 156, 'latin1');
  block.write(link, 157, 100, 'utf8');
  block.write('        ', 148, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([block, bytes, tarPadding(bytes.length)]);
}

function archive(...entries: Buffer[]): Buffer {
  return gzipSync(Buffer.concat([...entries, tarEnd]));
}

function pax(record: string, next: Raw): Buffer {
  return Buffer.concat([raw({ path: 'pax', type: 'x', content: record }), raw(next)]);
}

const refused: readonly (readonly [string, Buffer])[] = [
  ['a symlink', archive(raw({ path: 'l', type: '2', link: '/etc/passwd' }))],
  ['a hardlink', archive(raw({ path: 'l', type: '1', link: '../../x' }))],
  ['a file through a link', archive(raw({ path: 'l', type: '2', link: '/tmp' }), raw({ path: 'l/x' }))],
  ['a character device', archive(raw({ path: 'd', type: '3' }))],
  ['a block device', archive(raw({ path: 'd', type: '4' }))],
  ['a FIFO', archive(raw({ path: 'f', type: '6' }))],
  ['a contiguous file', archive(raw({ path: 'f', type: '7' }))],
  ['a GNU sparse file', archive(raw({ path: 'f', type: 'S' }))],
  ['a PAX sparse file', archive(pax('24 GNU.sparse.major=1.0\n', { path: 'f' }))],
  [
    'a GNU long name of 1 MiB',
    archive(raw({ path: 'l', type: 'L', content: 'a'.repeat(1_048_576) }), raw({ path: 'x' })),
  ],
  ['a parent path', archive(raw({ path: '../evil' }))],
  ['a parent path inside', archive(raw({ path: 'a/../../evil' }))],
  ['an absolute path', archive(raw({ path: '/etc/passwd' }))],
  ['a drive-relative path', archive(raw({ path: 'C:../evil' }))],
  ['a backslash path', archive(raw({ path: '..\\evil' }))],
  ['an empty part', archive(raw({ path: 'a//b' }))],
  ['a PAX path that leaves the root', archive(pax('19 path=../../evil\n', { path: 'fine' }))],
  ['a PAX path with NUL', archive(pax('13 path=a\0b\n\n', { path: 'fine' }))],
  ['a PAX record that lies about its length', archive(pax('99 path=a\n', { path: 'fine' }))],
  [
    'a negative size',
    archive(
      raw({ path: 'n', size: Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]) }),
    ),
  ],
  ['a size beyond the archive', archive(raw({ path: 'n', size: '77777777777' }))],
  ['a size that is no number', archive(raw({ path: 'n', size: '12x4' }))],
  ['a name that is not UTF-8', archive(raw({ path: 'x' }).fill(0xff, 0, 1))],
  ['a wrong checksum', archive(raw({ path: 'a' }).fill('b', 0, 1))],
  ['a path that comes twice', archive(raw({ path: 'a' }), raw({ path: './a' }))],
  ['a file below a file', archive(raw({ path: 'a' }), raw({ path: 'a/b' }))],
  ['a directory with content', archive(raw({ path: 'a', type: '5', content: 'x' }))],
  ['an archive without an end', gzipSync(raw({ path: 'a' }))],
  ['an archive cut in a header', gzipSync(raw({ path: 'a' }).subarray(0, 300))],
  ['gzip that is cut off', archive(raw({ path: 'a' })).subarray(0, 40)],
  ['no gzip at all', Buffer.from('<html>')],
];

describe('unpackArtifact refuses', () => {
  it.each(refused)('%s', async (_, artifact) => {
    await expect(unpackArtifact(artifact)).rejects.toThrow(/^the artifact is refused: /);
    await expect(unpackArtifact(artifact)).rejects.toMatchObject({ code: 'Malformed' });
  });

  it('a bomb, before it is inflated', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    const before = process.memoryUsage().rss;
    await expect(unpackArtifact(bomb, { bytes: 10 * 1024 * 1024 })).rejects.toThrow(
      'exceeds the limit of 10485760 bytes',
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  it('more entries than allowed', async () => {
    const many = Buffer.concat(Array.from({ length: 101 }, (_, index) => raw({ path: `f${String(index)}` })));
    await expect(unpackArtifact(archive(many), { entries: 100 })).rejects.toThrow(ArtifactError);
    expect((await unpackArtifact(archive(many), { entries: 101 })).size).toBe(101);
  });
});

describe('unpackArtifact carries', () => {
  it.each(['__proto__', 'constructor', 'ß', 'ss', 'A', 'a', 'with space', '-x'])(
    'the name %s as data',
    async (name) => {
      const entries = await unpackArtifact(archive(raw({ path: name, content: 'data' })));
      expect(Buffer.from(entries.get(name)?.bytes ?? []).toString()).toBe('data');
    },
  );

  it('what common archivers write: ./ in front, a trailing slash, a global header', async () => {
    const entries = await unpackArtifact(
      archive(
        raw({ path: 'pax_global_header', type: 'g', content: '52 comment=0000000000000000000000000000000000000000\n' }),
        raw({ path: './', type: '5' }),
        raw({ path: './d/', type: '5' }),
        raw({ path: './d/f', content: '1' }),
      ),
    );
    expect([...entries.keys()]).toEqual(['d', 'd/f']);
  });
});
