import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

import type { GitObject } from '../object/git-object.ts';
import { entryHeader } from '../pack/write-pack.ts';

/** One entry of a pack made by hand: an object, or a delta on an earlier entry (by index) or on an object id. */
export type HandEntry = GitObject | { readonly delta: Buffer; readonly on: number | string } | { readonly raw: Buffer };

/** A pack of the entries, with a right trailer; `count` may lie. */
export function packOf(entries: readonly HandEntry[], count: number = entries.length): Buffer {
  const header = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1');
  header.writeUInt32BE(count, 8);
  const parts: Buffer[] = [header];
  const offsets: number[] = [];
  for (const entry of entries) {
    const offset = parts.reduce((sum, part) => sum + part.length, 0);
    offsets.push(offset);
    parts.push(encode(entry, offset, offsets));
  }
  return sealed(Buffer.concat(parts));
}

/** Bytes with the trailer that fits them. */
export function sealed(content: Buffer): Buffer {
  return Buffer.concat([content, createHash('sha1').update(content).digest()]);
}

const codes = { commit: 1, tree: 2, blob: 3, tag: 4 } as const;

function encode(entry: HandEntry, offset: number, offsets: readonly number[]): Buffer {
  if ('raw' in entry) return entry.raw;
  if ('type' in entry)
    return Buffer.concat([entryHeader(codes[entry.type], entry.data.length), deflateSync(entry.data)]);
  const { delta, on } = entry;
  const base = typeof on === 'string' ? Buffer.from(on, 'hex') : encodeDistance(offset - (offsets[on] ?? 0));
  return Buffer.concat([entryHeader(typeof on === 'string' ? 7 : 6, delta.length), base, deflateSync(delta)]);
}

function encodeDistance(distance: number): Buffer {
  const bytes = [distance & 0x7f];
  for (let rest = Math.floor(distance / 128); rest > 0; rest = Math.floor(rest / 128)) {
    rest -= 1;
    bytes.unshift(0x80 | (rest & 0x7f));
  }
  return Buffer.from(bytes);
}

/** A delta that gives `text`, whatever its base is. */
export function insertDelta(baseSize: number, text: string): Buffer {
  const data = Buffer.from(text);
  return Buffer.concat([size(baseSize), size(data.length), Buffer.from([data.length]), data]);
}

/** A delta that repeats the base's first `length` bytes, `times` times. */
export function copyDelta(baseSize: number, length: number, times: number): Buffer {
  const copy = Buffer.from([0x80 | 0x70, length & 0xff, (length >> 8) & 0xff, (length >> 16) & 0xff]);
  return Buffer.concat([size(baseSize), size(length * times), ...Array.from({ length: times }, () => copy)]);
}

function size(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.from(bytes);
}
