import { encodePacket, flushPacket } from './pkt-line.ts';

/** A reference that a push moves: from an id (`undefined`: it does not exist yet) to another. */
export interface RefUpdate {
  readonly name: string;
  readonly from: string | undefined;
  readonly to: string;
}

const zeroId = '0'.repeat(40);
const wanted = ['report-status', 'side-band-64k', 'atomic', 'quiet', 'object-format=sha1'];

/** The commands that begin a push, with what both sides can do; the pack follows. */
export function encodePushCommands(updates: readonly RefUpdate[], capabilities: readonly string[]): Buffer {
  const used = [...wanted.filter((name) => capabilities.includes(name)), 'agent=sluice'].join(' ');
  const lines = updates.map(({ name, from, to }) => `${from ?? zeroId} ${to} ${name}`);
  return Buffer.concat([
    ...lines.map((line, index) => encodePacket(index === 0 ? `${line}\0 ${used}` : line)),
    flushPacket,
  ]);
}
