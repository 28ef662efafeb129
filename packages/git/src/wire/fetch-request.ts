import { delimiterPacket, encodePacket, flushPacket } from './pkt-line.ts';

/** What a fetch asks for: commits (or tags), with their whole history unless `depth` is given. */
export interface FetchRequest {
  readonly wants: readonly string[];
  readonly depth: number | undefined;
}

const agent = 'agent=sluice';

/** The body of a fetch in protocol 2. No thin pack: every base must be in it. */
export function encodeFetchV2({ wants, depth }: FetchRequest): Buffer {
  return Buffer.concat([
    encodePacket('command=fetch\n'),
    encodePacket(`${agent}\n`),
    delimiterPacket,
    encodePacket('no-progress\n'),
    encodePacket('ofs-delta\n'),
    ...wants.map((oid) => encodePacket(`want ${oid}\n`)),
    ...(depth === undefined ? [] : [encodePacket(`deepen ${String(depth)}\n`)]),
    encodePacket('done\n'),
    flushPacket,
  ]);
}

/** The body of a fetch in the older protocol, with what the server can do. */
export function encodeFetchV0({ wants, depth }: FetchRequest, capabilities: readonly string[]): Buffer {
  const wanted = ['side-band-64k', 'ofs-delta', 'no-progress', ...(depth === undefined ? [] : ['shallow'])];
  const used = [...wanted.filter((name) => capabilities.includes(name)), agent].join(' ');
  return Buffer.concat([
    ...wants.map((oid, index) => encodePacket(index === 0 ? `want ${oid} ${used}\n` : `want ${oid}\n`)),
    ...(depth === undefined ? [] : [encodePacket(`deepen ${String(depth)}\n`)]),
    flushPacket,
    encodePacket('done\n'),
  ]);
}

/** The body that lists references in protocol 2, only those under the prefixes. */
export function encodeLsRefs(prefixes: readonly string[]): Buffer {
  return Buffer.concat([
    encodePacket('command=ls-refs\n'),
    encodePacket(`${agent}\n`),
    delimiterPacket,
    encodePacket('peel\n'),
    encodePacket('symrefs\n'),
    ...prefixes.map((prefix) => encodePacket(`ref-prefix ${prefix}\n`)),
    flushPacket,
  ]);
}
