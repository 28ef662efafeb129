import { ConnectionError } from './api-error.ts';

const newline = 0x0a;

/**
 * The lines of a byte stream, without their line feeds. A last line without one is not a line: the connection broke in
 * the middle of it. Throws `ConnectionError` for a line beyond `maxBytes`.
 */
export async function* splitLines(stream: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      pending.push(Buffer.from(chunk.buffer, chunk.byteOffset + start, end - start));
      yield pending.length === 1 ? (pending[0] as Buffer) : Buffer.concat(pending);
      pending = [];
      size = 0;
      start = end + 1;
    }
    if (start < chunk.length) pending.push(Buffer.from(chunk.buffer, chunk.byteOffset + start, chunk.length - start));
    size += chunk.length - start;
    if (size > maxBytes)
      throw new ConnectionError(`the stream carried a line beyond ${String(maxBytes)} bytes`, 'ELINETOOLARGE', 'GET');
  }
}
