import { gunzip } from 'node:zlib';

import { ArtifactError } from './errors.ts';
import { type ReadEntry, readTar } from './tar/read-tar.ts';

/** What an artifact may cost, unpacked. */
export interface UnpackLimits {
  /** Bytes of the archive, all files and headers. Default 512 MiB. */
  readonly bytes?: number;
  /** Files and directories. Default 200,000. */
  readonly entries?: number;
}

export interface UnpackedEntry extends ReadEntry {
  readonly kind: 'file' | 'directory';
}

const defaultBytes = 512 * 1024 * 1024;
const defaultEntries = 200_000;

/**
 * Unpacks an artifact in memory: by path, files and directories only. Inflating stops at the limit, whatever the archive
 * says of itself; a path that comes twice, or stands for both a file and a directory, is refused. The bytes are views of
 * one buffer. Throws `ArtifactError` (`Malformed`, `LimitExceeded`).
 */
export async function unpackArtifact(
  artifact: Uint8Array,
  limits: UnpackLimits = {},
): Promise<ReadonlyMap<string, UnpackedEntry>> {
  const archive = await inflate(artifact, limits.bytes ?? defaultBytes);
  const maxEntries = limits.entries ?? defaultEntries;
  const entries = new Map<string, UnpackedEntry>();
  for (const entry of readTar(archive)) {
    if (entry.path === '') continue;
    if (entries.size >= maxEntries) throw tooLarge(`${String(maxEntries)} files and directories`);
    if (entries.has(entry.path))
      throw new ArtifactError(
        'Malformed',
        `the artifact is refused: the path ${JSON.stringify(entry.path)} comes twice`,
      );
    entries.set(entry.path, entry);
  }
  for (const path of entries.keys()) refuseFileAsDirectory(entries, path);
  return entries;
}

function refuseFileAsDirectory(entries: ReadonlyMap<string, UnpackedEntry>, path: string): void {
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    if (entries.get(path.slice(0, slash))?.kind === 'file') {
      throw new ArtifactError('Malformed', `the artifact is refused: ${JSON.stringify(path)} lies below a file`);
    }
  }
}

function inflate(artifact: Uint8Array, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    gunzip(artifact, { maxOutputLength: maxBytes, chunkSize: 256 * 1024 }, (error, result) => {
      if (error === null) resolve(result);
      else if (Reflect.get(error, 'code') === 'ERR_BUFFER_TOO_LARGE') reject(tooLarge(`${String(maxBytes)} bytes`));
      else reject(new ArtifactError('Malformed', 'the artifact is refused: it is not whole gzip data', error));
    });
  });
}

function tooLarge(limit: string): ArtifactError {
  return new ArtifactError('LimitExceeded', `the artifact is refused: unpacked it exceeds the limit of ${limit}`);
}
