import { gzipSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ArtifactError } from './errors.ts';
import { matchName } from './ignore/match-name.ts';
import { openIgnoreRules } from './ignore/ignore-rules.ts';
import { packArtifact } from './pack-artifact.ts';
import { tarHeader } from './tar/write-tar.ts';
import { unpackArtifact } from './unpack-artifact.ts';

const bytes = fc.uint8Array({ maxLength: 2000 }).map((array) => Buffer.from(array));

async function onlyArtifactErrors(artifact: Buffer): Promise<void> {
  try {
    await unpackArtifact(artifact);
  } catch (error) {
    if (!(error instanceof ArtifactError)) throw error;
  }
}

describe('unpackArtifact', () => {
  it('reads any bytes, or refuses them by name', async () => {
    const damaged = fc.tuple(fc.nat(511), fc.nat(255)).map(([at, byte]) => {
      const header = tarHeader({ path: 'a/b', kind: 'file', executable: false, size: 0 });
      header[at] = byte;
      return gzipSync(Buffer.concat([header, Buffer.alloc(1024)]));
    });
    const anything = fc.oneof(
      bytes,
      bytes.map((data) => gzipSync(data)),
      damaged,
    );
    await fc.assert(fc.asyncProperty(anything, onlyArtifactErrors), { numRuns: 500 });
  });

  it('gives back what was packed', async () => {
    const part = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 120 })
      .filter((text) => text.isWellFormed() && !/[/\\\0]|^\.{1,2}$|^[A-Za-z]:/.test(text) && text.normalize() === text);
    const files = fc.dictionary(
      fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
      bytes,
      { maxKeys: 8 },
    );
    await fc.assert(
      fc.asyncProperty(files, async (given) => {
        const paths = Object.keys(given).filter((path, _, all) => !all.some((other) => other.startsWith(`${path}/`)));
        const entries = paths.map((path) => {
          const content = given[path] ?? Buffer.alloc(0);
          return { path, kind: 'file' as const, executable: false, size: content.length, read: () => content };
        });
        const chunks: Uint8Array[] = [];
        for await (const chunk of packArtifact(entries)) chunks.push(chunk);
        const unpacked = await unpackArtifact(Buffer.concat(chunks));
        expect([...unpacked.keys()]).toEqual(paths);
        for (const path of paths)
          expect(Buffer.compare(unpacked.get(path)?.bytes ?? Buffer.alloc(1), given[path] ?? Buffer.alloc(0))).toBe(0);
      }),
      { numRuns: 100 },
    );
  });
});

describe('matchName', () => {
  it('agrees with a regular expression of the same meaning', () => {
    const pieces = fc.array(fc.constantFrom('*', '?', 'a', 'b', 'ab', '[ab]', '[^a]', '[a-c]'), { maxLength: 8 });
    const names = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 10 });
    fc.assert(
      fc.property(pieces, names, (pattern, name) => {
        const source = pattern.map((piece) => (piece === '*' ? '.*' : piece === '?' ? '.' : piece)).join('');
        expect(matchName(pattern.join(''), name)).toBe(new RegExp(`^${source}$`).test(name));
      }),
      { numRuns: 2000 },
    );
  });

  it('and the rules take any pattern and any path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ minLength: 1 }), (text, path) => {
        expect(typeof openIgnoreRules([], text)(path, false)).toBe('boolean');
      }),
      { numRuns: 300 },
    );
  });
});
