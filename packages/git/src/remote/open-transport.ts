import { openSshTransport } from '../ssh/ssh-transport.ts';
import { openHttpTransport } from './http-transport.ts';
import { mapUrl } from './remote-url.ts';
import type { GitService, Transport, TransportOptions } from './transport.ts';

/**
 * Chooses the way that the URL asks for, ssh or smart HTTP. Nothing is sent before `advertise`. Throws `GitError` for a
 * URL that has none.
 */
export function openTransport(options: TransportOptions, service: GitService): Transport {
  const url = mapUrl(options.url, options.insteadOf);
  if (!url.startsWith('ssh://')) return openHttpTransport(options, service);
  // Credentials belong to the original host.
  return openSshTransport({ ...options, url, auth: url === options.url ? options.auth : undefined }, service);
}
