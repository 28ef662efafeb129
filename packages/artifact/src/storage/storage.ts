import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';

import { algorithmOf, type DigestAlgorithm, Digester } from '../digest.ts';
import { diskFileSystem, type FileSystem } from './file-system.ts';
import { planCollection, type StoredFile } from './plan-collection.ts';
import { checkPart } from './storage-path.ts';

export interface StorageOptions {
  /** Must exist. */
  readonly root: string;
  /** Host (or URL prefix) at which consumers reach the file server; asked for each URL. */
  readonly advertisedHost: () => string;
  readonly algorithm: DigestAlgorithm;
  /** Files older than this are removed, but for the current one. */
  readonly retentionTtlMs: number;
  /** How many files of an object are kept. */
  readonly retentionRecords: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly files?: FileSystem;
}

/** The object that an artifact belongs to. */
export interface StorageOwner {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** A stored file. */
export interface StoredArtifact {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly digest: string;
  readonly size: number;
}

/** What verifying a stored file showed. */
export type Verification = 'intact' | 'missing' | 'damaged';

/** Artifacts on a disk. Failures are the file system's errors. */
export interface Storage {
  /** Where a file of an object lies, relative to the root. */
  pathOf(owner: StorageOwner, fileName: string): string;
  /** The URL at which consumers find a path. */
  urlOf(path: string): string;
  /** Writes a file at once or not at all: what the path names is whole, on the disk, also after a power cut. */
  put(owner: StorageOwner, fileName: string, chunks: AsyncIterable<Uint8Array>): Promise<StoredArtifact>;
  /** Reads a stored file again and compares its digest. */
  verify(path: string, digest: string): Promise<Verification>;
  remove(path: string): Promise<void>;
  /** Removes the files of an object that have aged out; gives their paths. `current` always stays. */
  collect(owner: StorageOwner, current: string | undefined): Promise<readonly string[]>;
  /** Removes everything of an object. */
  removeOwner(owner: StorageOwner): Promise<void>;
  /** Removes what an interrupted write left; to be called before anything is written. Gives the number of files. */
  removeStrays(): Promise<number>;
}

export function openStorage(options: StorageOptions): Storage {
  return new DiskStorage(options);
}

const strayName = /^\.[0-9a-f]{16}\.tmp$/;
const maxWalked = 1000;

class DiskStorage implements Storage {
  readonly #options: StorageOptions;
  readonly #files: FileSystem;
  readonly #durable = new Set<string>();

  constructor(options: StorageOptions) {
    this.#options = options;
    this.#files = options.files ?? diskFileSystem;
  }

  pathOf(owner: StorageOwner, fileName: string): string {
    return [directoryOf(owner), checkPart(fileName)].join('/');
  }

  urlOf(path: string): string {
    const host = this.#options.advertisedHost();
    const prefix = /^https?:\/\//.test(host) ? host : `http://${host}`;
    return `${prefix.replace(/\/+$/, '')}/${path.split('/').map(encodeURIComponent).join('/')}`;
  }

  async put(owner: StorageOwner, fileName: string, chunks: AsyncIterable<Uint8Array>): Promise<StoredArtifact> {
    const path = this.pathOf(owner, fileName);
    const target = this.#absolute(path);
    await this.#makeDirectory(dirname(target));
    const temporary = join(dirname(target), `.${randomBytes(8).toString('hex')}.tmp`);
    try {
      const written = await this.#write(temporary, chunks);
      await this.#files.rename(temporary, target);
      await this.#files.syncDirectory(dirname(target));
      return { path, ...written };
    } catch (error) {
      // The first failure is the one to tell; what stays behind is removed at the next start.
      await this.#files.removeFile(temporary).catch(() => undefined);
      throw error;
    }
  }

  async #write(path: string, chunks: AsyncIterable<Uint8Array>): Promise<{ digest: string; size: number }> {
    const digester = new Digester(this.#options.algorithm);
    let size = 0;
    const writer = await this.#files.createFile(path);
    try {
      for await (const chunk of chunks) {
        digester.update(chunk);
        size += chunk.length;
        await writer.write(chunk);
      }
      await writer.sync();
    } finally {
      await writer.close();
    }
    return { digest: digester.digest(), size };
  }

  /**
   * A directory is itself a name that must reach the disk. That it exists does not say that it has: whoever made it may
   * have died before; so the names on the way are synced once in each process.
   */
  async #makeDirectory(path: string): Promise<void> {
    await this.#files.makeDirectory(path);
    if (this.#durable.has(path)) return;
    for (let made = path; made.length > this.#options.root.length; made = dirname(made)) {
      await this.#files.syncDirectory(dirname(made));
    }
    this.#durable.add(path);
  }

  async verify(path: string, digest: string): Promise<Verification> {
    const absolute = this.#absolute(path);
    if ((await this.#files.facts(absolute))?.kind !== 'file') return 'missing';
    const algorithm = algorithmOf(digest);
    if (algorithm === undefined) return 'damaged';
    const digester = new Digester(algorithm);
    for await (const chunk of await this.#files.read(absolute)) digester.update(chunk);
    return digester.digest() === digest ? 'intact' : 'damaged';
  }

  remove(path: string): Promise<void> {
    return this.#files.removeFile(this.#absolute(path));
  }

  async collect(owner: StorageOwner, current: string | undefined): Promise<readonly string[]> {
    const directory = directoryOf(owner);
    const files: StoredFile[] = [];
    for (const { name, kind } of (await this.#files.list(this.#absolute(directory))).slice(0, maxWalked)) {
      if (kind !== 'file' || name.endsWith('.lock') || strayName.test(name)) continue;
      const path = `${directory}/${name}`;
      const found = await this.#files.facts(this.#absolute(path));
      if (found !== undefined) files.push({ path, modifiedMs: found.modifiedMs });
    }
    const { retentionTtlMs: ttlMs, retentionRecords: records, now } = this.#options;
    const garbage = planCollection(files, { current, ttlMs, records, nowMs: now() });
    for (const path of garbage) await this.#files.removeFile(this.#absolute(path));
    return garbage;
  }

  removeOwner(owner: StorageOwner): Promise<void> {
    const directory = this.#absolute(directoryOf(owner));
    this.#durable.delete(directory);
    return this.#files.removeDirectory(directory);
  }

  async removeStrays(): Promise<number> {
    let count = 0;
    for await (const path of this.#walk(this.#options.root, 3)) {
      await this.#files.removeFile(path);
      count += 1;
    }
    return count;
  }

  async *#walk(directory: string, depth: number): AsyncGenerator<string, void, undefined> {
    for (const { name, kind } of await this.#files.list(directory)) {
      if (kind === 'directory' && depth > 0) yield* this.#walk(join(directory, name), depth - 1);
      else if (kind === 'file' && depth === 0 && strayName.test(name)) yield join(directory, name);
    }
  }

  /** Paths may come from a status, which others can write. */
  #absolute(path: string): string {
    return join(this.#options.root, ...path.split('/').map(checkPart));
  }
}

function directoryOf({ kind, namespace, name }: StorageOwner): string {
  return [kind.toLowerCase(), namespace, name].map(checkPart).join('/');
}
