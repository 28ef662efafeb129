import { GitError } from '../errors.ts';
import type { GitLimits } from '../limits.ts';
import { packTooLarge } from '../pack/malformed-pack.ts';
import { serverError } from './advertisement.ts';
import { lineOf, type Packet } from './pkt-line.ts';

/**
 * Takes the pack out of the answer to a fetch, of either protocol: what comes before it (shallow lines, acknowledgements,
 * section names) is read over, the bands are taken apart, an error band ends it. Throws `LimitExceeded` at the first byte
 * beyond the limit. `received` is told of bytes as they come, and may throw.
 */
export async function readPackBytes(
  packets: AsyncIterable<Packet>,
  limits: GitLimits,
  received: (bytes: number) => void = () => undefined,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of packParts(packets)) {
    size += part.length;
    if (size > limits.packBytes) throw packTooLarge('the pack of the repository', `${String(limits.packBytes)} bytes`);
    received(part.length);
    // A packet is a view of the network's buffer, which may be much larger.
    parts.push(part);
  }
  if (size === 0) throw new GitError('UnexpectedContent', `the server's answer to the fetch has no pack`);
  return Buffer.concat(parts, size);
}

async function* packParts(packets: AsyncIterable<Packet>): AsyncGenerator<Buffer, void, undefined> {
  let inPack = false;
  for await (const packet of packets) {
    if (packet.kind !== 'data') {
      if (inPack && packet.kind === 'flush') return;
      continue;
    }
    const band = packet.data[0] ?? 0;
    if (!inPack && band > 3) readPreamble(lineOf(packet) ?? '');
    else {
      inPack = true;
      if (band === 1) yield packet.data.subarray(1);
      else if (band === 3) throw serverError(packet.data.toString('utf8', 1));
    }
  }
}

const preamble =
  /^(?:shallow |unshallow |shallow-info$|packfile$|acknowledgments$|NAK$|ACK |ready$|wanted-refs$|[0-9a-f]{40} )/;

function readPreamble(line: string): void {
  if (line.startsWith('ERR ')) throw serverError(line.slice(4));
  if (!preamble.test(line))
    throw new GitError('UnexpectedContent', `the server's answer to the fetch is not git's protocol`);
}
