import { type FileHandle, open, readFile, rename, truncate } from 'node:fs/promises';
import { join } from 'node:path';

/** Where journal bytes go; a test may watch the order of writes and syncs. */
export interface JournalFiles {
  open(path: string, flags: 'a' | 'w'): Promise<JournalHandle>;
}

/** An open file, as Node has it. */
export type JournalHandle = Pick<FileHandle, 'write' | 'datasync' | 'close'>;

const diskFiles: JournalFiles = { open: (path, flags) => open(path, flags, 0o600) };
const fileName = 'events.journal';

interface Pending {
  readonly line: string;
  readonly isDurable: boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * An append-only file of JSON lines. `append` resolves once its line is on disk (fdatasync); lines that come while one
 * sync is under way share the next. A line that a crash cut off is dropped when the journal is opened again.
 */
export class Journal {
  readonly #directory: string;
  readonly #files: JournalFiles;
  #handle: JournalHandle;
  #pending: Pending[] = [];
  #unsynced: Pending[] = [];
  #syncing: Promise<void> | undefined;
  #flushing: Promise<void> | undefined;
  #size: number;

  private constructor(directory: string, files: JournalFiles, handle: JournalHandle, size: number) {
    this.#directory = directory;
    this.#files = files;
    this.#handle = handle;
    this.#size = size;
  }

  /** Opens the journal in that directory, and gives what it holds. Throws the file system's errors. */
  static async open(
    directory: string,
    files: JournalFiles = diskFiles,
  ): Promise<{ readonly journal: Journal; readonly records: readonly unknown[] }> {
    const path = join(directory, fileName);
    const bytes = await readFile(path).catch((error: unknown) => {
      if (Reflect.get(Object(error) as object, 'code') === 'ENOENT') return Buffer.alloc(0);
      throw error;
    });
    const whole = bytes.lastIndexOf(0x0a) + 1;
    if (whole < bytes.length) await truncate(path, whole);
    const handle = await files.open(path, 'a');
    await syncDirectory(directory);
    const records = bytes.subarray(0, whole).toString('utf8').split('\n').flatMap(readLine);
    return { journal: new Journal(directory, files, handle, whole), records };
  }

  /** Bytes in the file. */
  get size(): number {
    return this.#size;
  }

  /** Resolves once the record is on disk. */
  append(record: unknown): Promise<void> {
    return this.#add(record, true);
  }

  /** Resolves once the system has the record: it outlives this process, but perhaps not the machine. */
  note(record: unknown): Promise<void> {
    return this.#add(record, false);
  }

  #add(record: unknown, isDurable: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ line: `${JSON.stringify(record)}\n`, isDurable, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  /** Replaces the whole journal by what `records` gives at that moment; appends wait meanwhile. */
  async compact(records: () => Iterable<unknown>): Promise<void> {
    await this.#settled();
    this.#flushing = this.#rewrite(records);
    await this.#flushing;
  }

  async close(): Promise<void> {
    await this.#settled();
    await this.#handle.close();
  }

  async #settled(): Promise<void> {
    while (this.#flushing !== undefined || this.#syncing !== undefined) {
      await this.#flushing;
      await this.#syncing;
    }
  }

  async #flush(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      this.#pending = [];
      try {
        const bytes = Buffer.from(batch.map(({ line }) => line).join(''));
        await writeAll(this.#handle, bytes);
        this.#size += bytes.length;
        for (const { isDurable, resolve } of batch) if (!isDurable) resolve();
        this.#unsynced.push(...batch.filter(({ isDurable }) => isDurable));
        if (this.#unsynced.length > 0) this.#syncing ??= this.#sync();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#flushing = undefined;
  }

  /** Goes on beside writing, so that what need not wait for the disk does not. */
  async #sync(): Promise<void> {
    while (this.#unsynced.length > 0) {
      const batch = this.#unsynced;
      this.#unsynced = [];
      try {
        await this.#handle.datasync();
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#syncing = undefined;
  }

  async #rewrite(records: () => Iterable<unknown>): Promise<void> {
    const path = join(this.#directory, fileName);
    try {
      const bytes = Buffer.from([...records()].map((record) => `${JSON.stringify(record)}\n`).join(''));
      const next = await this.#files.open(`${path}.new`, 'w');
      await writeAll(next, bytes);
      await next.datasync();
      await rename(`${path}.new`, path);
      await syncDirectory(this.#directory);
      await this.#handle.close();
      this.#handle = next;
      this.#size = bytes.length;
    } finally {
      this.#flushing = undefined;
      if (this.#pending.length > 0) this.#flushing = this.#flush();
    }
  }
}

async function writeAll(handle: Pick<FileHandle, 'write'>, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, at);
    at += bytesWritten;
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A line that does not parse was torn by a full disk between others: it was never confirmed. */
function readLine(line: string): unknown[] {
  if (line === '') return [];
  try {
    return [JSON.parse(line) as unknown];
  } catch {
    return [];
  }
}
