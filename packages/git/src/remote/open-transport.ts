import { openHttpTransport } from './http-transport.ts';
import type { GitService, Transport, TransportOptions } from './transport.ts';

/** Chooses the way that the URL asks for. Nothing is sent before `advertise`. Throws `GitError` for a URL that has none. */
export function openTransport(options: TransportOptions, service: GitService): Transport {
  return openHttpTransport(options, service);
}
