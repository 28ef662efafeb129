import { describe, expect, it } from 'vitest';
import { openMemoryRepository } from './memory-repository.ts';
import { readFiles } from './read-files.ts';

describe('readFiles', () => {
  it('reads the files of a commit by path', async () => {
    const repository = openMemoryRepository();
    const oid = await repository.commit({
      files: new Map([
        ['a/b.yaml', 'x: 1\n'],
        ['c', 'text'],
      ]),
      message: 'one',
    });
    const files = await readFiles(repository, oid);
    expect([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])).toEqual([
      ['a/b.yaml', 'x: 1\n'],
      ['c', 'text'],
    ]);
  });

  it('names a commit that is not there', async () => {
    await expect(readFiles(openMemoryRepository(), '0'.repeat(40))).rejects.toThrow('0000');
  });
});
