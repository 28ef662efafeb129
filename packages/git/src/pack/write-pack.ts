import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

import type { GitObject, ObjectType } from '../object/git-object.ts';

const codes: Readonly<Record<ObjectType, number>> = { commit: 1, tree: 2, blob: 3, tag: 4 };

/** A pack with every object stored whole, in parts as they are made. */
export async function* writePack(
  count: number,
  objects: AsyncIterable<GitObject> | Iterable<GitObject>,
): AsyncGenerator<Buffer, void, undefined> {
  const hash = createHash('sha1');
  const emit = (part: Buffer): Buffer => {
    hash.update(part);
    return part;
  };
  const header = Buffer.alloc(12);
  header.write('PACK', 0, 'latin1');
  header.writeUInt32BE(2, 4);
  header.writeUInt32BE(count, 8);
  yield emit(header);
  for await (const { type, data } of objects)
    yield emit(Buffer.concat([entryHeader(codes[type], data.length), deflateSync(data, { level: 1 })]));
  yield hash.digest();
}

/** The type and size that begin an entry. */
export function entryHeader(code: number, size: number): Buffer {
  const bytes = [(code << 4) | (size & 0x0f)];
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 0x80;
    bytes.push(rest & 0x7f);
  }
  return Buffer.from(bytes);
}
