import type { KubeClient } from './client.ts';
import type { Connection } from './connection.ts';
import { openFence, type WriteFence } from './fence.ts';
import { HttpDiscovery } from './http-discovery.ts';
import { HttpKubeClient } from './http-kube-client.ts';
import { type RequestRecord, Session } from './session.ts';
import type { Timers } from './timers.ts';

export interface KubeClientOptions {
  /** From `loadKubeConfig`, or `{ server, credentials: bearerToken(…) }`. */
  readonly connection: Connection;
  /** `source-controller/v1.2.3`; what the server's audit shows. */
  readonly userAgent: string;
  /** Asked before each write. Default: always open. */
  readonly fence?: WriteFence;
  /** Told of each request that was sent. */
  readonly onRequest?: (record: RequestRecord) => void;
  /** Largest answer in bytes. Default 128 MiB. */
  readonly maxResponseBytes?: number;
  readonly timers?: Timers;
}

const defaultMaxBytes = 128 * 1024 * 1024;

/** A client for one API server. Nothing is sent before the first call. */
export function openKubeClient(options: KubeClientOptions): KubeClient {
  const session = new Session({
    connection: options.connection,
    userAgent: options.userAgent,
    fence: options.fence ?? openFence(),
    timers: options.timers,
    onRequest: options.onRequest,
    maxBytes: options.maxResponseBytes ?? defaultMaxBytes,
  });
  return new HttpKubeClient(options.connection.server, session, new HttpDiscovery(session, options.timers));
}
