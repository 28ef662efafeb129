import { request, type IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import { createInterface } from 'node:readline';
import type { ApiEndpoint } from '../control-plane/api-request.ts';

const watchTimeoutMs = 8_000;

/** An open watch: the status it was answered with, and its events as they come. */
export interface WatchStream {
  readonly status: number;
  readonly contentType: string | undefined;
  /** The next so many lines, or fewer where the stream ends or nothing comes for some seconds. */
  take(count: number): Promise<string[]>;
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
  const lines = createInterface({ input: response, crlfDelay: Infinity })[Symbol.asyncIterator]();
  response.on('error', () => undefined);
  return {
    status: response.statusCode ?? 0,
    contentType: response.headers['content-type'],
    take: (count) => takeLines(lines, count, abort),
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

async function takeLines(lines: AsyncIterator<string>, count: number, abort: AbortController): Promise<string[]> {
  const taken: string[] = [];
  const timer = setTimeout(() => abort.abort(), watchTimeoutMs);
  try {
    while (taken.length < count) {
      const next = await lines.next();
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
