import { GitError } from '../errors.ts';
import type {
  GitService,
  Patience,
  ReadAnswer,
  Transport,
  TransportOptions,
  TransportRequest,
} from '../remote/transport.ts';
import { readAdvertisement } from '../wire/advertisement.ts';
import { hostKeyAlgorithmsOf, kexOf } from './algorithms.ts';
import { hostKeyProblem, knownTypes } from './check-host-key.ts';
import { Conversation } from './conversation.ts';
import { during, type Limits } from './deadline.ts';
import { parseSshUrl, type SshAddress } from './ssh-address.ts';
import { SshConnection } from './ssh-connection.ts';
import { readSshCredentials, type SshAuth, type SshCredentials } from './ssh-credentials.ts';

/** Speaks to a git service over ssh: one channel, on which the answers follow each other. */
export function openSshTransport(options: TransportOptions, service: GitService): Transport {
  const address = parseSshUrl(options.url);
  if (options.auth?.kind !== 'ssh')
    throw new GitError('AuthenticationFailed', 'an ssh URL needs a private key and known_hosts');
  return new SshTransport(address, options.auth, options, service);
}

/** How long a conversation is kept for the next question. */
const lingerMs = 3000;
/** Until the service runs; a server that takes longer does not come any more. */
const startMs = 30_000;
const silenceMs = 60_000;

class SshTransport implements Transport {
  readonly #address: SshAddress;
  readonly #auth: SshAuth;
  readonly #options: TransportOptions;
  readonly #service: GitService;
  #conversation: Conversation | undefined;
  #lingering: NodeJS.Timeout | undefined;

  constructor(address: SshAddress, auth: SshAuth, options: TransportOptions, service: GitService) {
    this.#address = address;
    this.#auth = auth;
    this.#options = options;
    this.#service = service;
  }

  async advertise<T>(patience: Patience, read: ReadAnswer<T>): Promise<T> {
    this.#close();
    const { advertisementBytes } = this.#options.limits;
    return this.#guard(async () => {
      const conversation = await this.#start(patience);
      return this.#read(conversation, patience, read, advertisementBytes);
    });
  }

  async ask<T>(request: TransportRequest, patience: Patience, read: ReadAnswer<T>): Promise<T> {
    clearTimeout(this.#lingering);
    return this.#guard(async () => {
      const conversation = await this.#resume(patience);
      conversation.write(request.body);
      return this.#read(conversation, patience, read, request.maxBytes);
    });
  }

  /** Keeps the connection for a moment when all went well. */
  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.#conversation?.connection.hold(false);
      this.#lingering = setTimeout(() => {
        this.#close();
      }, lingerMs).unref();
      return result;
    } catch (error) {
      this.#close();
      throw error;
    }
  }

  async #start(patience: Patience): Promise<Conversation> {
    const credentials = await readSshCredentials(this.#auth, patience.signal);
    const connection = connectionTo(this.#address, credentials, this.#options);
    const limits = { ...this.#limits(patience), partMs: startMs };
    this.#conversation = await during(connection, limits, () =>
      Conversation.start(connection, this.#service, this.#address),
    );
    return this.#conversation;
  }

  /** The conversation that is under way; a new one, from its beginning, when the server has ended it. */
  async #resume(patience: Patience): Promise<Conversation> {
    if (this.#conversation?.isOpen === true) {
      this.#conversation.connection.hold(true);
      return this.#conversation;
    }
    const { limits } = this.#options;
    const conversation = await this.#start(patience);
    const skip: ReadAnswer<unknown> = (packets) => readAdvertisement(packets, limits);
    await this.#read(conversation, patience, skip, limits.advertisementBytes);
    return conversation;
  }

  #read<T>(conversation: Conversation, patience: Patience, read: ReadAnswer<T>, maxBytes: number): Promise<T> {
    return during(conversation.connection, this.#limits(patience), () => conversation.read(read, maxBytes));
  }

  #limits(patience: Patience): Limits {
    return { patience, silenceMs: this.#options.silenceMs ?? silenceMs };
  }

  #close(): void {
    clearTimeout(this.#lingering);
    this.#conversation?.connection.fail(new Error('closed'));
    this.#conversation = undefined;
  }
}

function connectionTo(
  address: SshAddress,
  credentials: SshCredentials,
  { addresses, ssh: algorithms = {} }: TransportOptions,
): SshConnection {
  const { key, knownHosts } = credentials;
  return new SshConnection({
    address,
    addresses,
    key,
    kex: kexOf(algorithms),
    hostKeyAlgorithms: hostKeyAlgorithmsOf(algorithms, knownTypes(knownHosts, address)),
    judge: (hostKey) => {
      const problem = hostKeyProblem(knownHosts, address, hostKey);
      return problem === undefined ? undefined : new GitError('HostKeyRefused', problem);
    },
  });
}
