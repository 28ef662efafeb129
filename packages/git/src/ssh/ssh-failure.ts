import { GitError, type GitErrorCode } from '../errors.ts';
import { fingerprintOf } from './host-key.ts';
import { PrivateKeyError } from './private-key-error.ts';
import type { SshKey } from './private-key.ts';
import { knownHostName, type SshAddress } from './ssh-address.ts';

const longestQuote = 200;

/** The server takes connections, but not this key. */
export function loginFailed(address: SshAddress, key: SshKey): GitError {
  const shown = `${key.type} ${fingerprintOf(key.publicKey)}`;
  return new GitError(
    'AuthenticationFailed',
    `${knownHostName(address)} does not accept the key ${shown} for the user "${address.user}": is it a deploy key of the repository?`,
  );
}

/** What the library says of a connection that broke, in words for a user. */
export function sshFailure(host: string, phase: string, error: Error): Error {
  if (error instanceof PrivateKeyError)
    return new GitError('AuthenticationFailed', `the private key cannot be used: ${error.message}`, { cause: error });
  if (error.message.startsWith('Handshake failed: no matching'))
    return new GitError('NoCommonAlgorithm', `${host} and sluice have ${oneLine(error.message.slice(18))} in common`);
  if (/^(?:Connection lost before handshake|Invalid |Max greeting|Greeting|Header|Unsupported)/.test(error.message))
    return new GitError('UnexpectedContent', `${host} does not speak ssh: ${oneLine(error.message)}`);
  return new GitError('Unreachable', `the ${phase} with ${host} failed: ${oneLine(error.message)}`);
}

const meanings: readonly (readonly [RegExp, GitErrorCode, string])[] = [
  [
    /not found|does not exist|does not appear to be a git repository|could not be found|no such/i,
    'RepositoryNotFound',
    'repository not found, or the key may not see it',
  ],
  [
    /denied|unauthori[sz]ed|permission|not allowed|forbidden|not permitted/i,
    'AccessDenied',
    'access denied: the key may not do this with the repository',
  ],
];

/** A git service that ended without an answer, with what it said on its way. */
export function refusedByServer(address: SshAddress, said: string): GitError {
  const quote = oneLine(said);
  const [, code, problem] = meanings.find(([pattern]) => pattern.test(quote)) ?? [
    undefined,
    'Unreachable' as const,
    'the server ended the git service',
  ];
  const reason = quote === '' ? '' : `: ${quote}`;
  return new GitError(code, `${problem} (${knownHostName(address)} said${reason === '' ? ' nothing' : reason})`);
}

function oneLine(text: string): string {
  return text
    .replaceAll(/[^\x21-\x7e]+/g, ' ')
    .trim()
    .slice(0, longestQuote);
}
