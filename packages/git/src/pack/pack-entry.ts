import type { GitLimits } from '../limits.ts';
import type { ObjectType } from '../object/git-object.ts';
import { malformedPack, packTooLarge } from './malformed-pack.ts';

/** What an entry is based on: another entry of the pack by its offset, or an object by its id. */
export type DeltaBase = { readonly offset: number } | { readonly oid: string };

/** The header of one entry of a pack. `size` is of its inflated data, which for a delta is the delta. */
export interface EntryHeader {
  readonly offset: number;
  readonly dataStart: number;
  readonly size: number;
  readonly type: ObjectType | undefined;
  readonly base: DeltaBase | undefined;
}

const types = new Map<number, ObjectType>([
  [1, 'commit'],
  [2, 'tree'],
  [3, 'blob'],
  [4, 'tag'],
]);
const offsetDelta = 6;
const refDelta = 7;

/** Reads the header of the entry at `offset`; refuses a declared size beyond the limit before anything is inflated. */
export function readEntryHeader(pack: Buffer, offset: number, end: number, limits: GitLimits): EntryHeader {
  const { code, size, next } = readTypeAndSize(pack, offset, end);
  if (size > limits.objectBytes)
    throw packTooLarge(`an object of ${String(size)} bytes`, `${String(limits.objectBytes)} bytes`);
  const type = types.get(code);
  if (type !== undefined) return { offset, dataStart: next, size, type, base: undefined };
  if (code === offsetDelta) return { offset, size, type, ...readOffsetBase(pack, offset, next, end) };
  if (code !== refDelta) throw malformedPack(`an object of the unknown type ${String(code)}`);
  if (next + 20 > end) throw malformedPack('an object that ends early');
  return { offset, dataStart: next + 20, size, type, base: { oid: pack.toString('hex', next, next + 20) } };
}

function readTypeAndSize(pack: Buffer, offset: number, end: number): { code: number; size: number; next: number } {
  let position = offset;
  let byte = byteAt(pack, position++, end);
  const code = (byte >> 4) & 7;
  let size = byte & 0x0f;
  for (let shift = 4; (byte & 0x80) !== 0; shift += 7) {
    if (shift > 46) throw malformedPack('an object with a broken length');
    byte = byteAt(pack, position++, end);
    size += (byte & 0x7f) * 2 ** shift;
  }
  return { code, size, next: position };
}

function readOffsetBase(
  pack: Buffer,
  offset: number,
  start: number,
  end: number,
): { dataStart: number; base: DeltaBase } {
  let position = start;
  let byte = byteAt(pack, position++, end);
  let distance = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    if (position - start > 7) throw malformedPack('a delta with a broken base');
    byte = byteAt(pack, position++, end);
    distance = (distance + 1) * 128 + (byte & 0x7f);
  }
  if (distance === 0 || distance > offset) throw malformedPack('a delta with a base outside the pack');
  return { dataStart: position, base: { offset: offset - distance } };
}

function byteAt(pack: Buffer, position: number, end: number): number {
  if (position >= end) throw malformedPack('fewer bytes than it declares');
  return pack[position] ?? 0;
}
