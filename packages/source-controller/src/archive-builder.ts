import { type ArchiveEntry, type IgnoreFile, ignoreFileName, openIgnoreRules, packArtifact } from '@sluice/artifact';
import type { Snapshot, SnapshotEntry } from '@sluice/git';

import { selectDirectories } from './sparse-checkout.ts';

/** What of a snapshot goes into an archive. */
export interface ArchiveSelection {
  /** `spec.ignore`. */
  readonly ignore: string | undefined;
  /** `spec.sparseCheckout`; empty is everything. */
  readonly directories: readonly string[];
}

const defaultCacheBytes = 16 * 1024 * 1024;
const longestIgnoreFile = 256 * 1024;

/**
 * Packs snapshots. Equal trees with equal rules are packed once: many GitRepositories of one repository share the bytes.
 * Throws `IgnoreRulesError`, `SparseCheckoutError`, and what reading the snapshot throws.
 */
export class ArchiveBuilder {
  readonly #packed = new Map<string, readonly Uint8Array[]>();
  readonly #packing = new Map<string, Promise<void>>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number = defaultCacheBytes) {
    this.#maxBytes = maxBytes;
  }

  async *build(
    snapshot: Snapshot,
    selection: ArchiveSelection,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const key = JSON.stringify([snapshot.commit.tree, selection.ignore ?? null, selection.directories]);
    await this.#packing.get(key);
    const known = this.#packed.get(key);
    if (known !== undefined) {
      yield* known;
      return;
    }
    const packing = Promise.withResolvers<void>();
    this.#packing.set(key, packing.promise);
    try {
      yield* this.#pack(key, snapshot, selection, signal);
    } finally {
      if (this.#packing.get(key) === packing.promise) this.#packing.delete(key);
      packing.resolve();
    }
  }

  async *#pack(
    key: string,
    snapshot: Snapshot,
    selection: ArchiveSelection,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const entries = await selectEntries(snapshot, selection);
    const chunks: Uint8Array[] = [];
    for await (const chunk of packArtifact(entries, signal)) {
      chunks.push(chunk);
      yield chunk;
    }
    this.#keep(key, chunks);
  }

  #keep(key: string, chunks: readonly Uint8Array[]): void {
    const size = sizeOf(chunks);
    if (size > this.#maxBytes / 2) return;
    this.#packed.set(key, chunks);
    this.#bytes += size;
    for (const [oldest, held] of this.#packed) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#packed.delete(oldest);
      this.#bytes -= sizeOf(held);
    }
  }
}

function sizeOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

async function selectEntries(snapshot: Snapshot, { ignore, directories }: ArchiveSelection): Promise<ArchiveEntry[]> {
  const entries = selectDirectories(snapshot.entries, directories);
  const isIgnored = openIgnoreRules(await readIgnoreFiles(snapshot, entries), ignore);
  return entries
    .filter((entry) => !isIgnored(entry.path, entry.kind === 'directory'))
    .map((entry) => ({ ...entry, read: () => snapshot.read(entry) }));
}

async function readIgnoreFiles(snapshot: Snapshot, entries: readonly SnapshotEntry[]): Promise<readonly IgnoreFile[]> {
  const files: IgnoreFile[] = [];
  for (const entry of entries) {
    if (entry.kind !== 'file' || !isIgnoreFile(entry.path)) continue;
    const bytes = await snapshot.read(entry);
    if (bytes.length > longestIgnoreFile) throw new IgnoreFileTooLargeError(entry.path);
    files.push({
      directory: entry.path.slice(0, -ignoreFileName.length - 1),
      text: Buffer.from(bytes).toString('utf8'),
    });
  }
  return files;
}

function isIgnoreFile(path: string): boolean {
  return path === ignoreFileName || path.endsWith(`/${ignoreFileName}`);
}

/** An ignore file that nobody wrote by hand. */
export class IgnoreFileTooLargeError extends Error {
  override readonly name = 'IgnoreFileTooLargeError';

  constructor(path: string) {
    super(`${JSON.stringify(path)} is larger than ${String(longestIgnoreFile)} bytes`);
  }
}
