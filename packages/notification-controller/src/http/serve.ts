import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Clock, ListenError, parseAddress } from '@sluice/core';
import { guardConnections } from './guard-connections.ts';

/** A whole request. */
export interface WebRequest {
  readonly method: string;
  /** As it was sent, with query. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface WebResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type WebHandler = (request: WebRequest) => Promise<WebResponse>;

/** Upstream's limit of a body. */
export const maxBodyBytes: number = 3 * 1024 * 1024;
const shutdownMs = 5_000;

/** A body beyond the limit. */
class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/**
 * Serves until the signal aborts, with upstream's limits: 3 MiB of body (413 beyond, before anything is read of it),
 * 256 KiB of headers, 10 s for headers, 30 s for a request. Throws `ListenError`.
 */
export async function serve(
  address: string,
  handle: WebHandler,
  options: {
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly listening: (port: number) => void;
    readonly failed: (error: unknown) => void;
    /** Connections that may be open without a whole request; the oldest gives way. Default 500. */
    readonly mostWaiting?: number;
    /** A smaller limit of the body for some targets. */
    readonly maxBodyBytes?: (target: string) => number;
  },
): Promise<void> {
  const limitOf = options.maxBodyBytes ?? (() => maxBodyBytes);
  const server = createServer(
    { maxHeaderSize: 256 * 1024, headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000 },
    (request, response) => {
      answer(request, response, { handle, maxBytes: limitOf(request.url ?? '/') }).catch((error: unknown) => {
        options.failed(error);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    },
  );
  server.maxConnections = 1_000;
  guardConnections(server, options.mostWaiting ?? 500);
  options.listening(await listen(server, address));
  await stopped(server, options);
}

async function listen(server: Server, address: string): Promise<number> {
  const { host, port } = parseAddress(address);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new ListenError(`cannot listen on ${address}: ${cause.message}`, { cause }));
    });
    server.listen({ port, ...(host === '' ? {} : { host }) }, resolve);
  });
  const taken = server.address();
  return typeof taken === 'object' && taken !== null ? taken.port : port;
}

/** Requests under way may end; what is idle or slow is cut off. */
function stopped(
  server: Server,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      const cancel = clock.setTimer(shutdownMs, () => {
        server.closeAllConnections();
      });
      server.close(() => {
        cancel();
        resolve();
      });
      server.closeIdleConnections();
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { handle, maxBytes }: { readonly handle: WebHandler; readonly maxBytes: number },
): Promise<void> {
  let body: Buffer;
  try {
    body = await readBody(request, maxBytes);
  } catch (error) {
    response.writeHead(error instanceof BodyTooLargeError ? 413 : 400, { connection: 'close' }).end();
    request.resume();
    return;
  }
  const { method = 'GET', url = '/', headers } = request;
  const { status, headers: sent = {}, body: text = '' } = await handle({ method, target: url, headers, body });
  const length = String(Buffer.byteLength(text));
  response.writeHead(status, { 'content-length': length, ...sent }).end(method === 'HEAD' ? undefined : text);
}

function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes)
    return Promise.reject(new BodyTooLargeError('the body is too large'));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        request.removeAllListeners('data');
        reject(new BodyTooLargeError('the body is too large'));
      } else chunks.push(chunk);
    });
    request.once('end', () => {
      resolve(Buffer.concat(chunks));
    });
    request.once('error', reject);
    request.once('close', () => {
      reject(new Error('the body broke off'));
    });
  });
}
