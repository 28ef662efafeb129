import { generateSshKey, PrivateKeyError, scanHostKeys, type SshKeyPair, sshPublicKeyOf } from '@sluice/git';
import { readFileOption } from './read-file-option.ts';
import { UserError } from '../user-error.ts';
import { type SshKeyFlags, sshKeyOptionsOf } from './ssh-key-flags.ts';

export interface SshSecretRequest {
  /** The repository's, or another on the host that is read from. */
  readonly url: string;
  readonly flags: SshKeyFlags;
  /** Of the private key that the flags name. */
  readonly passphrase?: string | undefined;
  /** Algorithms by which the server is asked for its keys; by default it is asked for one of each type. */
  readonly hostKeyAlgorithms?: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

/** What a Secret for an ssh URL holds. */
export interface SshSecret {
  /** `identity`, `identity.pub`, `known_hosts`, and `password` of an encrypted key. */
  readonly data: Readonly<Record<string, string>>;
  /** One line of authorized_keys. */
  readonly publicKey: string;
  /** As the server showed them just now: nobody has checked them. */
  readonly knownHosts: string;
}

/**
 * Makes a key, or reads the one of `--private-key-file`, and asks the server for its host keys (at most 30 s). The flags
 * are checked before anything is sent. Throws `UserError` or `GitError`.
 */
export async function createSshSecret(request: SshSecretRequest): Promise<SshSecret> {
  const { url, passphrase, hostKeyAlgorithms, signal } = request;
  const { identity, publicKey } = await keyPairOf(request);
  const knownHosts = await scanHostKeys(url, { algorithms: hostKeyAlgorithms, signal });
  const password = passphrase === undefined ? {} : { password: passphrase };
  return {
    publicKey,
    knownHosts,
    data: { identity, 'identity.pub': `${publicKey}\n`, known_hosts: knownHosts, ...password },
  };
}

async function keyPairOf({ flags, passphrase, signal }: SshSecretRequest): Promise<SshKeyPair> {
  const file = flags.privateKeyFile;
  if (file !== undefined) return readKeyPair(file, passphrase, signal);
  if (passphrase !== undefined)
    throw new UserError('--password is the passphrase of --private-key-file, which is not given', {
      hint: 'a key that is made here has none: leave --password out',
    });
  return generateSshKey(sshKeyOptionsOf(flags));
}

async function readKeyPair(file: string, passphrase: string | undefined, signal: AbortSignal): Promise<SshKeyPair> {
  const identity = await readFileOption('--private-key-file', file);
  try {
    return { identity, publicKey: await sshPublicKeyOf(identity, passphrase, signal) };
  } catch (error) {
    if (!(error instanceof PrivateKeyError)) throw error;
    const hint = error.problem === 'encrypted' ? { hint: 'give its passphrase with --password' } : {};
    throw new UserError(`the private key in ${file} cannot be used: ${error.message}`, { ...hint, cause: error });
  }
}
