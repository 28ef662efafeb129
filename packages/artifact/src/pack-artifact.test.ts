import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, it } from 'vitest';

import { digestOf } from './digest.ts';
import { openArtifactTree } from './open-tree.ts';
import { type ArchiveEntry, packArtifact } from './pack-artifact.ts';
import { unpackArtifact } from './unpack-artifact.ts';

function file(path: string, content: string | Buffer, executable = false): ArchiveEntry {
  const bytes = Buffer.from(content);
  return { path, kind: 'file', executable, size: bytes.length, read: () => bytes };
}

function directory(path: string): ArchiveEntry {
  return { path, kind: 'directory', executable: false, size: 0 };
}

async function pack(...entries: ArchiveEntry[]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of packArtifact(entries)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const long = `${'d'.repeat(90)}/${'e'.repeat(90)}/${'f'.repeat(90)}`;

describe('packArtifact', () => {
  it('gives what unpackArtifact and tar read back: content, modes, long and foreign names', async () => {
    const entries = [
      directory('d'),
      file('d/a.yaml', 'a: 1\n'),
      file('empty', ''),
      file(long, 'deep'),
      file('run', '#!', true),
      file('ü', 'u'),
    ];
    const artifact = await pack(...entries);
    const unpacked = await unpackArtifact(artifact);
    expect(
      [...unpacked].map(([path, { kind, executable, bytes }]) => [
        path,
        kind,
        executable,
        Buffer.from(bytes).toString(),
      ]),
    ).toEqual([
      ['d', 'directory', false, ''],
      ['d/a.yaml', 'file', false, 'a: 1\n'],
      ['empty', 'file', false, ''],
      [long, 'file', false, 'deep'],
      ['run', 'file', true, '#!'],
      ['ü', 'file', false, 'u'],
    ]);
    const dir = await mkdtemp(join(tmpdir(), 'sluice-'));
    try {
      await writeFile(join(dir, 'a.tar.gz'), artifact);
      const { stdout } = await promisify(execFile)(
        'tar',
        ['--utc', '--numeric-owner', '-tvzf', join(dir, 'a.tar.gz')],
        { env: { ...process.env, LC_ALL: 'C.UTF-8' } },
      );
      expect(stdout.split('\n').map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
        'drwxr-x--- 0/0 0 1970-01-01 00:00 .',
        'drwxr-x--- 0/0 0 1970-01-01 00:00 d',
        '-rw------- 0/0 5 1970-01-01 00:00 d/a.yaml',
        '-rw------- 0/0 0 1970-01-01 00:00 empty',
        `-rw------- 0/0 4 1970-01-01 00:00 ${long}`,
        '-rwx------ 0/0 2 1970-01-01 00:00 run',
        '-rw------- 0/0 1 1970-01-01 00:00 ü',
        '',
      ]);
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  it('depends on content only: the digest of a known tree', async () => {
    const artifact = await pack(directory('apps'), file('apps/a.yaml', 'kind: List\n'));
    expect(artifact[9]).toBe(255);
    expect(digestOf('sha256', await pack(directory('apps'), file('apps/a.yaml', 'kind: List\n')))).toBe(
      digestOf('sha256', artifact),
    );
    expect(digestOf('sha256', await pack(directory('apps'), file('apps/a.yaml', 'kind: List\n', true)))).not.toBe(
      digestOf('sha256', artifact),
    );
  });

  it('carries large content in order', async () => {
    const big = Buffer.alloc(5_000_000, 'abcdefg');
    const unpacked = await unpackArtifact(await pack(file('a', big), file('b', 'after')));
    expect(Buffer.compare(unpacked.get('a')?.bytes ?? Buffer.alloc(0), big)).toBe(0);
  });

  it('fails when a file cannot be read, and when the signal aborts', async () => {
    await expect(pack({ ...file('a', 'x'), read: () => Promise.reject(new Error('gone')) })).rejects.toThrow('gone');
    const chunks = packArtifact([file('a', 'x')], AbortSignal.abort(new Error('stop')));
    await expect(chunks.next()).rejects.toThrow('stop');
  });
});

describe('ArtifactTree', () => {
  it('reads files, lists directories, and digests what lies below a path', async () => {
    const artifact = await pack(file('a/b/c.yaml', '1'), file('a/d', '2'), file('__proto__', '3'));
    const tree = await openArtifactTree('sha256:x', artifact);
    expect(tree.paths).toEqual(['__proto__', 'a/b/c.yaml', 'a/d']);
    expect(tree.list('')).toEqual([
      { name: '__proto__', kind: 'file' },
      { name: 'a', kind: 'directory' },
    ]);
    expect(tree.list('a/b')).toEqual([{ name: 'c.yaml', kind: 'file' }]);
    expect(tree.list('a/d')).toBeUndefined();
    expect(Buffer.from(tree.readFile('a/d') ?? []).toString()).toBe('2');
    expect(tree.readFile('a')).toBeUndefined();
    const other = await openArtifactTree('sha256:y', await pack(file('a/b/c.yaml', '1'), file('a/d', 'changed')));
    expect(other.digestOf('a/b')).toBe(tree.digestOf('a/b'));
    expect(other.digestOf('a')).not.toBe(tree.digestOf('a'));
    expect(tree.digestOf('none')).toBeUndefined();
  });
});
