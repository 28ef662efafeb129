import { fingerprintOf, type HostKey } from './host-key.ts';
import type { KnownHost } from './known-hosts.ts';
import { knownHostName, type SshAddress } from './ssh-address.ts';

type Server = Pick<SshAddress, 'host' | 'port'>;

/**
 * Why the key that a server showed is not to be trusted, in words that name the host and both fingerprints; `undefined`
 * when it is known. A revoked key is refused for every host.
 */
export function hostKeyProblem(known: readonly KnownHost[], server: Server, shown: HostKey): string | undefined {
  const name = knownHostName(server);
  const shows = `the server shows ${describe(shown)}`;
  const revoked = known.find(({ marker, key }) => marker === 'revoked' && key.blob.equals(shown.blob));
  if (revoked !== undefined)
    return `the host key of ${name} is revoked by line ${String(revoked.line)} of known_hosts: ${shows}`;
  const ofHost = known.filter(({ marker, matches }) => marker !== 'revoked' && matches(name));
  const plain = ofHost.filter(({ marker }) => marker === undefined);
  if (plain.some(({ key }) => key.blob.equals(shown.blob))) return undefined;
  if (plain.length > 0)
    return `the host key of ${name} is not the one in known_hosts: ${shows}, known_hosts has ${list(plain)}`;
  if (ofHost.length > 0)
    return `known_hosts has only a @cert-authority for ${name}, and host certificates are not supported: ${shows}`;
  return `known_hosts has no key of ${name}: ${shows}${hintOfPort(known, server)}`;
}

/** Types of the keys that are known of a server, in the order of the file. */
export function knownTypes(known: readonly KnownHost[], server: Server): readonly string[] {
  const name = knownHostName(server);
  const types = known.filter(({ marker, matches }) => marker === undefined && matches(name)).map(({ key }) => key.type);
  return [...new Set(types)];
}

const mostListed = 5;

function list(entries: readonly KnownHost[]): string {
  const listed = entries.slice(0, mostListed).map(({ key }) => describe(key));
  const more = entries.length > mostListed ? ` and ${String(entries.length - mostListed)} more` : '';
  return listed.join(', ') + more;
}

function describe({ type, blob }: HostKey): string {
  return `${type} ${fingerprintOf(blob)}`;
}

function hintOfPort(known: readonly KnownHost[], server: Server): string {
  const name = knownHostName(server);
  const hasPlain =
    name !== server.host && known.some(({ marker, matches }) => marker === undefined && matches(server.host));
  return hasPlain ? `; it has one of ${server.host}, which stands for port 22 only: write ${name}` : '';
}
