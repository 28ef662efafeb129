import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { encodePacket, flushPacket } from '../wire/pkt-line.ts';

/** A server that answers as it is told, for what a real git never says. */
export interface HostileServer {
  readonly url: string;
  /** Method, URL and authorization of each request. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

export async function startHostileServer(listener: RequestListener): Promise<HostileServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push([request.method, request.url, request.headers.authorization].join(' '));
    listener(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const capabilities = 'side-band-64k shallow ofs-delta allow-tip-sha1-in-want';

/** An advertisement of one branch, in the older protocol. */
export function advertisementOf(oid: string, branch = 'main'): Buffer {
  return Buffer.concat([
    encodePacket('# service=git-upload-pack\n'),
    flushPacket,
    encodePacket(`${oid} refs/heads/${branch}\0${capabilities}\n`),
    flushPacket,
  ]);
}

/** Answers the list of references with one branch, and a fetch with these bytes as the pack. */
export function servingPack(oid: string, pack: Buffer, wrap: (pack: Buffer) => Buffer = banded): RequestListener {
  return (request, response) => {
    request.resume();
    const isFetch = request.method === 'POST';
    response.writeHead(200, {
      'content-type': `application/x-git-upload-pack-${isFetch ? 'result' : 'advertisement'}`,
    });
    response.end(isFetch ? wrap(pack) : advertisementOf(oid));
  };
}

/** A pack as the answer to a shallow fetch carries it. */
export function banded(pack: Buffer): Buffer {
  const parts = [flushPacket, encodePacket('NAK\n')];
  for (let start = 0; start < pack.length; start += 60_000) {
    parts.push(encodePacket(Buffer.concat([Buffer.from([1]), pack.subarray(start, start + 60_000)])));
  }
  return Buffer.concat([...parts, flushPacket]);
}
