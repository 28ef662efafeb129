import { request, type IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import { createInterface } from 'node:readline';
import type { ApiEndpoint } from '../control-plane/api-request.ts';
import { isProtobuf, parseBody, readFrame } from './answer-body.ts';

const watchTimeoutMs = 8_000;

/** An open watch: the status it was answered with, and its events as they come. */
export interface WatchStream {
  readonly status: number;
  readonly contentType: string | undefined;
  /** The next so many events, or fewer where the stream ends or nothing comes for some seconds. */
  take(count: number): Promise<unknown[]>;
  close(): void;
}

/** Opens a watch and resolves when the answer begins. */
export async function openWatch(
  endpoint: ApiEndpoint,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<WatchStream> {
  const abort = new AbortController();
  const response = await beginWatch(endpoint, path, headers, abort.signal);
  const contentType = response.headers['content-type'];
  const events = isProtobuf(contentType) ? protobufFrames(response) : jsonLines(response);
  response.on('error', () => undefined);
  return {
    status: response.statusCode ?? 0,
    contentType,
    take: (count) => takeEvents(events, count, abort),
    close: () => abort.abort(),
  };
}

function beginWatch(
  endpoint: ApiEndpoint,
  path: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = endpoint.url.startsWith('https:') ? secureRequest : request;
    const options = {
      headers: { authorization: `Bearer ${endpoint.token}`, accept: 'application/json', ...headers },
      ca: endpoint.ca,
      signal,
    };
    send(new URL(path, endpoint.url), options, resolve).once('error', reject).end();
  });
}

async function* jsonLines(response: IncomingMessage): AsyncGenerator {
  for await (const line of createInterface({ input: response, crlfDelay: Infinity })) yield parseBody(line);
}

/** Every frame begins with its length in four bytes. */
async function* protobufFrames(response: IncomingMessage): AsyncGenerator {
  let buffer = Buffer.alloc(0);
  for await (const chunk of response as AsyncIterable<Buffer>) {
    buffer = Buffer.concat([buffer, chunk]);
    while (buffer.length >= 4 && buffer.length >= 4 + buffer.readUInt32BE()) {
      const end = 4 + buffer.readUInt32BE();
      yield readFrame(buffer.subarray(4, end));
      buffer = buffer.subarray(end);
    }
  }
}

async function takeEvents(events: AsyncGenerator, count: number, abort: AbortController): Promise<unknown[]> {
  const taken: unknown[] = [];
  const timer = setTimeout(() => abort.abort(), watchTimeoutMs);
  try {
    while (taken.length < count) {
      const next = await events.next();
      if (next.done === true) break;
      taken.push(next.value);
    }
  } catch (error) {
    if (!abort.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
  return taken;
}
