import { GitError } from '../errors.ts';
import { type KnownHost, KnownHostsError, parseKnownHosts } from './known-hosts.ts';
import { PrivateKeyError } from './private-key-error.ts';
import { readPrivateKey, type SshKey } from './private-key.ts';

/** How a client shows who it is over ssh, and how it knows the server. */
export interface SshAuth {
  readonly kind: 'ssh';
  /** A private key, in OpenSSH's format or PEM. */
  readonly identity: string;
  /** Of the private key. */
  readonly passphrase?: string | undefined;
  readonly knownHosts: string;
}

export interface SshCredentials {
  readonly key: SshKey;
  readonly knownHosts: readonly KnownHost[];
}

/**
 * Reads both, naming the one that cannot be used: by `AuthenticationFailed`, with the key's problem as cause. Neither is
 * ever quoted.
 */
export async function readSshCredentials(auth: SshAuth, signal?: AbortSignal): Promise<SshCredentials> {
  try {
    const knownHosts = parseKnownHosts(auth.knownHosts);
    if (knownHosts.length === 0) throw new KnownHostsError('it has no host: the keys of the server must be known');
    return { knownHosts, key: await readPrivateKey(auth.identity, auth.passphrase, signal) };
  } catch (error) {
    if (error instanceof PrivateKeyError)
      throw new GitError('AuthenticationFailed', `the private key cannot be used: ${error.message}`, { cause: error });
    if (error instanceof KnownHostsError)
      throw new GitError('AuthenticationFailed', `known_hosts cannot be used: ${error.message}`, { cause: error });
    throw error;
  }
}
