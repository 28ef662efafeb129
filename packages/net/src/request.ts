import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

import type { AddressPolicy } from './address-policy.ts';
import { limitBody } from './body.ts';
import { ConnectionError, RedirectError, RequestError, TimeoutError, UnexpectedEncodingError } from './errors.ts';
import { checkHeaders } from './headers.ts';
import { redirectTarget } from './redirect.ts';
import { agentFor, type TlsOptions } from './tls.ts';

export interface RequestOptions {
  /** http or https; credentials in it are refused: send an `authorization` header. */
  readonly url: string | URL;
  /** Default `GET`. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Limit of the whole exchange, body included. Default 60 s. */
  readonly timeoutMs?: number;
  /** Limit of silence. Default 30 s. */
  readonly idleTimeoutMs?: number;
  /** Limit of the response body. Default 16 MiB. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal | undefined;
  /** `same-origin` follows up to five for requests without a body; `none` (default) treats each as an error. */
  readonly redirects?: 'same-origin' | 'none';
  readonly tls?: TlsOptions | undefined;
  /** Which addresses may be reached; all where absent. */
  readonly addresses?: AddressPolicy | undefined;
  /** Sending it twice does no harm: it may be sent again when a pooled connection turns out closed. Default: GET and HEAD. */
  readonly idempotent?: boolean;
}

/** A response with its body still to be read. Read it to the end or call `cancel`; the deadlines go on until then. */
export interface StreamedResponse {
  readonly status: number;
  /** Header names in lower case; the values of a repeated header joined by `, `. */
  readonly headers: ReadonlyMap<string, string>;
  /** Where the response came from, after redirects. */
  readonly url: URL;
  readonly body: AsyncIterable<Uint8Array>;
  cancel(): void;
}

export interface Response extends Omit<StreamedResponse, 'body' | 'cancel'> {
  readonly body: Uint8Array;
}

const maxRedirects = 5;

/**
 * Sends one request and reads the whole response. Any HTTP status is a response, not an error. Bodies are never
 * decompressed: `accept-encoding: identity` is sent and anything else is refused.
 *
 * Throws `TimeoutError`, `BodyTooLargeError`, `RedirectError`, `ConnectionError`, `UnexpectedEncodingError`, or the
 * signal's reason when it aborts.
 */
export async function request(options: RequestOptions): Promise<Response> {
  const { body, status, headers, url } = await requestStream(options);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return { status, headers, url, body: Buffer.concat(chunks) };
}

/** As `request`, with the body as a stream that throws the same errors. */
export async function requestStream(options: RequestOptions): Promise<StreamedResponse> {
  const deadline = createDeadline(options);
  try {
    const response = await follow(options, deadline);
    const cancel = (): void => {
      deadline.end();
      response.body.destroy();
    };
    return {
      ...response,
      cancel,
      body: limitBody(response.body, { ...deadline, url: response.url, maxBytes: maxBytesOf(options) }),
    };
  } catch (error) {
    deadline.end();
    throw error;
  }
}

interface Deadline {
  readonly signal: AbortSignal;
  readonly end: () => void;
  readonly failure: (cause: Error, url: URL) => Error;
  /** Called by a socket on which nothing was heard. */
  readonly silent: () => void;
  readonly idleTimeoutMs: number;
}

/** What remains of one exchange: one signal for the total deadline and the caller, and what an abort of it means. */
function createDeadline(options: RequestOptions): Deadline {
  const { timeoutMs = 60_000, idleTimeoutMs = 30_000, signal } = options;
  const controller = new AbortController();
  let expired: ((url: URL) => TimeoutError) | undefined;
  const expire = (deadline: 'total' | 'idle', limitMs: number): void => {
    expired ??= (url) => new TimeoutError(url, deadline, limitMs);
    abort();
  };
  const abort = (): void => {
    end();
    controller.abort();
  };
  const timer = setTimeout(expire, timeoutMs, 'total', timeoutMs);
  const end = (): void => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  };
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted === true) abort();
  return {
    signal: controller.signal,
    idleTimeoutMs,
    end,
    silent: () => {
      expire('idle', idleTimeoutMs);
    },
    failure: (cause, url) => {
      if (signal?.aborted === true) return signal.reason as Error;
      if (expired !== undefined) return expired(url);
      return cause instanceof RequestError ? cause : new ConnectionError(url, cause);
    },
  };
}

interface RawResponse extends Omit<StreamedResponse, 'body' | 'cancel'> {
  readonly body: IncomingMessage;
}

async function follow(options: RequestOptions, deadline: Deadline): Promise<RawResponse> {
  let url = parseUrl(options.url);
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const refusal = options.addresses?.refusal(url.hostname);
    if (refusal !== undefined) throw new ConnectionError(url, refusal);
    const message = await exchangeOnceMore(url, options, deadline);
    const status = message.statusCode ?? 0;
    if (!isRedirect(status)) return accept(message, status, url);
    message.destroy();
    if (options.redirects !== 'same-origin' || options.body !== undefined)
      throw new RedirectError('redirect is not followed', url);
    url = redirectTarget(url, message.headers.location);
  }
  throw new RedirectError(`more than ${String(maxRedirects)} redirects`, url);
}

function accept(message: IncomingMessage, status: number, url: URL): RawResponse {
  const encoding = message.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    message.destroy();
    throw new UnexpectedEncodingError(
      `response has the encoding ${JSON.stringify(encoding.slice(0, 40))}, which was not asked for`,
      url,
    );
  }
  return { status, headers: headersOf(message), url, body: message };
}

/** A pooled connection may have been closed by the server since its last use: such a request was not read, and is sent again. */
async function exchangeOnceMore(url: URL, options: RequestOptions, deadline: Deadline): Promise<IncomingMessage> {
  const first = { reused: false };
  try {
    return await exchange(url, options, deadline, first);
  } catch (error) {
    if (!first.reused || !(error instanceof ConnectionError) || error.code !== 'ECONNRESET' || !isIdempotent(options))
      throw error;
    return exchange(url, options, deadline, first);
  }
}

function exchange(
  url: URL,
  options: RequestOptions,
  deadline: Deadline,
  connection: { reused: boolean },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = open(url, options, deadline);
    outgoing.setTimeout(deadline.idleTimeoutMs, deadline.silent);
    outgoing.once('response', resolve);
    // Stays for the life of the request: an error after the response is seen by whoever reads the body.
    outgoing.on('error', (error) => {
      connection.reused = outgoing.reusedSocket;
      reject(deadline.failure(error, url));
    });
    outgoing.end(options.body);
  });
}

function open(url: URL, options: RequestOptions, deadline: Deadline): ClientRequest {
  const send = url.protocol === 'http:' ? httpRequest : httpsRequest;
  const length = options.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(options.body)) };
  return send(url, {
    method: options.method ?? 'GET',
    headers: {
      'accept-encoding': 'identity',
      'user-agent': 'sluice',
      ...length,
      ...checkHeaders(options.headers ?? {}),
    },
    agent: agentFor(url, options.tls, options.addresses),
    signal: deadline.signal,
    maxHeaderSize: 32_768,
  });
}

function parseUrl(given: string | URL): URL {
  if (typeof given === 'string' && !URL.canParse(given)) throw new TypeError('the URL cannot be parsed');
  const url = new URL(given);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new RequestError(`the scheme ${url.protocol} is not supported`, url);
  if (url.username !== '' || url.password !== '') throw new RequestError('credentials in the URL are not sent', url);
  return url;
}

function headersOf(message: IncomingMessage): ReadonlyMap<string, string> {
  const entries = Object.entries(message.headers).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')] as const,
  );
  return new Map(entries);
}

function maxBytesOf(options: RequestOptions): number {
  return options.maxBytes ?? 16 * 1024 * 1024;
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

function isIdempotent({ idempotent, method = 'GET' }: RequestOptions): boolean {
  return idempotent ?? (method === 'GET' || method === 'HEAD');
}
