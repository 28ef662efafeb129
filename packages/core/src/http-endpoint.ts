import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** Answers one path: body and content type. */
export type EndpointHandler = () => { readonly status: number; readonly contentType: string; readonly body: string };

/** A listening address that is busy or not ours. One line. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

export interface Endpoint {
  /** The port that was taken, also when 0 was asked for. */
  readonly port: number;
  close(): Promise<void>;
}

/** Serves a few fixed paths by GET on `host:port` or `:port`. Throws `ListenError`. */
export async function serveEndpoint(
  address: string,
  handlers: Readonly<Record<string, EndpointHandler>>,
): Promise<Endpoint> {
  const { host, port } = parseAddress(address);
  const server = createServer((request, response) => {
    answer(request, response, handlers);
  });
  server.requestTimeout = 10_000;
  server.headersTimeout = 5_000;
  server.maxConnections = 64;
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  server.once('error', (cause) => {
    reject(new ListenError(`cannot listen on ${address}: ${describe(cause)}`, { cause }));
  });
  server.listen({ port, ...(host === '' ? {} : { host }) }, () => {
    resolve(undefined);
  });
  await promise;
  const taken = server.address();
  return {
    port: typeof taken === 'object' && taken !== null ? taken.port : port,
    close: () =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
        server.closeAllConnections();
      }),
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handlers: Readonly<Record<string, EndpointHandler>>,
): void {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const handler = Object.hasOwn(handlers, path) ? handlers[path] : undefined;
  if (handler === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) {
    response.writeHead(handler === undefined ? 404 : 405).end();
    return;
  }
  const { status, contentType, body } = handler();
  response.writeHead(status, { 'content-type': contentType }).end(request.method === 'HEAD' ? undefined : body);
}

/** `:8080`, `127.0.0.1:8080`, `[::1]:8080`. */
export function parseAddress(address: string): { readonly host: string; readonly port: number } {
  const match = /^(?<host>.*):(?<port>\d{1,5})$/.exec(address);
  const port = Number(match?.groups?.['port'] ?? Number.NaN);
  if (!(port <= 65_535)) throw new ListenError(`"${address}" is not an address: write host:port or :port`);
  return { host: (match?.groups?.['host'] ?? '').replace(/^\[(.*)\]$/, '$1'), port };
}

function describe(cause: Error): string {
  const code: unknown = Reflect.get(cause, 'code');
  if (code === 'EADDRINUSE') return 'the port is in use';
  if (code === 'EACCES') return 'permission denied';
  if (code === 'EADDRNOTAVAIL') return 'no such address on this machine';
  return typeof code === 'string' ? code : cause.message;
}
