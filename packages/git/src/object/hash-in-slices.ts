import { createHash, type Hash } from 'node:crypto';

import type { Pacer } from '../pacer.ts';
import type { ObjectType } from './git-object.ts';

const sliceBytes = 4 * 1024 * 1024;

/** As `hashObject`, with pauses for the event loop when the object is large. */
export async function hashObjectInSlices(type: ObjectType, data: Uint8Array, pace: Pacer): Promise<string> {
  const hash = createHash('sha1').update(`${type} ${String(data.length)}\0`);
  return (await update(hash, data, pace)).digest('hex');
}

/** SHA-1 of plain bytes, with the same pauses. */
export async function sha1InSlices(data: Uint8Array, pace: Pacer): Promise<Buffer> {
  return (await update(createHash('sha1'), data, pace)).digest();
}

async function update(hash: Hash, data: Uint8Array, pace: Pacer): Promise<Hash> {
  for (let start = 0; start < data.length; start += sliceBytes) {
    hash.update(data.subarray(start, start + sliceBytes));
    await pace();
  }
  return hash;
}
