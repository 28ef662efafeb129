import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { defaultLimits } from '../limits.ts';
import type { GitObject } from '../object/git-object.ts';
import { applyDelta } from '../pack/delta.ts';
import { inflateExactly } from '../pack/inflate.ts';
import { readEntryHeader } from '../pack/pack-entry.ts';

/** A pack of a user's repository with its index, both in memory. */
interface IndexedPack {
  readonly index: Buffer;
  readonly pack: Buffer;
}

/** Larger packs are left to isomorphic-git. */
const maxPackBytes = 128 * 1024 * 1024;
const limits = { ...defaultLimits, objectBytes: 256 * 1024 * 1024 };
const longestChain = 4096;

/** Reads objects out of a repository's packs (index version 2). Callers check the hash of what they get. */
export class PackedObjects {
  readonly #directory: string;
  #packs: Promise<readonly IndexedPack[]> | undefined;
  #names = '';

  constructor(gitdir: string) {
    this.#directory = join(gitdir, 'objects', 'pack');
  }

  /** Looks whether git has repacked since the packs were read; they are read again then. */
  async refresh(): Promise<void> {
    const names = (await namesOfPacks(this.#directory)).join();
    if (names !== this.#names) this.#packs = undefined;
    this.#names = names;
  }

  /** `undefined` when it is in none of the packs that can be read. */
  async read(oid: string): Promise<GitObject | undefined> {
    this.#packs ??= loadPacks(this.#directory);
    const id = Buffer.from(oid, 'hex');
    for (const indexed of await this.#packs) {
      const offset = findOffset(indexed.index, id);
      if (offset !== undefined) return this.#readAt(indexed.pack, offset);
    }
    return undefined;
  }

  async #readAt(pack: Buffer, start: number): Promise<GitObject | undefined> {
    const deltas: Buffer[] = [];
    let offset = start;
    while (deltas.length < longestChain) {
      const header = readEntryHeader(pack, offset, pack.length - 20, limits);
      const { data } = await inflateExactly(pack.subarray(header.dataStart, pack.length - 20), header.size);
      if (header.type !== undefined) return build({ type: header.type, data }, deltas);
      deltas.push(data);
      if (header.base === undefined) return undefined;
      if ('oid' in header.base) {
        const base = await this.read(header.base.oid);
        return base === undefined ? undefined : build(base, deltas);
      }
      offset = header.base.offset;
    }
    return undefined;
  }
}

function build(base: GitObject, deltas: readonly Buffer[]): GitObject {
  return { type: base.type, data: deltas.reduceRight((data: Uint8Array, delta) => applyDelta(data, delta), base.data) };
}

async function loadPacks(directory: string): Promise<readonly IndexedPack[]> {
  const names = await namesOfPacks(directory);
  const loaded = await Promise.all(names.map((name) => loadPack(join(directory, name.slice(0, -'.idx'.length)))));
  return loaded.filter((indexed) => indexed !== undefined);
}

async function namesOfPacks(directory: string): Promise<readonly string[]> {
  return (await readdir(directory).catch(() => [])).filter((name) => name.endsWith('.idx')).sort();
}

async function loadPack(path: string): Promise<IndexedPack | undefined> {
  try {
    if ((await stat(`${path}.pack`)).size > maxPackBytes) return undefined;
    const index = await readFile(`${path}.idx`);
    return index.readUInt32BE(0) === 0xff744f63 && index.readUInt32BE(4) === 2
      ? { index, pack: await readFile(`${path}.pack`) }
      : undefined;
  } catch {
    // Repacked in this moment, or not for us to read.
    return undefined;
  }
}

const fanoutStart = 8;
const namesStart = fanoutStart + 256 * 4;

/** Where an object begins in the pack, by the index: how many names begin lower, the names, checksums, offsets. */
function findOffset(index: Buffer, id: Buffer): number | undefined {
  const first = id[0] ?? 0;
  const count = index.readUInt32BE(fanoutStart + 255 * 4);
  let low = first === 0 ? 0 : index.readUInt32BE(fanoutStart + (first - 1) * 4);
  let high = index.readUInt32BE(fanoutStart + first * 4);
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = index.compare(id, 0, 20, namesStart + middle * 20, namesStart + middle * 20 + 20);
    if (order === 0) return offsetAt(index, count, middle);
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return undefined;
}

function offsetAt(index: Buffer, count: number, position: number): number {
  const offsets = namesStart + count * 24;
  const offset = index.readUInt32BE(offsets + position * 4);
  if (offset < 0x80000000) return offset;
  return Number(index.readBigUInt64BE(offsets + count * 4 + (offset - 0x80000000) * 8));
}
