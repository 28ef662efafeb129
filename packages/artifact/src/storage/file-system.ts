import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm, unlink } from 'node:fs/promises';

/** What a name in a directory is. */
export interface FileName {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'other';
}

export interface FileFacts {
  readonly kind: 'file' | 'directory' | 'other';
  readonly size: number;
  readonly modifiedMs: number;
}

/** A file being written. */
export interface FileWriter {
  write(bytes: Uint8Array): Promise<void>;
  /** Returns when the content is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The file system port: every effect of the storage is one named call of it. Failures are Node's, with their `code`.
 * Symbolic links are never followed.
 */
export interface FileSystem {
  /** Makes a directory with its parents, mode 0700; fine when it exists. */
  makeDirectory(path: string): Promise<void>;
  /** Makes a file that must not exist, mode 0600. */
  createFile(path: string): Promise<FileWriter>;
  rename(from: string, to: string): Promise<void>;
  /** Returns when the names in a directory are on the disk. */
  syncDirectory(path: string): Promise<void>;
  removeFile(path: string): Promise<void>;
  /** With everything in it; fine when it does not exist. */
  removeDirectory(path: string): Promise<void>;
  /** Empty when it does not exist. */
  list(path: string): Promise<readonly FileName[]>;
  facts(path: string): Promise<FileFacts | undefined>;
  /** Opens a file, and gives its content in chunks; it is closed when they have been read, or reading stops. */
  read(path: string): Promise<AsyncIterable<Uint8Array>>;
}

/** The machine's disk. */
export const diskFileSystem: FileSystem = {
  makeDirectory: async (path) => {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  createFile: async (path) =>
    writerOf(await open(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW, 0o600)),
  rename,
  syncDirectory: (path) => syncDirectory(path),
  removeFile: unlink,
  removeDirectory: (path) => rm(path, { recursive: true, force: true }),
  list: (path) => list(path),
  facts: (path) => facts(path),
  read: (path) => read(path),
};

function writerOf(handle: FileHandle): FileWriter {
  return {
    write: async (bytes) => {
      await handle.writeFile(bytes);
    },
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

async function syncDirectory(path: string): Promise<void> {
  // Windows has no handle of a directory that could be synced; its file system orders names itself.
  if (process.platform === 'win32') return;
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function list(path: string): Promise<readonly FileName[]> {
  const entries = await orMissing(readdir(path, { withFileTypes: true }));
  return (entries ?? []).map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
}

async function facts(path: string): Promise<FileFacts | undefined> {
  const found = await orMissing(lstat(path));
  return found === undefined ? undefined : { kind: kindOf(found), size: found.size, modifiedMs: found.mtimeMs };
}

async function read(path: string): Promise<AsyncIterable<Uint8Array>> {
  return chunksOf(await open(path, constants.O_RDONLY | constants.O_NOFOLLOW));
}

async function* chunksOf(handle: FileHandle): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const chunk of handle.createReadStream({ autoClose: false, highWaterMark: 256 * 1024 }))
      yield chunk as Buffer;
  } finally {
    await handle.close();
  }
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean }): FileFacts['kind'] {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'directory' : 'other';
}

async function orMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
