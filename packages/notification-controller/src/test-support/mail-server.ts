import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface RecordedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly source: string;
}

/** An SMTP server on loopback that keeps mails, without TLS unless a certificate is given. */
export class MailServer {
  readonly mails: RecordedMail[] = [];
  /** Gives an error with a `responseCode` for recipients to be refused. */
  refuse: (recipient: string) => Error | undefined = () => undefined;
  connections = 0;
  readonly #waiters: (() => void)[] = [];
  readonly #server: SMTPServer;

  private constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onConnect: (_session, done) => {
        this.connections++;
        done();
      },
      onRcptTo: ({ address }, _session, done) => {
        done(this.refuse(address));
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          const from = mailFrom === false ? '' : mailFrom.address;
          const to = rcptTo.map(({ address }) => address);
          this.mails.push({ from, to, source: Buffer.concat(chunks).toString('utf8') });
          done();
          for (const tell of this.#waiters.splice(0)) tell();
        });
      },
    });
  }

  static async open(): Promise<MailServer> {
    const server = new MailServer();
    await new Promise<void>((resolve) => {
      server.#server.listen(0, '127.0.0.1', resolve);
    });
    return server;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  /** Resolves once there are so many mails; rejects after ten seconds. */
  async until(count: number): Promise<void> {
    const signal = AbortSignal.timeout(10_000);
    while (this.mails.length < count) {
      await new Promise<void>((resolve, reject) => {
        this.#waiters.push(resolve);
        signal.addEventListener('abort', () => {
          reject(new Error(`${String(this.mails.length)} mails came`));
        });
      });
    }
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
  }
}

/** An SMTP refusal. */
export function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
