import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';

/** A service on loopback that keeps what it is sent. Closed with its test. */
export interface Recorder {
  readonly port: number;
  readonly received: readonly string[];
  /** Resolves with the first text that came and contains all of these; rejects after 15 s with what came. */
  has(...parts: readonly string[]): Promise<string>;
}

const deadlineMs = 15_000;

/** Takes posts of any kind. */
export async function recordPosts(): Promise<Recorder> {
  const book = new Book();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      book.add(Buffer.concat(chunks).toString('utf8'));
      response.end('ok');
    });
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return book.at(await listen(server));
}

/** Takes mails, without TLS. */
export async function recordMails(): Promise<Recorder> {
  const book = new Book();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        book.add(Buffer.concat(chunks).toString('utf8').replaceAll('=\r\n', ''));
        done();
      });
    },
  });
  onTestFinished(() => {
    server.close();
  });
  return book.at(await listen(server.server));
}

function listen(server: Pick<Server, 'listen' | 'address'>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

class Book {
  readonly #received: string[] = [];
  readonly #waiters = new Set<() => void>();

  add(text: string): void {
    this.#received.push(text);
    for (const look of this.#waiters) look();
  }

  at(port: number): Recorder {
    return { port, received: this.#received, has: (...parts) => this.#has(parts) };
  }

  #has(parts: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.#received.find((text) => parts.every((part) => text.includes(part)));
        if (found === undefined) return;
        clearTimeout(timer);
        this.#waiters.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => {
        reject(new Error(`no text with ${parts.join(', ')} came, but:\n${this.#received.join('\n')}`));
      }, deadlineMs);
      this.#waiters.add(look);
      look();
    });
  }
}
