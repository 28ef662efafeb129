import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';

import { type TarEntry, tarEnd, tarHeader, tarPadding } from './tar/write-tar.ts';

/** A file or directory for an artifact; `read` is called once, when its turn comes. */
export interface ArchiveEntry extends TarEntry {
  read?(): Uint8Array | Promise<Uint8Array>;
}

/** How many bytes of tar are handed to the compressor at once. */
const batchBytes = 256 * 1024;

/**
 * Packs entries as upstream does: gzip'd tar, the root as `.`, entries in the order given (lexical), no owners or times,
 * modes 0750, 0600 and 0700. Equal entries give equal bytes. Yields the compressed bytes as they are made; zlib works on
 * its own threads.
 */
export async function* packArtifact(
  entries: Iterable<ArchiveEntry>,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  signal?.throwIfAborted();
  const gzip = createGzip({ level: constants.Z_DEFAULT_COMPRESSION, chunkSize: 64 * 1024 });
  const writing = pipeline(batches(tarParts(entries)), gzip, signal === undefined ? {} : { signal });
  // The reader below meets the same failure, as the stream's.
  writing.catch(() => undefined);
  let isFirst = true;
  for await (const chunk of gzip as AsyncIterable<Buffer>) {
    // The header's last byte names the operating system; it must not tell where the artifact was made.
    if (isFirst) chunk[9] = 255;
    isFirst = false;
    yield chunk;
  }
  await writing;
}

async function* tarParts(entries: Iterable<ArchiveEntry>): AsyncGenerator<Uint8Array, void, undefined> {
  yield tarHeader({ path: '.', kind: 'directory', executable: false, size: 0 });
  for (const entry of entries) {
    const content = entry.kind === 'file' ? await (entry.read?.() ?? Buffer.alloc(0)) : Buffer.alloc(0);
    if (entry.kind === 'file' && content.length !== entry.size)
      throw new Error(`${entry.path} has another size than was announced`);
    yield tarHeader(entry);
    if (content.length === 0) continue;
    yield content;
    yield tarPadding(content.length);
  }
  yield tarEnd;
}

async function* batches(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, undefined> {
  let batch: Uint8Array[] = [];
  let size = 0;
  for await (const part of parts) {
    batch.push(part);
    size += part.length;
    if (size < batchBytes) continue;
    yield Buffer.concat(batch);
    batch = [];
    size = 0;
  }
  yield Buffer.concat(batch);
}
