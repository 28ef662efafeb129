import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';
import { Book, type Recorder } from './book.ts';

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
