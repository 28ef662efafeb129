import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { type AddressPolicy, ConnectionError } from '@sluice/net';
import type { Client, ClientChannel, ConnectConfig, PublicKeyAuthMethod } from 'ssh2';

import { GitError } from '../errors.ts';
import { ciphers, macs } from './algorithms.ts';
import { type HostKey, keyTypeOf } from './host-key.ts';
import type { SshKey } from './private-key.ts';
import { loginFailed, refusedByServer, sshFailure } from './ssh-failure.ts';
import { knownHostName, type SshAddress } from './ssh-address.ts';
import { loadSsh2 } from './ssh2.ts';

/** With what a connection is made. */
export interface SshConnectionOptions {
  readonly address: SshAddress;
  readonly kex: readonly string[];
  readonly hostKeyAlgorithms: readonly string[];
  /** Why the host key that the server shows is not taken; `undefined` when it is. */
  readonly judge: (hostKey: HostKey) => Error | undefined;
  /** Which addresses may be reached; all where absent. */
  readonly addresses?: AddressPolicy | undefined;
  /** Nobody logs in without it. */
  readonly key?: SshKey;
}

/**
 * One connection to an ssh server. The first thing that goes wrong with it, from either side, ends it and is what
 * everybody who waits for it gets, through `failed`.
 */
export class SshConnection {
  readonly #options: SshConnectionOptions;
  readonly #socket: Socket;
  readonly #failed = Promise.withResolvers<never>();
  #client: Client | undefined;
  #failure: Error | undefined;
  /** What it is busy with, for the message of a deadline. */
  #phase = 'connection';

  constructor(options: SshConnectionOptions) {
    this.#options = options;
    const { host, port } = options.address;
    // Whoever does not wait at the moment learns of it at the next call.
    this.#failed.promise.catch(() => undefined);
    const { addresses } = options;
    this.#socket = connect({ host, port, noDelay: true, ...(addresses && { lookup: addresses.lookup }) });
    this.#socket.on('error', (error) => {
      this.#break(error);
    });
    this.#socket.on('close', () => {
      this.#break(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    });
    // A host that is an address itself is not looked up.
    const refusal = addresses?.refusal(host);
    if (refusal !== undefined) this.#break(refusal);
  }

  /** Rejects when the connection has ended, with the reason. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Ends it. The first reason counts. */
  fail(reason: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = reason;
    this.#failed.reject(reason);
    this.#client?.destroy();
    this.#socket.destroy();
  }

  /** Ends it when no byte goes either way for so long; 0 ends the watch. */
  watchSilence(silenceMs: number): void {
    this.#socket.removeAllListeners('timeout').setTimeout(silenceMs);
    if (silenceMs > 0) this.#socket.once('timeout', () => this.late(`nothing was heard for ${seconds(silenceMs)}`));
  }

  /** Ends it because of a deadline; says what it was busy with. */
  late(problem: string): void {
    this.fail(new GitError('Unreachable', `${problem} during the ${this.#phase} with ${this.#host}`));
  }

  /** Whether it keeps the process alive. */
  hold(isNeeded: boolean): void {
    if (isNeeded) this.#socket.ref();
    else this.#socket.unref();
  }

  /** Connects, checks the host key, logs in. */
  async open(): Promise<void> {
    await this.#orFailed(once(this.#socket, 'connect'));
    this.#phase = 'ssh handshake';
    const ssh2 = await this.#orFailed(loadSsh2());
    const client = new ssh2.Client();
    this.#client = client;
    const ready = once(client, 'ready');
    // Listens for good: an error event without a listener would end the process.
    client.on('error', (error) => {
      this.fail(this.#explain(error));
    });
    client.once('handshake', () => {
      this.#phase = 'ssh login';
    });
    client.connect(this.#configuration());
    await this.#orFailed(ready);
    this.#phase = 'git service';
  }

  /**
   * Starts a command; nothing else is ever asked of the server. `begin` is called with the channel at once, before
   * anything that the command says is told.
   */
  async run<T>(
    command: string,
    env: Readonly<Record<string, string>>,
    begin: (channel: ClientChannel) => T,
  ): Promise<T> {
    const client = this.#client;
    if (client === undefined) throw new Error('not connected');
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    client.exec(command, { env }, (error, channel) => {
      if (error === undefined) resolve(begin(channel));
      else reject(refusedByServer(this.#options.address, error.message));
    });
    return this.#orFailed(promise);
  }

  #break(cause: Error): void {
    const { message } = new ConnectionError(this.#options.address.url, cause);
    this.fail(new GitError('Unreachable', message, { cause }));
  }

  get #host(): string {
    return knownHostName(this.#options.address);
  }

  #orFailed<T>(promise: Promise<T>): Promise<T> {
    promise.catch(() => undefined);
    return Promise.race([promise, this.#failed.promise]);
  }

  #configuration(): ConnectConfig {
    const { address, key, kex, hostKeyAlgorithms } = this.#options;
    const { user: username } = address;
    const logins: PublicKeyAuthMethod[] = key === undefined ? [] : [{ type: 'publickey', username, key: key.parsed }];
    const offered = {
      kex: [...kex],
      serverHostKey: [...hostKeyAlgorithms],
      cipher: [...ciphers],
      hmac: [...macs],
      compress: ['none'],
    };
    return {
      sock: this.#socket,
      username,
      authHandler: logins,
      hostVerifier: (blob: Buffer) => this.#isTaken({ type: keyTypeOf(blob) ?? 'unknown', blob }),
      // The types list what the library offers by default; it takes every name that it knows.
      algorithms: offered as unknown as NonNullable<ConnectConfig['algorithms']>,
      ident: 'sluice',
      // Deadlines are the caller's.
      readyTimeout: 0,
    };
  }

  #isTaken(hostKey: HostKey): boolean {
    const problem = this.#options.judge(hostKey);
    if (problem !== undefined) this.fail(problem);
    return problem === undefined;
  }

  #explain(error: Error & { level?: string }): Error {
    const { address, key } = this.#options;
    if (error.level === 'client-authentication' && key !== undefined) return loginFailed(address, key);
    return sshFailure(this.#host, this.#phase, error);
  }
}

export function seconds(ms: number): string {
  return `${String(ms / 1000)} s`;
}
