import { requestStream, type RequestOptions, type StreamedResponse, type TlsOptions } from '@sluice/net';

import { GitError } from '../errors.ts';
import type { GitLimits } from '../limits.ts';
import { type Advertisement, readAdvertisement, readLsRefs, type RemoteRefs } from '../wire/advertisement.ts';
import { encodeFetchV0, encodeFetchV2, encodeLsRefs, type FetchRequest } from '../wire/fetch-request.ts';
import { readPackBytes } from '../wire/fetch-response.ts';
import { readPackets } from '../wire/pkt-line.ts';
import { asGitError, checkAnswer } from './http-answer.ts';
import { type GitAuth, type InsteadOf, remoteAddress, type RemoteAddress } from './remote-url.ts';

/** How to reach a repository. */
export interface RemoteOptions {
  readonly url: string;
  readonly auth?: GitAuth | undefined;
  readonly tls?: TlsOptions | undefined;
  readonly insteadOf?: InsteadOf | undefined;
  readonly limits: GitLimits;
}

/** How long a part of the work may take: all requests with the same `Patience` share its deadline. */
export interface Patience {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  /** When it began, by the monotonic clock. */
  readonly since: number;
}

/** A repository on a server that was reached once; it holds no connection and no timer. */
export interface Remote {
  /** References under the prefixes; older servers list all that they have. */
  listRefs(prefixes: readonly string[], patience: Patience): Promise<RemoteRefs>;
  /** The bytes of a pack, not yet checked. */
  fetchPack(request: FetchRequest, patience: Patience, received?: (bytes: number) => void): Promise<Buffer>;
}

/** A deadline that begins now. */
export function patienceOf(timeoutMs: number, signal: AbortSignal | undefined): Patience {
  return { signal, timeoutMs, since: performance.now() };
}

/** Connects to a repository over smart HTTP, protocol 2 where the server speaks it. Throws `GitError`. */
export async function openRemote(options: RemoteOptions, patience: Patience): Promise<Remote> {
  const session = new Session(options);
  const advertisement = await session.advertise(patience);
  return {
    listRefs: (prefixes, until) =>
      advertisement.version === 2 ? session.listRefs(prefixes, until) : Promise.resolve(advertisement.refs),
    fetchPack: (request, until, received) => session.fetchPack({ ...request, received }, advertisement, until),
  };
}

const service = 'git-upload-pack';

class Session {
  readonly #options: RemoteOptions;
  #address: RemoteAddress;

  constructor(options: RemoteOptions) {
    this.#options = options;
    this.#address = remoteAddress(options.url, options.auth, options.insteadOf);
  }

  advertise(patience: Patience): Promise<Advertisement> {
    const { limits } = this.#options;
    const where = { url: this.#at(`/info/refs?service=${service}`), redirects: 'same-origin' as const };
    const request = { ...where, maxBytes: limits.advertisementBytes };
    return this.#exchange(request, `application/x-${service}-advertisement`, patience, async (response) => {
      this.#follow(response.url);
      return readAdvertisement(readPackets(response.body), limits);
    });
  }

  listRefs(prefixes: readonly string[], patience: Patience): Promise<RemoteRefs> {
    const { limits } = this.#options;
    return this.#post({ body: encodeLsRefs(prefixes), maxBytes: limits.advertisementBytes }, patience, (response) =>
      readLsRefs(readPackets(response.body), limits),
    );
  }

  fetchPack(
    request: FetchRequest & { readonly received: ((bytes: number) => void) | undefined },
    advertisement: Advertisement,
    patience: Patience,
  ): Promise<Buffer> {
    const { limits } = this.#options;
    checkCapabilities(request, advertisement);
    const body =
      advertisement.version === 2 ? encodeFetchV2(request) : encodeFetchV0(request, advertisement.capabilities);
    // The bands add at most five bytes to a packet's thousand.
    const maxBytes = Math.ceil(limits.packBytes * 1.01) + 1024 * 1024;
    return this.#post({ body, maxBytes }, patience, (response) =>
      readPackBytes(readPackets(response.body), limits, request.received),
    );
  }

  #post<T>(
    options: { readonly body: Buffer; readonly maxBytes: number },
    patience: Patience,
    read: (response: StreamedResponse) => Promise<T>,
  ): Promise<T> {
    const headers = { 'content-type': `application/x-${service}-request`, accept: `application/x-${service}-result` };
    const request = { ...options, url: this.#at(`/${service}`), method: 'POST', headers, idempotent: true };
    return this.#exchange(request, `application/x-${service}-result`, patience, read);
  }

  async #exchange<T>(
    request: RequestOptions,
    contentType: string,
    { signal, timeoutMs, since }: Patience,
    read: (response: StreamedResponse) => Promise<T>,
  ): Promise<T> {
    const leftMs = Math.max(1, Math.round(since + timeoutMs - performance.now()));
    const { tls } = this.#options;
    try {
      const headers = this.#headers(request);
      const response = await requestStream({
        ...request,
        headers,
        tls,
        signal,
        timeoutMs: leftMs,
        idleTimeoutMs: timeoutMs,
      });
      checkAnswer(response, contentType);
      try {
        return await read(response);
      } finally {
        response.cancel();
      }
    } catch (error) {
      throw asGitError(error);
    }
  }

  #headers(request: RequestOptions): Record<string, string> {
    const { authorization } = this.#address;
    // Some hosts answer only agents whose name begins as git's does.
    const common = { 'user-agent': 'git/2.0 (sluice)', 'git-protocol': 'version=2' };
    return { ...common, ...request.headers, ...(authorization === undefined ? {} : { authorization }) };
  }

  #at(path: string): string {
    return this.#address.url.href.replace(/\/$/, '') + path;
  }

  /** Later requests go where the first was redirected to: within the same origin, or from http to https. */
  #follow(answered: URL): void {
    if (!answered.pathname.endsWith('/info/refs')) {
      throw new GitError('UnexpectedContent', 'the server redirected to a URL that is not of a repository');
    }
    const url = new URL(answered);
    url.search = '';
    url.pathname = url.pathname.slice(0, -'/info/refs'.length);
    this.#address = { ...this.#address, url };
  }
}

function checkCapabilities(request: FetchRequest, { version, capabilities }: Advertisement): void {
  if (version === 2) return;
  const missing = ['side-band-64k', ...(request.depth === undefined ? [] : ['shallow'])].find(
    (name) => !capabilities.includes(name),
  );
  if (missing !== undefined)
    throw new GitError('UnexpectedContent', `the server does not support ${missing}, which is needed`);
}
