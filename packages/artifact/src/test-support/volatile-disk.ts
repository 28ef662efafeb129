import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';

import type { FileFacts, FileName, FileSystem, FileWriter } from '../storage/file-system.ts';

/** The power went: nothing after this happens. */
export class PowerCutError extends Error {
  override readonly name = 'PowerCutError';
}

interface File {
  content: Buffer;
  /** What of it is on the disk whatever happens. */
  synced: Buffer;
}

type Node = File | 'directory';

/** What becomes of content that was not synced when the power goes. */
export type LostContent = 'gone' | 'zeroed' | 'half' | 'kept';

/**
 * A disk in memory that forgets what was not synced: content unless its file was, names unless their directory was. Each
 * call counts; the power can be cut before any of them.
 */
export class VolatileDisk implements FileSystem {
  readonly #names: Map<string, Node>;
  readonly #syncedNames: Map<string, Node>;
  #cutBefore: number;
  #calls = 0;

  constructor(names: ReadonlyMap<string, Node> = new Map<string, Node>([['/', 'directory']]), cutBefore = Infinity) {
    this.#names = new Map(names);
    this.#syncedNames = new Map(names);
    this.#cutBefore = cutBefore;
  }

  get calls(): number {
    return this.#calls;
  }

  /** The disk as it is found when the power is back. */
  afterPowerCut(content: LostContent, names: 'gone' | 'kept'): VolatileDisk {
    const left = names === 'gone' ? this.#syncedNames : this.#names;
    const reachable = [...left].filter(([path]) => isReachable(left, path));
    const found = reachable.map(([path, node]): [string, Node] => {
      if (node === 'directory') return [path, node];
      const bytes = Buffer.from(contentLeft(node, content));
      return [path, { content: bytes, synced: bytes }];
    });
    return new VolatileDisk(new Map(found));
  }

  #count(): void {
    if (this.#calls >= this.#cutBefore) throw new PowerCutError(`the power went before call ${String(this.#calls)}`);
    this.#calls += 1;
  }

  async makeDirectory(path: string): Promise<void> {
    this.#count();
    for (let made = path; !this.#names.has(made); made = dirname(made)) this.#names.set(made, 'directory');
    return Promise.resolve();
  }

  async createFile(path: string): Promise<FileWriter> {
    this.#count();
    const file: File = { content: Buffer.alloc(0), synced: Buffer.alloc(0) };
    this.#names.set(path, file);
    return Promise.resolve({
      write: async (bytes) => {
        this.#count();
        file.content = Buffer.concat([file.content, bytes]);
        return Promise.resolve();
      },
      sync: async () => {
        this.#count();
        file.synced = file.content;
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    });
  }

  async rename(from: string, to: string): Promise<void> {
    this.#count();
    const node = this.#names.get(from);
    if (node === undefined) throw new Error(`ENOENT: ${from}`);
    this.#names.delete(from);
    this.#names.set(to, node);
    return Promise.resolve();
  }

  async syncDirectory(path: string): Promise<void> {
    this.#count();
    for (const name of this.#syncedNames.keys()) {
      if (dirname(name) === path && !this.#names.has(name)) this.#syncedNames.delete(name);
    }
    for (const [name, node] of this.#names) if (dirname(name) === path) this.#syncedNames.set(name, node);
    return Promise.resolve();
  }

  async removeFile(path: string): Promise<void> {
    this.#count();
    this.#names.delete(path);
    return Promise.resolve();
  }

  async removeDirectory(path: string): Promise<void> {
    this.#count();
    for (const name of this.#names.keys()) if (name === path || name.startsWith(`${path}/`)) this.#names.delete(name);
    return Promise.resolve();
  }

  async list(path: string): Promise<readonly FileName[]> {
    const found = [...this.#names].filter(([name]) => dirname(name) === path && name !== path);
    return Promise.resolve(
      found.map(([name, node]) => ({ name: name.slice(join(path, '/').length), kind: kindOf(node) })),
    );
  }

  async facts(path: string): Promise<FileFacts | undefined> {
    const node = this.#names.get(path);
    if (node === undefined) return Promise.resolve(undefined);
    return Promise.resolve({ kind: kindOf(node), size: node === 'directory' ? 0 : node.content.length, modifiedMs: 0 });
  }

  read(path: string): Promise<AsyncIterable<Uint8Array>> {
    const node = this.#names.get(path);
    const content = node === undefined || node === 'directory' ? [] : [node.content];
    return Promise.resolve(Readable.from(content));
  }

  /** From now on the power goes before this call. */
  cutBefore(call: number): void {
    this.#cutBefore = call;
  }
}

/** A name whose directory was lost is lost with it. */
function isReachable(names: ReadonlyMap<string, Node>, path: string): boolean {
  return path === '/' || (names.get(dirname(path)) === 'directory' && isReachable(names, dirname(path)));
}

function kindOf(node: Node): 'file' | 'directory' {
  return node === 'directory' ? 'directory' : 'file';
}

function contentLeft({ content, synced }: File, lost: LostContent): Buffer {
  if (lost === 'kept' || synced === content) return content;
  if (lost === 'gone') return synced;
  return lost === 'zeroed' ? Buffer.alloc(content.length) : content.subarray(0, content.length / 2);
}
