import type { IncomingMessage } from 'node:http';
import type { JsonObject } from '@sluice/objects';
import { ApiError, ConnectionError, isTransient, isUnauthorized } from './api-error.ts';
import type { Connection } from './connection.ts';
import type { WriteFence } from './fence.ts';
import { readError, readResponse } from './read-response.ts';
import { systemTimers, pause, type Timers } from './timers.ts';
import { Transport, type TransportResponse } from './transport.ts';

/** What the session tells of each request that it sent: for metrics and for tests. */
export interface RequestRecord {
  /** Stable name of the kind of call: `patch kustomizations/status`. */
  readonly call: string;
  readonly method: string;
  /** HTTP status, or the code of the connection error. */
  readonly outcome: number | string;
  readonly durationMs: number;
}

export interface SessionOptions {
  readonly connection: Connection;
  readonly userAgent: string;
  readonly fence: WriteFence;
  readonly timers?: Timers | undefined;
  readonly onRequest?: ((record: RequestRecord) => void) | undefined;
  /** Largest answer, in bytes. */
  readonly maxBytes: number;
}

/** A call on the API server, before credentials and retries. */
export interface Call {
  readonly call: string;
  readonly method: string;
  readonly path: string;
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: string;
  /** Passes the fence before each try. */
  readonly writes: boolean;
  /** Sending it twice does what sending it once does. */
  readonly idempotent: boolean;
  readonly impersonate?: string | undefined;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const defaultTimeoutMs = 30_000;
const maxTries = 5;
const firstPauseMs = 200;

/**
 * Requests with credentials: renews them once after a 401, obeys Retry-After of 429 and 503, and sends an idempotent
 * request once more when its connection broke. Everything happens within the call's deadline.
 */
export class Session {
  readonly transport: Transport;
  readonly #options: SessionOptions;
  readonly #timers: Timers;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.transport = new Transport(options.connection, options.maxBytes);
  }

  /** The answer's JSON object. */
  async json(call: Call): Promise<JsonObject> {
    const response = await this.#attempt(call, async (timeoutMs) => {
      const answer = await this.#send(call, timeoutMs);
      if (answer.status > 299) throw readError(answer, nameOf(call));
      return answer;
    });
    return readResponse(response, nameOf(call));
  }

  /** The answer as it is, whatever its status. */
  send(call: Call): Promise<TransportResponse> {
    return this.#attempt(call, (timeoutMs) => this.#send(call, timeoutMs));
  }

  /** A streaming answer; throws `ApiError` unless it is a success. The caller ends it. */
  stream(call: Call): Promise<IncomingMessage> {
    return this.#attempt(call, async (timeoutMs) => {
      const message = await this.#record(call, async () => {
        const headers = await this.#headers(call);
        return this.transport.open({ method: call.method, path: call.path, headers, timeoutMs, signal: call.signal });
      });
      if (message.statusCode === 200) return message;
      throw readError(await collectError(message), nameOf(call));
    });
  }

  async #attempt<Result>(call: Call, once: (timeoutMs: number) => Promise<Result>): Promise<Result> {
    const deadline = this.#timers.monotonic() + (call.timeoutMs ?? defaultTimeoutMs);
    let renewed = false;
    for (let attempt = 1; ; attempt++) {
      if (call.writes) this.#options.fence.assert();
      try {
        return await once(Math.max(1, deadline - this.#timers.monotonic()));
      } catch (error) {
        if (!renewed && (await this.#renews(error))) {
          renewed = true;
          continue;
        }
        const waitMs = attempt < maxTries ? waitBeforeRetry(error, call, attempt) : undefined;
        if (waitMs === undefined || this.#timers.monotonic() + waitMs > deadline) throw error;
        await pause(this.#timers, waitMs, call.signal);
        if (call.signal?.aborted === true) throw call.signal.reason as Error;
      }
    }
  }

  /** Whether the server refused our credentials and there are newer ones. */
  async #renews(error: unknown): Promise<boolean> {
    return isUnauthorized(error) && (await this.#options.connection.credentials.refresh());
  }

  #send(call: Call, timeoutMs: number): Promise<TransportResponse> {
    return this.#record(call, async () => {
      const headers = await this.#headers(call);
      return this.transport.send({
        method: call.method,
        path: call.path,
        headers,
        body: call.body,
        timeoutMs,
        signal: call.signal,
        permit: call.writes
          ? () => {
              this.#options.fence.assert();
            }
          : undefined,
      });
    });
  }

  async #record<Answer extends { readonly status: number } | IncomingMessage>(
    call: Call,
    send: () => Promise<Answer>,
  ): Promise<Answer> {
    const { onRequest } = this.#options;
    if (onRequest === undefined) return send();
    const startedAt = this.#timers.monotonic();
    const tell = (outcome: number | string): void => {
      onRequest({ call: call.call, method: call.method, outcome, durationMs: this.#timers.monotonic() - startedAt });
    };
    try {
      const answer = await send();
      tell('status' in answer ? answer.status : (answer.statusCode ?? 0));
      return answer;
    } catch (error) {
      tell(error instanceof ConnectionError ? error.code : 'ABORTED');
      throw error;
    }
  }

  async #headers(call: Call): Promise<Record<string, string>> {
    return {
      ...(await this.#options.connection.credentials.headers()),
      accept: call.accept ?? 'application/json',
      'user-agent': this.#options.userAgent,
      ...(call.contentType === undefined ? {} : { 'content-type': call.contentType }),
      ...(call.impersonate === undefined ? {} : { 'impersonate-user': call.impersonate }),
    };
  }
}

/** How long to wait before the same call is sent again; undefined when it must not be. */
function waitBeforeRetry(error: unknown, call: Call, attempt: number): number | undefined {
  if (error instanceof ApiError) return waitAfterRefusal(error, call);
  return error instanceof ConnectionError ? waitAfterBreak(error, call, attempt) : undefined;
}

/** As long as the server asks. 429 says that nothing was done, whatever the call; a 5xx does not. */
function waitAfterRefusal(error: ApiError, call: Call): number | undefined {
  return error.status === 429 || (isTransient(error) && call.idempotent) ? error.retryAfterMs : undefined;
}

const broken: ReadonlySet<string> = new Set(['ESTALE', 'ECONNRESET', 'EPIPE']);

/** Once, when the connection broke; a server that is not there is not asked again at once. */
function waitAfterBreak(error: ConnectionError, call: Call, attempt: number): number | undefined {
  // Refused by us, before anything was sent.
  if (error.code === 'ECAROTATED') return attempt <= 2 ? 0 : undefined;
  return call.idempotent && broken.has(error.code) && attempt === 1 ? Math.random() * firstPauseMs : undefined;
}

function nameOf(call: Call): string {
  return `${call.method} ${call.path.split('?', 1)[0] ?? ''}`;
}

const maxErrorBytes = 65_536;
const errorBodyTimeoutMs = 5_000;

async function collectError(message: IncomingMessage): Promise<TransportResponse> {
  const chunks: Buffer[] = [];
  let size = 0;
  message.setTimeout(errorBodyTimeoutMs, () => message.destroy());
  for await (const chunk of message as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxErrorBytes) break;
  }
  return { status: message.statusCode ?? 0, headers: message.headers, body: Buffer.concat(chunks) };
}
