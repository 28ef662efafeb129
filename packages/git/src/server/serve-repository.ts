import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import type { Repository } from '../repository/repository.ts';
import type { GitServer, GitServerOptions, GitServerRequest } from './git-server.ts';
import { advertise, readUploadRequest, upload } from './upload-pack.ts';

const maxRequestBytes = 4 * 1024 * 1024;

/**
 * Serves a repository for reading over smart HTTP (protocol 0, which every client speaks): clones, fetches and shallow
 * fetches, with any commit wanted by its id. Rejects when the port cannot be had.
 */
export async function serveRepository(repository: Repository, options: GitServerOptions = {}): Promise<GitServer> {
  const path = options.path ?? '/repository.git';
  const server = createServer((request, response) => {
    const log = { wants: [] as readonly string[] };
    response.once('close', () => {
      const { method = '', url = '' } = request;
      options.onRequest?.({ kind: kindOf(url, path), method, url, status: response.statusCode, wants: log.wants });
    });
    answer(repository, { ...options, path }, request, response, log).catch((error: unknown) => {
      fail(response, error);
    });
  });
  // A client fetches with pauses of its own; longer than its pool keeps a connection.
  server.keepAliveTimeout = 65_000;
  const port = await listen(server, options);
  return {
    url: `http://${options.host ?? '127.0.0.1'}:${String(port)}${path}`,
    close: () => close(server),
  };
}

function listen(server: Server, options: GitServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

function kindOf(url: string, path: string): GitServerRequest['kind'] {
  if (url === `${path}/info/refs?service=git-upload-pack`) return 'refs';
  return url === `${path}/git-upload-pack` ? 'fetch' : 'other';
}

async function answer(
  repository: Repository,
  options: GitServerOptions & { readonly path: string },
  request: IncomingMessage,
  response: ServerResponse,
  log: { wants: readonly string[] },
): Promise<void> {
  if (options.authorization !== undefined && request.headers.authorization !== options.authorization) {
    response
      .writeHead(401, { 'www-authenticate': 'Basic realm="git"', 'content-type': 'text/plain' })
      .end('authentication required\n');
    return;
  }
  const kind = kindOf(request.url ?? '', options.path);
  if (kind === 'refs' && request.method === 'GET') {
    response.writeHead(200, headers('advertisement')).end(await advertise(repository));
  } else if (kind === 'fetch' && request.method === 'POST') {
    const wanted = await readUploadRequest(bodyOf(request));
    log.wants = wanted.wants;
    response.writeHead(200, headers('result'));
    await pipeline(upload(repository, wanted), response);
  } else {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
  }
}

function headers(kind: 'advertisement' | 'result'): Record<string, string> {
  return { 'content-type': `application/x-git-upload-pack-${kind}`, 'cache-control': 'no-cache' };
}

/** git compresses long lists of what it has. */
async function* bodyOf(request: IncomingMessage): AsyncGenerator<Uint8Array, void, undefined> {
  const stream = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request;
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxRequestBytes) throw new Error('the request is too large');
    yield chunk;
  }
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const text = error instanceof Error ? error.message : 'failed';
  response.writeHead(500, { 'content-type': 'text/plain' }).end(`${text}\n`);
}
