import { Readable } from 'node:stream';

import { GitError } from '../errors.ts';
import { serverError } from './advertisement.ts';
import { lineOf, type Packet, readPackets } from './pkt-line.ts';

/** What a server made of a push. */
export interface PushReport {
  /** `undefined` when the pack was taken, otherwise the server's reason. */
  readonly unpackError: string | undefined;
  /** Reasons why references were not moved, by name. */
  readonly refused: ReadonlyMap<string, string>;
  /** References that were moved. */
  readonly moved: ReadonlySet<string>;
  /** What hooks and the server said beside it: one line each, cut, without control characters. */
  readonly remarks: readonly string[];
}

const maxReportBytes = 1024 * 1024;
const maxRemarkBytes = 8 * 1024;

/** Reads the answer to a push, with bands or without. Throws `UnexpectedContent` when there is no report in it. */
export async function readPushReport(packets: AsyncIterable<Packet>, hasBands: boolean): Promise<PushReport> {
  if (!hasBands) return parseReport(await linesOf(packets), '');
  const bands = await splitBands(packets);
  return parseReport(await linesOf(readPackets(Readable.from([bands.report]))), bands.remarks);
}

/** Band 1 holds the report, itself in packets; band 2 what is meant for people. */
async function splitBands(packets: AsyncIterable<Packet>): Promise<{ report: Buffer; remarks: string }> {
  const report: Buffer[] = [];
  const remarks: Buffer[] = [];
  const room = { report: maxReportBytes, remarks: maxRemarkBytes };
  for await (const packet of packets) {
    if (packet.kind !== 'data') break;
    const band = packet.data[0];
    const rest = packet.data.subarray(1);
    if (band === 3) throw serverError(rest.toString('utf8'));
    if (band === 1) take(report, rest, room, 'report');
    else if (band === 2) take(remarks, rest, room, 'remarks');
    else throw new GitError('UnexpectedContent', `the server's answer to the push is not git's protocol`);
  }
  return { report: Buffer.concat(report), remarks: Buffer.concat(remarks).toString('utf8') };
}

function take(
  parts: Buffer[],
  bytes: Buffer,
  room: Record<'report' | 'remarks', number>,
  kind: keyof typeof room,
): void {
  room[kind] -= bytes.length;
  if (room[kind] >= 0) parts.push(bytes);
  else if (kind === 'report')
    throw new GitError(
      'LimitExceeded',
      `the server's report of the push is larger than ${String(maxReportBytes)} bytes`,
    );
}

async function linesOf(packets: AsyncIterable<Packet>): Promise<readonly string[]> {
  const lines: string[] = [];
  let room = maxReportBytes;
  for await (const packet of packets) {
    const line = lineOf(packet);
    if (line === undefined) break;
    room -= line.length;
    if (room < 0)
      throw new GitError(
        'LimitExceeded',
        `the server's report of the push is larger than ${String(maxReportBytes)} bytes`,
      );
    if (line.startsWith('ERR ')) throw serverError(line.slice(4));
    lines.push(line);
  }
  return lines;
}

function parseReport(lines: readonly string[], remarks: string): PushReport {
  const [first = '', ...rest] = lines;
  if (!first.startsWith('unpack '))
    throw new GitError('UnexpectedContent', `the server's answer to the push has no report`);
  const refused = new Map<string, string>();
  const moved = new Set<string>();
  for (const line of rest) {
    const [word = '', name = '', ...reason] = line.split(' ');
    if (word === 'ok') moved.add(name);
    if (word === 'ng') refused.set(name, plain(reason.join(' ')));
  }
  const unpack = first.slice('unpack '.length);
  return { unpackError: unpack === 'ok' ? undefined : plain(unpack), refused, moved, remarks: remarkLines(remarks) };
}

function remarkLines(text: string): readonly string[] {
  return text
    .split(/[\r\n]+/)
    .map(plain)
    .filter((line) => line !== '')
    .slice(0, 20);
}

function plain(text: string): string {
  return text
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 200);
}
