import type { GitLimits } from '../limits.ts';
import { sha1InSlices } from '../object/hash-in-slices.ts';
import type { Pacer } from '../pacer.ts';
import type { ByteCache } from './byte-cache.ts';
import { readDeltaSizes } from './delta.ts';
import { inflateExactly } from './inflate.ts';
import { malformedPack, packTooLarge } from './malformed-pack.ts';
import { type EntryHeader, readEntryHeader } from './pack-entry.ts';

const headerBytes = 12;
const trailerBytes = 20;
/** An entry has at least one byte of header, and zlib's shortest stream is 8 bytes. */
const smallestEntry = 9;

/**
 * Walks a pack from end to end: header, count, trailer, and every entry inflated to exactly its declared size, no byte
 * left over. Objects stored whole go to the cache; the sizes of all objects together are limited, deltas' results
 * included, before any is built.
 */
export async function scanPack(pack: Buffer, limits: GitLimits, cache: ByteCache, pace: Pacer): Promise<EntryHeader[]> {
  const count = readCount(pack, limits);
  await checkTrailer(pack, pace);
  const end = pack.length - trailerBytes;
  const headers: EntryHeader[] = [];
  let unpacked = 0;
  let position = headerBytes;
  while (headers.length < count) {
    const header = readEntryHeader(pack, position, end, limits);
    if (header.base === undefined) unpacked = addWithin(unpacked, header.size, limits);
    const { data, consumed } = await inflateExactly(pack.subarray(header.dataStart, end), header.size);
    if (header.base === undefined) cache.add(header.offset, data);
    else unpacked = addWithin(unpacked, resultSize(data, limits), limits);
    headers.push(header);
    position = header.dataStart + consumed;
    await pace();
  }
  if (position !== end) throw malformedPack('bytes after its last object');
  return headers;
}

function readCount(pack: Buffer, limits: GitLimits): number {
  if (pack.length < headerBytes + trailerBytes || pack.toString('latin1', 0, 4) !== 'PACK')
    throw malformedPack('no proper header');
  const version = pack.readUInt32BE(4);
  if (version !== 2 && version !== 3) throw malformedPack(`the unknown version ${String(version)}`);
  const count = pack.readUInt32BE(8);
  if (count * smallestEntry > pack.length - headerBytes - trailerBytes)
    throw malformedPack('fewer objects than it declares');
  if (count > limits.objects)
    throw packTooLarge(`a pack of ${String(count)} objects`, `${String(limits.objects)} objects`);
  return count;
}

async function checkTrailer(pack: Buffer, pace: Pacer): Promise<void> {
  const end = pack.length - trailerBytes;
  const digest = await sha1InSlices(pack.subarray(0, end), pace);
  if (!digest.equals(pack.subarray(end)))
    throw malformedPack('a checksum that is not of its content: cut off or damaged on the way');
}

function addWithin(total: number, size: number, limits: GitLimits): number {
  const sum = total + size;
  if (sum > limits.unpackedBytes)
    throw packTooLarge('the unpacked content of the pack', `${String(limits.unpackedBytes)} bytes`);
  return sum;
}

function resultSize(delta: Buffer, limits: GitLimits): number {
  const { resultSize: size } = readDeltaSizes(delta);
  if (size > limits.objectBytes)
    throw packTooLarge(`an object of ${String(size)} bytes`, `${String(limits.objectBytes)} bytes`);
  return size;
}
