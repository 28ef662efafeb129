import { requestStream, type RequestOptions, type StreamedResponse } from '@sluice/net';

import { GitError } from '../errors.ts';
import { readPackets } from '../wire/pkt-line.ts';
import { asGitError, checkAnswer } from './http-answer.ts';
import { remoteAddress, type RemoteAddress } from './remote-url.ts';
import {
  type GitService,
  leftMsOf,
  type Patience,
  type ReadAnswer,
  type Transport,
  type TransportOptions,
  type TransportRequest,
} from './transport.ts';

/** Speaks smart HTTP: each exchange is a request of its own. */
export function openHttpTransport(options: TransportOptions, service: GitService): Transport {
  return new HttpTransport(options, service);
}

class HttpTransport implements Transport {
  readonly #options: TransportOptions;
  readonly #service: GitService;
  #address: RemoteAddress;

  constructor(options: TransportOptions, service: GitService) {
    this.#options = options;
    this.#service = service;
    this.#address = remoteAddress(options.url, options.auth, options.insteadOf);
  }

  advertise<T>(patience: Patience, read: ReadAnswer<T>): Promise<T> {
    const request = {
      url: this.#at(`/info/refs?service=${this.#service}`),
      redirects: 'same-origin' as const,
      maxBytes: this.#options.limits.advertisementBytes,
    };
    return this.#exchange(request, 'advertisement', patience, (response) => {
      this.#follow(response.url);
      return read(readPackets(response.body));
    });
  }

  ask<T>(request: TransportRequest, patience: Patience, read: ReadAnswer<T>): Promise<T> {
    const type = `application/x-${this.#service}`;
    const post: RequestOptions = {
      ...request,
      url: this.#at(`/${this.#service}`),
      method: 'POST',
      headers: { 'content-type': `${type}-request`, accept: `${type}-result` },
      idempotent: this.#service === 'git-upload-pack',
    };
    return this.#exchange(post, 'result', patience, (response) => read(readPackets(response.body)));
  }

  async #exchange<T>(
    request: RequestOptions,
    kind: 'advertisement' | 'result',
    patience: Patience,
    read: (response: StreamedResponse) => Promise<T>,
  ): Promise<T> {
    try {
      const response = await requestStream({
        ...request,
        headers: this.#headers(request),
        tls: this.#options.tls,
        addresses: this.#options.addresses,
        signal: patience.signal,
        timeoutMs: leftMsOf(patience),
        idleTimeoutMs: patience.timeoutMs,
      });
      checkAnswer(response, `application/x-${this.#service}-${kind}`);
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
    return {
      // Some hosts answer only agents whose name begins as git's does.
      'user-agent': 'git/2.0 (sluice)',
      ...(this.#service === 'git-upload-pack' ? { 'git-protocol': 'version=2' } : {}),
      ...request.headers,
      ...(authorization === undefined ? {} : { authorization }),
    };
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
