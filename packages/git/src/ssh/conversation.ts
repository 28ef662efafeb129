import type { ClientChannel } from 'ssh2';

import { GitError } from '../errors.ts';
import type { GitService, ReadAnswer } from '../remote/transport.ts';
import { type Packet, readPackets } from '../wire/pkt-line.ts';
import { serviceCommand, type SshAddress } from './ssh-address.ts';
import type { SshConnection } from './ssh-connection.ts';
import { refusedByServer } from './ssh-failure.ts';

const maxStderr = 4096;

/** A git service that runs on the server: what is written to it, and its answers one after the other. */
export class Conversation {
  readonly connection: SshConnection;
  readonly #address: SshAddress;
  readonly #channel: ClientChannel;
  readonly #packets: AsyncIterator<Packet>;
  /** Bytes that the present answer may still have. */
  #left = 0;
  readonly #closed: Promise<void>;
  #exitCode: number | undefined;
  #said = '';

  private constructor(connection: SshConnection, address: SshAddress, channel: ClientChannel) {
    this.connection = connection;
    this.#address = address;
    this.#channel = channel;
    this.#closed = new Promise((resolve) => channel.once('close', () => resolve()));
    channel.on('exit', (code: number | null) => {
      this.#exitCode = code ?? -1;
    });
    channel.on('error', (error: Error) => {
      connection.fail(refusedByServer(address, error.message));
    });
    channel.stderr.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString('utf8')).slice(0, maxStderr);
    });
    this.#packets = readPackets(this.#chunks());
  }

  /** Connects and starts the service. */
  static async start(connection: SshConnection, service: GitService, address: SshAddress): Promise<Conversation> {
    await connection.open();
    const env: Record<string, string> = service === 'git-upload-pack' ? { GIT_PROTOCOL: 'version=2' } : {};
    const command = serviceCommand(service, address);
    return connection.run(command, env, (channel) => new Conversation(connection, address, channel));
  }

  /** Whether it can be asked once more. */
  get isOpen(): boolean {
    return this.connection.failure === undefined && this.#exitCode === undefined;
  }

  write(body: Uint8Array): void {
    this.#channel.write(body);
  }

  async read<T>(read: ReadAnswer<T>, maxBytes: number): Promise<T> {
    this.#left = maxBytes;
    // A reader that stops early must not end the stream: the next answer follows on it.
    return read({ [Symbol.asyncIterator]: () => ({ next: () => this.#packets.next() }) });
  }

  /** What the service writes. When it ends before the answer does, its last words are the error. */
  async *#chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of this.#channel as AsyncIterable<Buffer>) {
      this.#left -= chunk.length;
      if (this.#left < 0)
        throw new GitError('LimitExceeded', 'refused: the answer of the server is larger than the limit');
      yield chunk;
    }
    await this.#closed;
    if (this.#exitCode !== 0) throw refusedByServer(this.#address, this.#said);
  }
}
