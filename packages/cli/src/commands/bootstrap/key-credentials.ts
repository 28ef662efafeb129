import { createSshSecret, type SshSecret } from '../../git-access/ssh-secret.ts';
import type { SshKeyFlags } from '../../git-access/ssh-key-flags.ts';
import type { SourceCredentials } from './source-credentials.ts';

export interface KeyCredentialsOptions {
  /** What the cluster reads: the keys of its host are recorded. */
  readonly syncUrl: string;
  /** A new key, or the one of `--private-key-file`. */
  readonly flags: SshKeyFlags;
  readonly passphrase: string | undefined;
  readonly hostKeyAlgorithms: readonly string[] | undefined;
  readonly signal: AbortSignal;
  /** Gives a public key access to the repository. */
  readonly grantAccess?: SourceCredentials['grantAccess'];
}

/** The secret of a cluster that reads over ssh. A generated key stays as long as the secret does. */
export function keyCredentials({ syncUrl: url, grantAccess, ...options }: KeyCredentialsOptions): SourceCredentials {
  let made: Promise<SshSecret> | undefined;
  const make = (): Promise<SshSecret> => (made ??= createSshSecret({ url, ...options }));
  return {
    keeps: ({ identity, known_hosts: knownHosts }) =>
      options.flags.privateKeyFile === undefined && identity !== undefined && knownHosts !== undefined,
    prepare: async () => {
      await make();
    },
    generate: make,
    ...(grantAccess === undefined ? {} : { grantAccess }),
  };
}
