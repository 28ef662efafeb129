import { GitError } from '../errors.ts';

/** One packet of git's protocol: a line, or one of the marks between sections. */
export type Packet =
  { readonly kind: 'data'; readonly data: Buffer } | { readonly kind: 'flush' | 'delimiter' | 'end' };

const marks = ['flush', 'delimiter', 'end'] as const;
const longestPacket = 65_520;

/** A line with its length in front. */
export function encodePacket(line: string | Uint8Array): Buffer {
  const data = typeof line === 'string' ? Buffer.from(line, 'utf8') : line;
  return Buffer.concat([Buffer.from((data.length + 4).toString(16).padStart(4, '0'), 'latin1'), data]);
}

export const flushPacket: Buffer = Buffer.from('0000', 'latin1');
export const delimiterPacket: Buffer = Buffer.from('0001', 'latin1');

/** Cuts a stream of bytes into packets, holding at most one. Throws `UnexpectedContent` when it is not git's framing. */
export async function* readPackets(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Packet, void, undefined> {
  let buffered: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    buffered = buffered.length === 0 ? asBuffer(chunk) : Buffer.concat([buffered, chunk]);
    let position = 0;
    for (
      let length = packetLength(buffered, position);
      length !== undefined;
      length = packetLength(buffered, position)
    ) {
      const size = Math.max(4, length);
      if (buffered.length - position < size) break;
      yield toPacket(buffered, position, length);
      position += size;
    }
    buffered = buffered.subarray(position);
  }
  if (buffered.length > 0)
    throw new GitError('UnexpectedContent', `the server's answer ends in the middle of a packet`);
}

function packetLength(bytes: Buffer, position: number): number | undefined {
  if (bytes.length - position < 4) return undefined;
  const text = bytes.toString('latin1', position, position + 4);
  const length = /^[0-9a-fA-F]{4}$/.test(text) ? Number.parseInt(text, 16) : -1;
  if (length === -1 || length === 3 || length > longestPacket) {
    throw new GitError(
      'UnexpectedContent',
      `the server's answer is not git's protocol: it has ${JSON.stringify(text)} where the length of a packet belongs`,
    );
  }
  return length;
}

function toPacket(bytes: Buffer, position: number, length: number): Packet {
  if (length >= 4) return { kind: 'data', data: bytes.subarray(position + 4, position + length) };
  return { kind: marks[length] ?? 'flush' };
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
}

/** A packet's line without its newline; `undefined` for a mark. */
export function lineOf(packet: Packet): string | undefined {
  return packet.kind === 'data' ? packet.data.toString('utf8').replace(/\n$/, '') : undefined;
}
