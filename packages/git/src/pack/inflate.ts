import { inflate as inflateAsync, inflateSync, type ZlibOptions } from 'node:zlib';

import { malformedPack } from './malformed-pack.ts';
import type { EntryHeader } from './pack-entry.ts';

/** An inflated stream and how many bytes of the input it took. */
export interface Inflated {
  readonly data: Buffer;
  readonly consumed: number;
}

/** Larger objects are inflated by zlib's own threads, so that the event loop goes on. */
const largeBytes = 128 * 1024;

/** Inflates exactly `size` bytes from the start of `input`: output beyond the declared size is never produced. */
export async function inflateExactly(input: Uint8Array, size: number): Promise<Inflated> {
  const options = optionsFor(size);
  let result: WithEngine;
  try {
    // Typed as a Buffer; with `info` it is an object of buffer and engine.
    result = (size <= largeBytes ? inflateSync(input, options) : await inflateLarge(input, options)) as WithEngine;
  } catch (error) {
    throw malformedPack('an object that cannot be inflated to its declared size', error);
  }
  if (result.buffer.length !== size) throw malformedPack('an object that is shorter than its declared size');
  return { data: result.buffer, consumed: result.engine.bytesWritten };
}

interface WithEngine {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function optionsFor(size: number): ZlibOptions {
  // One output chunk for most objects; zlib's smallest is 64 bytes, and one byte more shows that the stream goes on.
  const chunkSize = Math.min(Math.max(64, size + 1), 1024 * 1024);
  return { info: true, chunkSize, maxOutputLength: Math.max(1, size) };
}

function inflateLarge(input: Uint8Array, options: ZlibOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    inflateAsync(input, options, (error, result) => {
      if (error === null) resolve(result);
      else reject(error);
    });
  });
}

/** The inflated data of an entry: an object's content, or a delta. */
export async function inflateEntry(bytes: Buffer, header: EntryHeader): Promise<Buffer> {
  const input = bytes.subarray(header.dataStart, bytes.length - 20);
  return (await inflateExactly(input, header.size)).data;
}
