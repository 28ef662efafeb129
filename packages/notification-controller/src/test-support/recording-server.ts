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
  readonly #waiters: (() => void)[] = [];
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
      for (const tell of this.#waiters.splice(0)) tell();
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

  /** Resolves once the condition holds of what was sent; rejects after ten seconds. */
  async until(condition: (requests: readonly RecordedRequest[]) => boolean): Promise<void> {
    const signal = AbortSignal.timeout(10_000);
    while (!condition(this.requests)) {
      await new Promise<void>((resolve, reject) => {
        this.#waiters.push(resolve);
        signal.addEventListener('abort', () => {
          reject(new Error(`not sent: ${JSON.stringify(this.requests, null, 1).slice(0, 4_000)}`));
        });
      });
    }
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
