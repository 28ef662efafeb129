import { malformedPack } from './malformed-pack.ts';

/** A length as deltas write it: seven bits a byte, low bits first. */
function readSize(delta: Uint8Array, start: number): { readonly size: number; readonly next: number } {
  let position = start;
  let size = 0;
  for (let shift = 0; shift < 49; shift += 7) {
    const byte = delta[position++];
    if (byte === undefined) break;
    size += (byte & 0x7f) * 2 ** shift;
    if ((byte & 0x80) === 0) return { size, next: position };
  }
  throw malformedPack('a delta with a broken length');
}

/** Sizes that a delta declares, of its base and of its result; read before anything is built. */
export function readDeltaSizes(delta: Uint8Array): {
  readonly baseSize: number;
  readonly resultSize: number;
  readonly next: number;
} {
  const base = readSize(delta, 0);
  const result = readSize(delta, base.next);
  return { baseSize: base.size, resultSize: result.size, next: result.next };
}

/** Builds an object from its base and a delta. Every copy and insertion is checked against both. Throws `MalformedPack`. */
export function applyDelta(base: Uint8Array, delta: Uint8Array): Buffer {
  const { baseSize, resultSize, next } = readDeltaSizes(delta);
  if (baseSize !== base.length) throw malformedPack('a delta for a base of another size');
  const result = Buffer.allocUnsafeSlow(resultSize);
  const cursor = { position: next, written: 0 };
  while (cursor.position < delta.length) {
    const command = delta[cursor.position++] ?? 0;
    if ((command & 0x80) !== 0) copy(command, base, delta, result, cursor);
    else insert(command, delta, result, cursor);
  }
  if (cursor.written !== resultSize) throw malformedPack('a delta whose result is shorter than declared');
  return result;
}

interface Cursor {
  position: number;
  written: number;
}

function copy(command: number, base: Uint8Array, delta: Uint8Array, result: Buffer, cursor: Cursor): void {
  const offset = readBits(command, delta, cursor, [0x01, 0x02, 0x04, 0x08]);
  const size = readBits(command, delta, cursor, [0x10, 0x20, 0x40]) || 0x10000;
  if (offset + size > base.length || cursor.written + size > result.length)
    throw malformedPack('a delta that copies out of bounds');
  result.set(base.subarray(offset, offset + size), cursor.written);
  cursor.written += size;
}

function readBits(command: number, delta: Uint8Array, cursor: Cursor, flags: readonly number[]): number {
  let value = 0;
  for (const [index, flag] of flags.entries()) {
    if ((command & flag) === 0) continue;
    if (cursor.position >= delta.length) throw malformedPack('a delta that ends early');
    value += (delta[cursor.position++] ?? 0) * 2 ** (8 * index);
  }
  return value;
}

function insert(size: number, delta: Uint8Array, result: Buffer, cursor: Cursor): void {
  const end = cursor.position + size;
  if (size === 0 || end > delta.length || cursor.written + size > result.length)
    throw malformedPack('a delta that inserts out of bounds');
  result.set(delta.subarray(cursor.position, end), cursor.written);
  cursor.position = end;
  cursor.written += size;
}
