import { GitError } from '../errors.ts';
import type { GitLimits } from '../limits.ts';
import { type Advertisement, readAdvertisement, readLsRefs, type RemoteRefs } from '../wire/advertisement.ts';
import { encodeFetchV0, encodeFetchV2, encodeLsRefs, type FetchRequest } from '../wire/fetch-request.ts';
import { readPackBytes } from '../wire/fetch-response.ts';
import { openTransport } from './open-transport.ts';
import type { Patience, Transport, TransportOptions } from './transport.ts';

/** A repository on a server that was reached once; it holds nothing that must be closed. */
export interface Remote {
  /** References under the prefixes; older servers list all that they have. */
  listRefs(prefixes: readonly string[], patience: Patience): Promise<RemoteRefs>;
  /** The bytes of a pack, not yet checked. */
  fetchPack(request: FetchRequest, patience: Patience, received?: (bytes: number) => void): Promise<Buffer>;
}

/** Reaches a repository for reading, in protocol 2 where the server speaks it. Throws `GitError`. */
export async function openRemote(options: TransportOptions, patience: Patience): Promise<Remote> {
  const { limits } = options;
  const transport = openTransport(options, 'git-upload-pack');
  const advertisement = await transport.advertise(patience, (packets) => readAdvertisement(packets, limits));
  return {
    listRefs: (prefixes, until) =>
      advertisement.version === 2 ? listRefs(transport, limits, prefixes, until) : Promise.resolve(advertisement.refs),
    fetchPack: (request, until, received) =>
      fetchPack(transport, limits, { ...request, received }, advertisement, until),
  };
}

function listRefs(
  transport: Transport,
  limits: GitLimits,
  prefixes: readonly string[],
  patience: Patience,
): Promise<RemoteRefs> {
  const request = { body: encodeLsRefs(prefixes), maxBytes: limits.advertisementBytes };
  return transport.ask(request, patience, (packets) => readLsRefs(packets, limits));
}

async function fetchPack(
  transport: Transport,
  limits: GitLimits,
  request: FetchRequest & { readonly received: ((bytes: number) => void) | undefined },
  advertisement: Advertisement,
  patience: Patience,
): Promise<Buffer> {
  checkCapabilities(request, advertisement);
  const body =
    advertisement.version === 2 ? encodeFetchV2(request) : encodeFetchV0(request, advertisement.capabilities);
  // The bands add at most five bytes to a packet's thousand.
  const maxBytes = Math.ceil(limits.packBytes * 1.01) + 1024 * 1024;
  return transport.ask({ body, maxBytes }, patience, (packets) => readPackBytes(packets, limits, request.received));
}

function checkCapabilities(request: FetchRequest, { version, capabilities }: Advertisement): void {
  if (version === 2) return;
  const missing = ['side-band-64k', ...(request.depth === undefined ? [] : ['shallow'])].find(
    (name) => !capabilities.includes(name),
  );
  if (missing !== undefined)
    throw new GitError('UnexpectedContent', `the server does not support ${missing}, which is needed`);
}
