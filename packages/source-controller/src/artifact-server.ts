import { hostname } from 'node:os';

import { type FileServer, startFileServer } from '@sluice/artifact';
import type { Runnable } from '@sluice/core';

/** Where artifacts are served, and the name by which others reach it. */
export interface ArtifactServerOptions {
  readonly root: string;
  /** `--storage-addr`: `host:port` or `:port`. */
  readonly address: string;
  /** `--storage-adv-addr`; derived from the address when empty. */
  readonly advertisedAddress: string;
}

/** The file server as a part of the manager: listens while this process leads. */
export class ArtifactServer implements Runnable {
  readonly name = 'artifact-server';
  readonly #options: ArtifactServerOptions;
  readonly #listening = Promise.withResolvers<undefined>();
  #port: number | undefined;

  constructor(options: ArtifactServerOptions) {
    this.#options = options;
    // Whoever waits sees the failure; the manager sees it anyway.
    this.#listening.promise.catch(() => undefined);
  }

  /** Resolves when artifacts can be fetched; rejects when the address cannot be had. */
  get listening(): Promise<undefined> {
    return this.#listening.promise;
  }

  /** `host[:port]`, or a URL prefix. The port that was taken, where 0 was asked for. */
  advertisedHost(): string {
    const { advertisedAddress, address } = this.#options;
    if (advertisedAddress !== '') return advertisedAddress;
    const { host, port } = splitAddress(address);
    return `${reachableName(host)}:${String(port === 0 ? (this.#port ?? 0) : port)}`;
  }

  async start(signal: AbortSignal): Promise<void> {
    const server = await this.#listen();
    if (!signal.aborted) {
      await new Promise<void>((resolve) => {
        signal.addEventListener(
          'abort',
          () => {
            resolve();
          },
          { once: true },
        );
      });
    }
    await server.close();
  }

  async #listen(): Promise<FileServer> {
    const { host, port } = splitAddress(this.#options.address);
    try {
      const server = await startFileServer({ root: this.#options.root, host: host === '' ? undefined : host, port });
      this.#port = server.port;
      this.#listening.resolve(undefined);
      return server;
    } catch (error) {
      this.#listening.reject(error);
      throw error;
    }
  }
}

/** `host:port` in its parts; a host in brackets is an IPv6 address. Throws for anything else. */
export function splitAddress(address: string): { readonly host: string; readonly port: number } {
  const match = /^(.*):(\d{1,5})$/.exec(address);
  const port = Number(match?.[2] ?? -1);
  if (match === null || port > 65_535)
    throw new Error(`"${address}" is not an address: host:port or :port is expected`);
  return { host: (match[1] ?? '').replace(/^\[(.*)\]$/, '$1'), port };
}

function reachableName(host: string): string {
  if (host === '') return 'localhost';
  if (host === '0.0.0.0' || host === '::') return process.env['HOSTNAME'] ?? hostname();
  return host.includes(':') ? `[${host}]` : host;
}
