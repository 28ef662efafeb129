import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

/** A service on loopback that takes every message. */
export interface Recorder {
  readonly url: string;
  /** Bodies, oldest first. */
  readonly messages: readonly string[];
  close(): Promise<void>;
}

export async function openRecorder(): Promise<Recorder> {
  const messages: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      messages.push(Buffer.concat(chunks).toString('utf8'));
      response.writeHead(200).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`,
    messages,
    close: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
