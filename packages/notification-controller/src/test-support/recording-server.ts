import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** Cuts the connection instead of answering. */
  readonly reset?: boolean;
}

/** A service on loopback that remembers what it was sent, and answers what it is told. */
export class RecordingServer {
  readonly requests: RecordedRequest[] = [];
  url = '';
  answer: (request: RecordedRequest) => Answer = () => ({ status: 200, body: 'ok' });
  readonly #waiters = new Set<() => void>();
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const recorded = { method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') };
      this.requests.push(recorded);
      const { status, headers: sent = {}, body = '', reset = false } = this.answer(recorded);
      if (reset) request.socket.destroy();
      else response.writeHead(status, { 'content-type': 'application/json', ...sent }).end(body);
      for (const look of this.#waiters) look();
    });
  });

  static async open(): Promise<RecordingServer> {
    const server = new RecordingServer();
    await new Promise<void>((resolve) => {
      server.#server.listen(0, '127.0.0.1', resolve);
    });
    server.url = `http://127.0.0.1:${String((server.#server.address() as AddressInfo).port)}`;
    return server;
  }

  /** Resolves once the condition holds of what was sent; rejects when the signal aborts, or after ten seconds. */
  until(
    condition: (requests: readonly RecordedRequest[]) => boolean,
    signal: AbortSignal = AbortSignal.timeout(10_000),
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.#waiters.delete(look);
        signal.removeEventListener('abort', stop);
      };
      const look = (): void => {
        if (!condition(this.requests)) return;
        end();
        resolve();
      };
      const stop = (): void => {
        end();
        reject(new Error(`not sent: ${JSON.stringify(this.requests, null, 1).slice(0, 4_000)}`));
      };
      this.#waiters.add(look);
      signal.addEventListener('abort', stop, { once: true });
      look();
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => {
        resolve();
      });
      this.#server.closeAllConnections();
    });
  }
}
