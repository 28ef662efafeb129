import { mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { digestOf } from '../digest.ts';
import { diskFileSystem, type FileSystem } from './file-system.ts';
import { planCollection } from './plan-collection.ts';
import { openStorage, type Storage, type StorageOptions } from './storage.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-'));
});
afterEach(() => rm(root, { recursive: true }));

const owner = { kind: 'GitRepository', namespace: 'ns', name: 'one' };

function open(options: Partial<StorageOptions> = {}): Storage {
  const fixed = { algorithm: 'sha256', retentionTtlMs: 60_000, retentionRecords: 2 } as const;
  return openStorage({ root, advertisedHost: () => 'host:80', now: () => Date.now(), ...fixed, ...options });
}

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text));
}

async function names(): Promise<string[]> {
  return (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

describe('put', () => {
  it('writes a file with its digest and size, readable by its owner only', async () => {
    const storage = open();
    const stored = await storage.put(owner, 'a.tar.gz', chunks('one', 'two'));
    expect(stored).toEqual({
      path: 'gitrepository/ns/one/a.tar.gz',
      digest: digestOf('sha256', Buffer.from('onetwo')),
      size: 6,
    });
    expect((await stat(join(root, stored.path))).mode & 0o777).toBe(0o600);
    expect((await stat(join(root, 'gitrepository/ns'))).mode & 0o777).toBe(0o700);
    expect(storage.urlOf(stored.path)).toBe('http://host:80/gitrepository/ns/one/a.tar.gz');
    expect(open({ advertisedHost: () => 'https://x.example/' }).urlOf('a/b+c')).toBe('https://x.example/a/b%2Bc');
    expect(await storage.verify(stored.path, stored.digest)).toBe('intact');
  });

  it.each(['sha1', 'sha384', 'sha512'] as const)('digests by %s', async (algorithm) => {
    const storage = open({ algorithm });
    const { path, digest } = await storage.put(owner, 'a', chunks('x'));
    expect(digest).toMatch(new RegExp(`^${algorithm}:[0-9a-f]+$`));
    expect(await storage.verify(path, digest)).toBe('intact');
  });

  it('keeps the old file, and leaves nothing behind, when what is to be written fails', async () => {
    const storage = open();
    await storage.put(owner, 'a', chunks('old'));
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield* chunks('half');
      throw new Error('source failed');
    };
    await expect(storage.put(owner, 'a', failing())).rejects.toThrow('source failed');
    expect(await readFile(join(root, 'gitrepository/ns/one/a'), 'utf8')).toBe('old');
    expect(await names()).toEqual(['a']);
  });

  it.each(['../x', '..', '', 'a/b', 'a\\b', 'a\0b'])('refuses the file name %j', async (name) => {
    await expect(open().put(owner, name, chunks('x'))).rejects.toThrow('is not a file name');
    await expect(open().put({ ...owner, name }, 'x', chunks('x'))).rejects.toThrow('is not a file name');
  });
});

/** A disk that records its calls, and fails at the one that is told. */
function recordingDisk(failAt: number | undefined): { files: FileSystem; calls: string[] } {
  const calls: string[] = [];
  const note = (call: string): void => {
    calls.push(call);
    if (calls.length - 1 === failAt)
      throw Object.assign(new Error(`ENOSPC: no space left on device, ${call}`), { code: 'ENOSPC' });
  };
  const files: FileSystem = {
    ...diskFileSystem,
    makeDirectory: (path) => attempt(note, 'makeDirectory', () => diskFileSystem.makeDirectory(path)),
    createFile: (path) =>
      attempt(note, 'createFile', async () => {
        const writer = await diskFileSystem.createFile(path);
        return {
          write: (bytes) => attempt(note, 'write', () => writer.write(bytes)),
          sync: () => attempt(note, 'sync', () => writer.sync()),
          close: () => writer.close(),
        };
      }),
    rename: (from, to) => attempt(note, 'rename', () => diskFileSystem.rename(from, to)),
    syncDirectory: (path) => attempt(note, 'syncDirectory', () => diskFileSystem.syncDirectory(path)),
  };
  return { files, calls };
}

async function attempt<T>(note: (call: string) => void, name: string, act: () => Promise<T>): Promise<T> {
  note(name);
  return act();
}

describe('a write', () => {
  it('reaches the disk before its name does, and the name before it is told', async () => {
    const { files, calls } = recordingDisk(undefined);
    const storage = open({ files });
    await storage.put(owner, 'a', chunks('x'));
    const directories = ['syncDirectory', 'syncDirectory', 'syncDirectory'];
    expect(calls).toEqual(['makeDirectory', ...directories, 'createFile', 'write', 'sync', 'rename', 'syncDirectory']);
    calls.length = 0;
    await storage.put(owner, 'b', chunks('x'));
    expect(calls).toEqual(['makeDirectory', 'createFile', 'write', 'sync', 'rename', 'syncDirectory']);
  });

  it('that fails at any call leaves the old file whole, and works again once there is room', async () => {
    await open().put(owner, 'a', chunks('old'));
    const { path, digest } = await open().put(owner, 'a', chunks('old'));
    for (let failAt = 0; failAt < 8; failAt++) {
      const { files } = recordingDisk(failAt);
      await expect(open({ files }).put(owner, 'a', chunks('new'))).rejects.toThrow('ENOSPC');
      expect(await open().verify(path, digest), `call ${String(failAt)}`).toBe('intact');
      expect(await names()).toEqual(['a']);
    }
    await open().put(owner, 'a', chunks('new'));
    expect(await readFile(join(root, path), 'utf8')).toBe('new');
  });
});

describe('verify', () => {
  it('tells missing and damaged files, links and unknown digests from intact ones', async () => {
    const storage = open();
    const { path, digest } = await storage.put(owner, 'a', chunks('content'));
    await writeFile(join(root, path), 'c0ntent');
    expect(await storage.verify(path, digest)).toBe('damaged');
    expect(await storage.verify(path, '')).toBe('damaged');
    expect(await storage.verify(path, 'md5:00')).toBe('damaged');
    await storage.remove(path);
    expect(await storage.verify(path, digest)).toBe('missing');
    await symlink('/etc/passwd', join(root, path));
    expect(await storage.verify(path, digest)).toBe('missing');
    await expect(storage.verify('../../etc/passwd', digest)).rejects.toThrow('is not a file name');
  });
});

describe('collect', () => {
  const at = (path: string, modifiedMs: number): { path: string; modifiedMs: number } => ({ path, modifiedMs });

  it.each<[string, number[], string | undefined, number, number, string[]]>([
    ['nothing below the limits', [1500, 1600], '1500', 1000, 2, []],
    ['what is older than the time to live', [1, 2, 1990], '1990', 1000, 5, ['1', '2']],
    ['the oldest beyond the records', [1500, 1600, 1700, 1800], '1800', 1000, 2, ['1500', '1600']],
    ['never the current one, however old', [1, 1500, 1600], '1', 1000, 2, ['1500']],
    ['both rules together', [1, 1500, 1600, 1700], '1700', 1000, 2, ['1', '1500']],
    ['all when the object has none that is current', [1, 2], undefined, 1000, 2, ['1', '2']],
  ])('removes %s', (_, times, current, ttlMs, records, removed) => {
    const files = times.map((time) => at(String(time), time));
    expect(planCollection(files, { current, ttlMs, records, nowMs: 2000 })).toEqual(removed);
  });

  it('removes old files of the object, and leaves others, locks and directories', async () => {
    const storage = open();
    const old = await storage.put(owner, 'old', chunks('x'));
    const current = await storage.put(owner, 'current', chunks('x'));
    await storage.put({ ...owner, name: 'other' }, 'old', chunks('x'));
    await writeFile(join(root, 'gitrepository/ns/one/old.lock'), '');
    for (const name of ['one/old', 'one/current', 'one/old.lock', 'other/old'])
      await utimes(join(root, 'gitrepository/ns', name), 1, 1);
    expect(await storage.collect(owner, current.path)).toEqual([old.path]);
    expect((await names()).sort()).toEqual(['current', 'old', 'old.lock']);
    await storage.removeOwner(owner);
    expect(await names()).toEqual(['old']);
    await storage.removeOwner(owner);
  });

  it('removes at the start what an interrupted write left, and nothing else', async () => {
    const storage = open();
    await storage.put(owner, 'a', chunks('x'));
    await writeFile(join(root, 'gitrepository/ns/one/.0123456789abcdef.tmp'), 'half');
    await writeFile(join(root, 'gitrepository/ns/one/b.tmp'), 'whole');
    expect(await storage.removeStrays()).toBe(1);
    expect((await names()).sort()).toEqual(['a', 'b.tmp']);
  });
});
