import type { GitLimits } from '../limits.ts';
import type { GitObject, ObjectType } from '../object/git-object.ts';
import { createPacer } from '../pacer.ts';
import { ByteCache } from './byte-cache.ts';
import { applyDelta } from './delta.ts';
import { inflateEntry } from './inflate.ts';
import type { EntryHeader } from './pack-entry.ts';
import { resolveDeltas } from './resolve-deltas.ts';
import { scanPack } from './scan-pack.ts';

/** An object's place in a pack: its entry, and the entry that it is based on. */
export interface PackedObject {
  readonly header: EntryHeader;
  readonly type: ObjectType;
  /** Bytes of its content. */
  readonly size: number;
  /** `undefined` for an object that is stored whole. */
  readonly base: PackedObject | undefined;
}

/** A pack whose every object was checked. `read` gives an object whose bytes have the id that it was asked for. */
export interface Pack {
  readonly objectCount: number;
  /** Bytes that it holds in memory. */
  readonly heldBytes: number;
  has(oid: string): boolean;
  /** The size of an object of the given type, `undefined` when there is no such object. */
  sizeOf(oid: string, type: ObjectType): number | undefined;
  read(oid: string): Promise<GitObject | undefined>;
}

/**
 * Checks a whole pack before anything in it is used: signature, count, trailer, the declared size of every object, every
 * delta and its depth, and gives it with its objects named by the hash of their content. Throws `MalformedPack` or
 * `LimitExceeded`. Long work is cut in slices for the event loop; objects over 128 KiB are inflated on zlib's threads.
 */
export async function openPack(bytes: Buffer, limits: GitLimits, signal?: AbortSignal): Promise<Pack> {
  const pace = createPacer(signal);
  const cache = new ByteCache(cacheBytes);
  const entries = await scanPack(bytes, limits, cache, pace);
  const objects = await resolveDeltas(bytes, entries, limits, cache, pace);
  return {
    objectCount: objects.size,
    heldBytes: bytes.length + cache.heldBytes,
    has: (oid) => objects.has(oid),
    sizeOf: (oid, type) => {
      const object = objects.get(oid);
      return object?.type === type ? object.size : undefined;
    },
    read: async (oid) => {
      const object = objects.get(oid);
      return object === undefined ? undefined : { type: object.type, data: await readPacked(bytes, object, cache) };
    },
  };
}

const cacheBytes = 48 * 1024 * 1024;

async function readPacked(bytes: Buffer, object: PackedObject, cache: ByteCache): Promise<Buffer> {
  const deltas: EntryHeader[] = [];
  let current = object;
  let data = cache.get(current.header.offset);
  while (data === undefined && current.base !== undefined) {
    deltas.push(current.header);
    current = current.base;
    data = cache.get(current.header.offset);
  }
  data ??= await inflateEntry(bytes, current.header);
  for (const header of deltas.reverse()) data = applyDelta(data, await inflateEntry(bytes, header));
  return data;
}
