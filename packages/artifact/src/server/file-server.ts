import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export interface FileServerOptions {
  /** The storage's root. */
  readonly root: string;
  /** Default: all addresses. */
  readonly host?: string | undefined;
  /** 0 takes a free one. */
  readonly port: number;
  /** How long `close` lets downloads go on. Default 5 s. */
  readonly graceMs?: number;
}

/** A running file server. */
export interface FileServer {
  readonly port: number;
  close(): Promise<void>;
}

const maxConnections = 20_000;

/**
 * Serves the artifacts of a storage over HTTP/1.1: GET and HEAD of whole files, no ranges, no listings. `/` answers 200,
 * for readiness probes. A file that is removed while it is sent is still sent whole. Rejects when the port cannot be had.
 */
export async function startFileServer(options: FileServerOptions): Promise<FileServer> {
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 16_384 },
    (request, response) => {
      serve(options.root, request, response).catch(() => {
        // The client went away, or the disk failed in the middle: a cut connection is the only honest end.
        response.destroy();
      });
    },
  );
  server.maxConnections = maxConnections;
  server.keepAliveTimeout = 65_000;
  await listen(server, options);
  return { port: (server.address() as AddressInfo).port, close: () => close(server, options.graceMs ?? 5000) };
}

function listen(server: Server, options: FileServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.closeAllConnections();
    }, graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

async function serve(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('x-content-type-options', 'nosniff');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    answer(response.setHeader('allow', 'GET, HEAD'), 405, 'method not allowed');
    return;
  }
  const parts = partsOf(request.url ?? '');
  if (parts === undefined) answer(response, 400, 'bad request');
  else if (parts.length === 0) answer(response, 200, 'ok');
  else await sendFile(join(root, ...parts), request, response);
}

async function sendFile(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const handle = await openFile(path);
  if (handle === undefined) {
    answer(response, 404, 'not found');
    return;
  }
  try {
    const facts = await handle.stat();
    if (!facts.isFile()) {
      answer(response, 404, 'not found');
      return;
    }
    response.writeHead(200, {
      'content-type': 'application/gzip',
      'content-length': facts.size,
      'accept-ranges': 'none',
    });
    if (request.method === 'HEAD') response.end();
    // The length that was announced, and no byte more: a path is only ever replaced, never appended to.
    else if (facts.size === 0) response.end();
    else await pipeline(handle.createReadStream({ autoClose: false, end: facts.size - 1 }), response);
  } finally {
    await handle.close();
  }
}

/** The names of a request's path; `undefined` when any of them could lead elsewhere. Hidden names are not served. */
function partsOf(url: string): readonly string[] | undefined {
  const path = url.split('?', 1)[0] ?? '';
  if (!path.startsWith('/') || path.length > 4096) return undefined;
  const parts: string[] = [];
  for (const encoded of path.split('/').slice(1)) {
    const part = decode(encoded);
    if (part === undefined || part.startsWith('.') || /[/\\\0]/.test(part)) return undefined;
    parts.push(part);
  }
  if (parts.at(-1) === '') parts.pop();
  return parts.includes('') ? undefined : parts;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const absent = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR', 'ENAMETOOLONG', 'EACCES']);

async function openFile(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (error instanceof Error && absent.has(String(Reflect.get(error, 'code')))) return undefined;
    throw error;
  }
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
