import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcp } from 'node:net';
import { gzipSync } from 'node:zlib';

import { afterEach, describe, expect, it } from 'vitest';

import { BodyTooLargeError, ConnectionError, RedirectError, TimeoutError, UnexpectedEncodingError } from './errors.ts';
import { request, requestStream } from './request.ts';
import { closeIdleConnections } from './tls.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  closeIdleConnections();
  for (const close of closers.splice(0)) close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createHttp(listener);
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return listen(server);
}

async function listen(server: Server | ReturnType<typeof createTcp>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

async function serveSilence(onData: string | undefined): Promise<string> {
  const server = createTcp((socket) => {
    closers.push(() => socket.destroy());
    socket.on('error', () => undefined);
    if (onData !== undefined) socket.once('data', () => socket.write(onData));
  });
  closers.push(() => server.close());
  return listen(server);
}

describe('request', () => {
  it('sends method, headers and body and gives status, headers and body', async () => {
    const url = await serve((req, res) => {
      let body = '';
      req.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      req.on('end', () =>
        res.writeHead(418, { 'X-Echo': `${req.method ?? ''} ${String(req.headers['x-one'])}` }).end(body),
      );
    });
    const response = await request({ url, method: 'PUT', headers: { 'x-one': '1' }, body: 'tea' });
    expect(response.status).toBe(418);
    expect(response.headers.get('x-echo')).toBe('PUT 1');
    expect(Buffer.from(response.body).toString()).toBe('tea');
  });

  it.each([
    ['that declares too much', { 'content-length': '1000' }],
    ['that streams too much', {}],
  ])('cuts a body %s at the limit', async (_, headers) => {
    const url = await serve((_req, res) => res.writeHead(200, headers).end(Buffer.alloc(1000)));
    await expect(request({ url, maxBytes: 999 })).rejects.toThrow(BodyTooLargeError);
    expect((await request({ url, maxBytes: 1000 })).body).toHaveLength(1000);
  });

  it('ends an endless body at the limit and closes the connection', async () => {
    let closed: () => void;
    const whenClosed = new Promise<void>((resolve) => (closed = resolve));
    const url = await serve((_req, res) => {
      const timer = setInterval(() => res.write(Buffer.alloc(65_536)), 1);
      res.on('close', () => {
        clearInterval(timer);
        closed();
      });
    });
    await expect(request({ url, maxBytes: 1_000_000 })).rejects.toThrow('larger than the limit of 1000000 bytes');
    await whenClosed;
  });

  it.each([
    ['before the response', undefined],
    ['in the body', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'],
  ])('gives up on a server that falls silent %s', async (_, answer) => {
    const url = await serveSilence(answer);
    const idle = request({ url, idleTimeoutMs: 50, timeoutMs: 10_000 });
    await expect(idle).rejects.toMatchObject({ name: 'TimeoutError', deadline: 'idle' });
    const total = request({ url, idleTimeoutMs: 10_000, timeoutMs: 60 });
    await expect(total).rejects.toMatchObject({ name: 'TimeoutError', deadline: 'total' });
    await expect(total).rejects.toThrow(TimeoutError);
  });

  it('ends a body that trickles for ever at the total deadline', async () => {
    const url = await serve((_req, res) => {
      const timer = setInterval(() => res.write('.'), 5);
      res.on('close', () => clearInterval(timer));
    });
    await expect(request({ url, idleTimeoutMs: 1000, timeoutMs: 120 })).rejects.toMatchObject({ deadline: 'total' });
  });

  it('throws the reason of the signal', async () => {
    const url = await serveSilence(undefined);
    const controller = new AbortController();
    const pending = request({ url, signal: controller.signal });
    controller.abort(new Error('shutting down'));
    await expect(pending).rejects.toThrow('shutting down');
    await expect(request({ url, signal: controller.signal })).rejects.toThrow('shutting down');
  });

  it('names a refused connection, without credentials or query', async () => {
    const server = createTcp();
    const url = await listen(server);
    server.close();
    const pending = request({ url: `${url}/path?token=CANARY` });
    await expect(pending).rejects.toThrow(ConnectionError);
    await expect(pending).rejects.toThrow(`connection refused: ${url}/path`);
    await expect(pending).rejects.not.toThrow('CANARY');
  });

  it('refuses credentials in the URL, other schemes and control characters in header values, without showing them', async () => {
    await expect(request({ url: 'http://u:CANARY@localhost/' })).rejects.toThrow(
      /^credentials in the URL are not sent: http:\/\/localhost\/$/,
    );
    await expect(request({ url: 'file:///etc/passwd' })).rejects.toThrow('the scheme file: is not supported');
    const url = await serve((_req, res) => res.end());
    await expect(request({ url, headers: { 'x-a': 'CANARY\r\nx-b: 1' } })).rejects.toThrow(
      /^the value of the header "x-a" has a control character$/,
    );
  });

  it('refuses an encoding that it did not ask for', async () => {
    const url = await serve((_req, res) => res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x')));
    await expect(request({ url })).rejects.toThrow(UnexpectedEncodingError);
  });

  it('sends a request again when the pooled connection was closed meanwhile', async () => {
    let requests = 0;
    const server = createTcp((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        requests += 1;
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
        socket.once('data', () => socket.resetAndDestroy());
      });
    });
    closers.push(() => server.close());
    const url = await listen(server);
    await request({ url });
    expect((await request({ url })).status).toBe(200);
    expect(requests).toBe(2);
  });
});

describe('redirects', () => {
  const hops = new Map([
    ['/same', '/end'],
    ['/loop', '/loop'],
    ['/other', 'http://localhost:1/'],
    ['/metadata', 'http://169.254.169.254/latest'],
    ['/credentials', '//u:p@127.0.0.1/'],
    ['/junk', 'http://[/'],
  ]);
  const listener: RequestListener = (req, res) => {
    const location = hops.get(req.url ?? '');
    if (location === undefined) res.end(req.headers.authorization);
    else res.writeHead(302, { location }).end();
  };

  it('are followed on the same origin, with credentials', async () => {
    const url = await serve(listener);
    const response = await request({
      url: `${url}/same`,
      redirects: 'same-origin',
      headers: { authorization: 'Bearer x' },
    });
    expect(Buffer.from(response.body).toString()).toBe('Bearer x');
    expect(response.url.pathname).toBe('/end');
  });

  it.each(['/loop', '/other', '/metadata', '/credentials', '/junk'])('are refused: %s', async (path) => {
    const url = await serve(listener);
    await expect(request({ url: url + path, redirects: 'same-origin' })).rejects.toThrow(RedirectError);
  });

  it('are refused for requests with a body, and by default', async () => {
    const url = await serve(listener);
    await expect(request({ url: `${url}/same`, method: 'POST', body: 'x', redirects: 'same-origin' })).rejects.toThrow(
      RedirectError,
    );
    await expect(request({ url: `${url}/same` })).rejects.toThrow(RedirectError);
  });
});

describe('requestStream', () => {
  it('gives chunks as they come, and cancel closes the connection', async () => {
    let closed: () => void;
    const whenClosed = new Promise<void>((resolve) => (closed = resolve));
    const url = await serve((_req, res) => {
      res.write('first');
      res.on('close', () => {
        closed();
      });
    });
    const response = await requestStream({ url });
    for await (const chunk of response.body) {
      expect(Buffer.from(chunk).toString()).toBe('first');
      break;
    }
    response.cancel();
    await whenClosed;
  });
});
