import { GitError } from '../errors.ts';
import { patienceOf } from '../remote/transport.ts';
import { kexOf, knownHostKeyAlgorithms } from './algorithms.ts';
import { during } from './deadline.ts';
import type { HostKey } from './host-key.ts';
import { knownHostName, parseSshUrl, type SshAddress } from './ssh-address.ts';
import { SshConnection } from './ssh-connection.ts';

export interface ScanOptions {
  /** Those that the server is asked for; by default one of each type of key. */
  readonly algorithms?: readonly string[] | undefined;
  /** Of the whole. Default 30 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Both rsa algorithms show the same key. */
const oneOfEach = knownHostKeyAlgorithms.filter((name) => name !== 'rsa-sha2-256');

/**
 * The keys that the server of an ssh URL shows, as lines of known_hosts, one for each type that it has. Nobody logs in.
 * Whether they are the right ones only a person can tell. Throws `GitError`, or the signal's reason.
 */
export async function scanHostKeys(url: string, options: ScanOptions = {}): Promise<string> {
  const address = parseSshUrl(url);
  const patience = patienceOf(options.timeoutMs ?? 30_000, options.signal);
  const lines: string[] = [];
  let missing: unknown;
  for (const algorithm of options.algorithms ?? oneOfEach) {
    const seen: HostKey[] = [];
    const connection = connectionTo(address, algorithm, seen);
    const silenceMs = patience.timeoutMs;
    await during(connection, { patience, silenceMs }, () => connection.open()).catch((error: unknown) => {
      if (seen.length > 0) return;
      if (!(error instanceof GitError) || error.code !== 'NoCommonAlgorithm') throw error;
      missing = error;
    });
    lines.push(...seen.map(({ type, blob }) => `${knownHostName(address)} ${type} ${blob.toString('base64')}\n`));
  }
  if (lines.length === 0) throw missing;
  return lines.join('');
}

/** Takes the key down, and no other step. */
function connectionTo(address: SshAddress, algorithm: string, seen: HostKey[]): SshConnection {
  return new SshConnection({
    address,
    kex: kexOf({}),
    hostKeyAlgorithms: [algorithm],
    judge: (hostKey) => {
      seen.push(hostKey);
      return new GitError('HostKeyRefused', 'seen');
    },
  });
}
