import type { SshKeyOptions } from '@sluice/git';
import type { Command } from 'commander';
import { UserError } from '../user-error.ts';

/** Flags that say which ssh key is made, or which is taken instead. */
export interface SshKeyFlags {
  readonly sshKeyAlgorithm: string;
  readonly sshRsaBits: number;
  readonly sshEcdsaCurve: string;
  readonly privateKeyFile?: string;
}

/** Upstream's flags and defaults. */
export function withSshKeyFlags(command: Command): Command {
  return command
    .option('--ssh-key-algorithm <name>', 'ssh: of a new key: rsa, ecdsa or ed25519', 'ecdsa')
    .option('--ssh-rsa-bits <bits>', 'ssh: length of a new rsa key, a multiple of 8', Number, 2048)
    .option('--ssh-ecdsa-curve <curve>', 'ssh: of a new ecdsa key: p256, p384 or p521', 'p384')
    .option('--private-key-file <file>', 'ssh: a private key instead of a new one; --password is its passphrase');
}

const shortestRsa = 2048;
const longestRsa = 16_384;

/** Which key the flags ask for. Throws `UserError`. */
export function sshKeyOptionsOf(flags: SshKeyFlags): SshKeyOptions {
  const { sshKeyAlgorithm: algorithm, sshEcdsaCurve: curve, sshRsaBits: bits } = flags;
  if (algorithm === 'ed25519') return { algorithm };
  if (algorithm === 'ecdsa') {
    if (curve === 'p256' || curve === 'p384' || curve === 'p521') return { algorithm, curve };
    throw new UserError(`--ssh-ecdsa-curve '${curve}' is not supported, must be one of: p256, p384, p521`);
  }
  if (algorithm !== 'rsa')
    throw new UserError(`--ssh-key-algorithm '${algorithm}' is not supported, must be one of: rsa, ecdsa, ed25519`);
  if (Number.isInteger(bits) && bits % 8 === 0 && bits >= shortestRsa && bits <= longestRsa) return { algorithm, bits };
  throw new UserError(`--ssh-rsa-bits must be a multiple of 8 from ${String(shortestRsa)} to ${String(longestRsa)}`);
}
