import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { systemClock } from '@sluice/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { post } from '../test-support/test-bench.ts';
import { serve } from './serve.ts';

let stop: AbortController;
let port: number;
let bodies: number[];
let serving: Promise<void>;
let sockets: Socket[];

beforeEach(async () => {
  stop = new AbortController();
  bodies = [];
  sockets = [];
  const listening = Promise.withResolvers<number>();
  serving = serve(
    '127.0.0.1:0',
    ({ body }) => {
      bodies.push(body.length);
      return Promise.resolve({ status: 200 });
    },
    {
      clock: systemClock,
      signal: stop.signal,
      listening: listening.resolve,
      failed: () => undefined,
      mostWaiting: 20,
    },
  );
  port = await listening.promise;
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  stop.abort();
  await serving;
});

async function open(text: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

/** What the server answers until the connection is closed, in whatever way. */
async function answerOf(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await closed(socket);
  return text.split('\r\n', 1)[0] ?? '';
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) resolve();
    else socket.once('close', () => resolve());
  });
}

const url = (): string => `http://127.0.0.1:${String(port)}/`;

describe('the servers', () => {
  it.each([
    ['that send half a header', 'POST / HTTP/1.1\r\nhost: x\r\nx-slow: '],
    ['that send half a body', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf'],
    ['that send nothing', ''],
  ])('answer a request beside many connections %s', async (_name, text) => {
    for (let at = 0; at < 60; at++) await open(text);
    const startedAt = performance.now();
    for (let at = 0; at < 10; at++) expect((await post(url(), 'x')).status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(sockets.filter(({ destroyed, readableEnded }) => destroyed || readableEnded).length).toBeGreaterThan(30);
  });

  it('do not close a connection whose request is being answered, nor forget one that is kept alive', async () => {
    for (let at = 0; at < 5; at++) {
      expect((await post(url(), 'x'.repeat(at))).status).toBe(200);
      for (let slow = 0; slow < 10; slow++) await open('POST / HT');
    }
    expect(bodies).toEqual([0, 1, 2, 3, 4]);
  });

  it('refuse a body that never ends once it is too large', async () => {
    const socket = await open('POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
    const answered = answerOf(socket);
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    for (let sent = 0; sent < 60 && socket.writable; sent++)
      if (!socket.write(chunk)) await Promise.race([once(socket, 'drain'), closed(socket)]);
    expect(await answered).toBe('HTTP/1.1 413 Payload Too Large');
    expect(bodies).toEqual([]);
  });

  it('refuse headers without end, and hold no more than their limit', async () => {
    const socket = await open(`POST / HTTP/1.1\r\nhost: x\r\n${'x-many: 1\r\n'.repeat(100_000)}`);
    // The answer may be lost: the server does not read what remains.
    expect(await answerOf(socket)).toMatch(/^(HTTP\/1\.1 431 .*)?$/);
    expect((await post(url(), 'x')).status).toBe(200);
    expect(bodies).toEqual([1]);
  });

  it('take a compressed body as it is: nothing grows', async () => {
    const { gzipSync } = await import('node:zlib');
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    await post(url(), bomb, { headers: { 'content-encoding': 'gzip' } });
    expect(bodies).toEqual([bomb.length]);
  });
});
