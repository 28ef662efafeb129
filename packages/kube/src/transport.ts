import {
  Agent as HttpAgent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { readFileSync } from 'node:fs';
import { ConnectionError } from './api-error.ts';
import type { Connection, ConnectionTls } from './connection.ts';

/** One HTTP request to the API server. */
export interface TransportRequest {
  readonly method: string;
  /** Path and query, below the server's own path. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /**
   * Asked when the request has its connection, just before it goes out: it may have waited for one. What it throws is
   * what the request fails with, and nothing is sent.
   */
  readonly permit?: (() => void) | undefined;
}

export interface TransportResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Connections for requests. Watches have connections of their own, so that many watches cannot starve requests. */
const maxSockets = 48;
const idleSocketMs = 30_000;
/** Finds a peer that is gone without a word: the first probe after this, then one each second, ten in all. */
const keepAliveProbeMs = 15_000;

/** HTTP/1.1 to one API server: keep-alive, deadlines, a limit on what an answer may be. */
export class Transport {
  readonly #base: URL;
  readonly #connection: Connection;
  readonly #maxBytes: number;
  #ca: string | undefined;
  #requests: HttpAgent | HttpsAgent;
  #watches: HttpAgent | HttpsAgent;

  constructor(connection: Connection, maxBytes: number) {
    this.#base = new URL(connection.server);
    this.#connection = connection;
    this.#maxBytes = maxBytes;
    this.#requests = this.#createAgent(maxSockets);
    this.#watches = this.#createAgent(Infinity);
  }

  /** Sends and reads the whole answer. Throws `ConnectionError`, or the signal's reason. */
  send(request: TransportRequest): Promise<TransportResponse> {
    return this.#exchange(request, this.#requests, (message, fail) => this.#collect(message, request, fail));
  }

  /** Sends and returns as soon as the headers are there; the body streams. `timeoutMs` limits the wait for headers. */
  open(request: TransportRequest): Promise<IncomingMessage> {
    return this.#exchange(request, this.#watches, (message) => {
      message.socket.setKeepAlive(true, keepAliveProbeMs);
      return Promise.resolve(message);
    });
  }

  close(): void {
    this.#requests.destroy();
    this.#watches.destroy();
  }

  #exchange<Result>(
    request: TransportRequest,
    agent: HttpAgent | HttpsAgent,
    read: (message: IncomingMessage, fail: (error: Error) => void) => Promise<Result>,
  ): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const name = `${request.method} ${pathOnly(request.path)}`;
    if (request.signal?.aborted === true) return Promise.reject(request.signal.reason as Error);
    const send = this.#base.protocol === 'https:' ? requestHttps : requestHttp;
    const outgoing = send(this.#base, {
      agent,
      method: request.method,
      path: joinPath(this.#base.pathname, request.path),
      headers:
        request.body === undefined
          ? request.headers
          : { ...request.headers, 'content-length': String(Buffer.byteLength(request.body)) },
    });
    const fail = (error: Error): void => {
      reject(error);
      outgoing.destroy();
    };
    const abort = (): void => {
      fail(request.signal?.reason as Error);
    };
    const timeout = setTimeout(() => {
      fail(
        new ConnectionError(
          `${this.#describe()} did not answer within ${String(request.timeoutMs / 1000)} s`,
          'ETIMEDOUT',
          name,
        ),
      );
    }, request.timeoutMs);
    request.signal?.addEventListener('abort', abort, { once: true });
    if (request.permit !== undefined) askBeforeSending(outgoing, request.permit, fail);
    outgoing.on('error', (cause) => {
      reject(this.#connectionError(cause, name, outgoing.reusedSocket));
    });
    outgoing.on('response', (message) => {
      message.on('error', (cause) => {
        reject(this.#connectionError(cause, name, false));
      });
      void read(message, fail).then(resolve, reject);
    });
    outgoing.end(request.body);
    return promise.finally(() => {
      clearTimeout(timeout);
      request.signal?.removeEventListener('abort', abort);
    });
  }

  #collect(
    message: IncomingMessage,
    request: TransportRequest,
    fail: (error: Error) => void,
  ): Promise<TransportResponse> {
    const { promise, resolve } = Promise.withResolvers<TransportResponse>();
    const chunks: Buffer[] = [];
    let size = 0;
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > this.#maxBytes) {
        const text = `the answer of ${this.#describe()} is larger than ${String(this.#maxBytes)} bytes`;
        fail(new ConnectionError(text, 'ERESPONSETOOLARGE', `${request.method} ${pathOnly(request.path)}`));
        return;
      }
      chunks.push(chunk);
    });
    message.on('end', () => {
      const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
      resolve({ status: message.statusCode ?? 0, headers: message.headers, body });
    });
    return promise;
  }

  #createAgent(limit: number): HttpAgent | HttpsAgent {
    const options = {
      keepAlive: true,
      maxSockets: limit,
      maxFreeSockets: 16,
      timeout: idleSocketMs,
      scheduling: 'lifo' as const,
    };
    if (this.#base.protocol !== 'https:') return new HttpAgent(options);
    const tls = this.#connection.tls ?? {};
    const ca = readCa(tls);
    this.#ca = ca;
    return new HttpsAgent({
      ...options,
      minVersion: 'TLSv1.2',
      ...(ca === undefined ? {} : { ca }),
      ...(tls.cert === undefined ? {} : { cert: tls.cert }),
      ...(tls.key === undefined ? {} : { key: tls.key }),
      ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
      ...(tls.insecureSkipVerify === true ? { rejectUnauthorized: false } : {}),
    });
  }

  #connectionError(cause: Error, request: string, reusedSocket: boolean): ConnectionError {
    const code = codeOf(cause);
    const trustsNow = tlsFailures.has(code) && this.#trustAgain();
    const reported = trustsNow ? 'ECAROTATED' : reusedSocket && resets.has(code) ? 'ESTALE' : code;
    return new ConnectionError(`cannot reach ${this.#describe()}: ${describeCode(code, cause)}`, reported, request, {
      cause,
    });
  }

  /** The server's certificate is not trusted. Whether its CA was rotated on disk: then the next try may pass. */
  #trustAgain(): boolean {
    const before = this.#ca;
    if (readCa(this.#connection.tls) === before) return false;
    this.close();
    this.#requests = this.#createAgent(maxSockets);
    this.#watches = this.#createAgent(Infinity);
    return true;
  }

  #describe(): string {
    return `the API server at ${this.#base.origin}`;
  }
}

const resets: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE']);
const tlsFailures: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
]);

const descriptions: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'connection refused'],
  ['ECONNRESET', 'connection closed by the server'],
  ['EPIPE', 'connection closed by the server'],
  ['ENOTFOUND', 'host not found'],
  ['EAI_AGAIN', 'host name could not be resolved'],
  ['ETIMEDOUT', 'connection timed out'],
  ['EHOSTUNREACH', 'host unreachable'],
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['CERT_NOT_YET_VALID', 'its certificate is not yet valid: check the clocks'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is not trusted (self-signed)'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate is not trusted (unknown CA)'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its certificate is not trusted (unknown CA)'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate is not trusted (unknown CA)'],
  ['CERT_SIGNATURE_FAILURE', 'its certificate is not trusted (wrong CA)'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another host'],
]);

function askBeforeSending(outgoing: ClientRequest, permit: () => void, fail: (error: Error) => void): void {
  const ask = (): void => {
    try {
      permit();
    } catch (error) {
      fail(error as Error);
    }
  };
  outgoing.on('socket', (socket) => {
    ask();
    // What was written meanwhile leaves when the connection stands: listeners of before come first.
    if (socket.connecting) socket.once('connect', ask);
  });
}

/** The CA as it is now; what cannot be read counts as absent, and the connection then fails by name. */
function readCa(tls: ConnectionTls | undefined): string | undefined {
  if (tls?.caFile === undefined) return tls?.ca;
  try {
    return readFileSync(tls.caFile, 'utf8');
  } catch {
    return undefined;
  }
}

function codeOf(cause: Error): string {
  const code: unknown = Reflect.get(cause, 'code');
  if (typeof code === 'string') return code;
  // A happy-eyeballs failure carries the codes inside.
  return cause instanceof AggregateError && cause.errors[0] instanceof Error ? codeOf(cause.errors[0]) : 'ECONNECTION';
}

function describeCode(code: string, cause: Error): string {
  return descriptions.get(code) ?? (code === 'ECONNECTION' ? cause.message : code);
}

function pathOnly(path: string): string {
  const query = path.indexOf('?');
  return query < 0 ? path : path.slice(0, query);
}

function joinPath(base: string, path: string): string {
  return base === '/' ? path : `${base.replace(/\/$/, '')}${path}`;
}
