import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import { createServer as createNetServer } from 'node:net';
import type { PeerIdentity } from '../authentication/authentication.ts';
import type { ServerIdentity } from '../tls/certificate.ts';
import { peerOf, tlsOptions } from '../tls/client-certificate.ts';
import { warningHeaders } from './warning-headers.ts';
import type { Answer, Sink, Stream } from './answer.ts';
import { failure, isStream } from './answer.ts';
import { tooLarge } from '../status-error.ts';

/** The API server's own limit for the body of a request. */
const bodyLimitBytes = 3 * 1024 * 1024;
/** A watcher that leaves more than this unread is cut off: it must list again anyway. */
const unreadLimitBytes = 64 * 1024 * 1024;

/** What a handler is told of a request. */
export interface RawRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Uint8Array;
  /** Whom the client's certificate names, where an authority was given to check it. */
  readonly peer: PeerIdentity | undefined;
}

export interface RawAnswer {
  /** `undefined`: the connection is closed without an answer. */
  readonly answer: Answer | Stream | undefined;
  readonly warnings: readonly string[];
}

export type RawHandler = (request: RawRequest) => RawAnswer | Promise<RawAnswer>;

export interface HttpServer {
  readonly host: string;
  readonly port: number;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
  /** Closes the connections of running watches. */
  dropStreams(): void;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly identity: ServerIdentity;
  /** PEM of the authority whose client certificates are believed. */
  readonly clientCa: string | undefined;
  /** Hears of answers that could not be sent. */
  readonly onError: (error: unknown) => void;
}

/** How every TLS connection begins: the type of a handshake record. */
const tlsHandshake = 0x16;
const timeouts = { keepAliveTimeout: 120_000, requestTimeout: 60_000 };

/** Serves a handler over HTTP/1.1, plain and over TLS on the same port: the first byte of a connection tells which. */
export async function listen(
  handler: RawHandler,
  { host, port, identity, clientCa, onError }: ListenOptions,
): Promise<HttpServer> {
  const streams = new Set<ServerResponse>();
  const sockets = new Set<Socket>();
  const onRequest = (request: IncomingMessage, response: ServerResponse): void =>
    void serve(handler, request, response, streams).catch((error: unknown) => {
      response.destroy();
      onError(error);
    });
  const plain = createServer(timeouts, onRequest);
  const secure = createTlsServer({ ...timeouts, ...tlsOptions(identity, clientCa) }, onRequest);
  const server = createNetServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null;
      if (first === null) return;
      socket.unshift(first);
      (first[0] === tlsHandshake ? secure : plain).emit('connection', socket);
    });
  });
  await started(server, host, port);
  const address = server.address() as AddressInfo;
  return {
    host,
    port: address.port,
    close: () => close(server, sockets),
    dropStreams: () => streams.forEach((each) => each.destroy()),
  };
}

function started(server: NetServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: NetServer, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}

async function serve(
  handler: RawHandler,
  request: IncomingMessage,
  response: ServerResponse,
  streams: Set<ServerResponse>,
): Promise<void> {
  const body = await readBody(request).catch(() => null);
  if (body === null) return void response.destroy();
  if (body === undefined) return send(response, { answer: failure(tooLarge(bodyLimitBytes)), warnings: [] });
  const { method = 'GET', url = '/', headers } = request;
  const result = await handler({ method, url, headers, body, peer: peerOf(request.socket) });
  if (result.answer === undefined) return void response.destroy();
  if (isStream(result.answer)) return stream(response, result.answer, result.warnings, streams);
  send(response, result);
}

const nothing = new Uint8Array();

/** The whole body; `undefined` where it is over the limit. What follows the limit is read and thrown away. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined)
    return nothing;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size <= bodyLimitBytes) chunks.push(chunk);
  }
  if (size > bodyLimitBytes) return undefined;
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}

function send(response: ServerResponse, { answer, warnings }: RawAnswer): void {
  if (answer === undefined || isStream(answer)) return;
  const { status, contentType, body, headers } = answer;
  response.writeHead(status, {
    ...(contentType === '' ? {} : { 'Content-Type': contentType }),
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-cache, private',
    ...warningHeaders(warnings),
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

function stream(
  response: ServerResponse,
  answer: Stream,
  warnings: readonly string[],
  streams: Set<ServerResponse>,
): void {
  response.writeHead(200, {
    'Content-Type': answer.contentType,
    'Cache-Control': 'no-cache, private',
    ...warningHeaders(warnings),
  });
  response.flushHeaders();
  streams.add(response);
  const stop = answer.start(sinkOf(response));
  response.on('close', () => {
    streams.delete(response);
    stop();
  });
}

function sinkOf(response: ServerResponse): Sink {
  return {
    write(text) {
      response.write(text);
      if (response.writableLength > unreadLimitBytes) response.destroy();
    },
    end: () => void response.end(),
  };
}
