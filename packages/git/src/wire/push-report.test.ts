import { Readable } from 'node:stream';

import { describe, expect, it } from 'vitest';

import { encodePacket, flushPacket, readPackets } from './pkt-line.ts';
import { type PushReport, readPushReport } from './push-report.ts';

const ref = 'refs/heads/main';

function report(...lines: string[]): Buffer {
  return Buffer.concat([...lines.map((line) => encodePacket(`${line}\n`)), flushPacket]);
}

function band(number: number, data: Uint8Array | string): Buffer {
  return encodePacket(Buffer.concat([Buffer.from([number]), Buffer.from(data)]));
}

function read(bytes: Buffer, hasBands = true): Promise<PushReport> {
  // Cut where no packet ends.
  const size = bytes.length < 1000 ? 7 : 4999;
  const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, index * size + size),
  );
  return readPushReport(readPackets(Readable.from(parts)), hasBands);
}

describe('readPushReport', () => {
  it.each([true, false])('reads what was moved and what was refused, with bands: %j', async (hasBands) => {
    const plain = report('unpack ok', `ok ${ref}`, 'ng refs/heads/other protected branch hook declined');
    const middle = Math.floor(plain.length / 2);
    const bytes = hasBands
      ? Buffer.concat([
          band(2, 'remote: one\rtwo\x1b[31m\n\n'),
          band(1, plain.subarray(0, middle)),
          band(1, plain.subarray(middle)),
          flushPacket,
        ])
      : plain;
    expect(await read(bytes, hasBands)).toEqual({
      unpackError: undefined,
      moved: new Set([ref]),
      refused: new Map([['refs/heads/other', 'protected branch hook declined']]),
      remarks: hasBands ? ['remote: one', 'two [31m'] : [],
    });
  });

  it('reads no further than the end of the report: a connection may stay open behind it', async () => {
    const stream = new Readable({ read: () => undefined });
    stream.push(Buffer.concat([band(1, report('unpack ok')), flushPacket]));
    expect(await readPushReport(readPackets(stream), true)).toMatchObject({ moved: new Set() });
  });

  it('says why the pack was not taken', async () => {
    const { unpackError } = await read(report('unpack index-pack abnormal\x07exit'), false);
    expect(unpackError).toBe('index-pack abnormal exit');
  });

  it.each([
    ['nothing', flushPacket, 'UnexpectedContent'],
    ['something else', Buffer.concat([band(1, report('hello')), flushPacket]), 'UnexpectedContent'],
    ['a band that is none', Buffer.concat([band(7, 'x'), flushPacket]), 'UnexpectedContent'],
    ['the end in the middle', band(1, report('unpack ok')).subarray(0, -3), 'UnexpectedContent'],
    ['an error of the server', Buffer.concat([band(3, 'out of disk\n'), flushPacket]), 'Unreachable'],
    [
      'a report without end',
      Buffer.concat(Array.from({ length: 20 }, () => band(1, 'x'.repeat(60_000)))),
      'LimitExceeded',
    ],
  ])('refuses %s', async (_name, bytes, code) => {
    await expect(read(bytes)).rejects.toMatchObject({ name: 'GitError', code });
  });

  it('keeps a bounded part of what a server says beside the report', async () => {
    const chatter = Array.from({ length: 50 }, () => band(2, `${'y'.repeat(5000)}\n`));
    const { remarks } = await read(Buffer.concat([...chatter, band(1, report('unpack ok')), flushPacket]));
    expect(remarks.join('').length).toBeLessThanOrEqual(20 * 200);
  });
});
