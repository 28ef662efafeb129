/**
 * Why a file cannot be decrypted. `NoKey`: no private key was given. `WrongKey`: none of those given is of a recipient.
 * `Tampered`: a value, or the MAC over all of them, is not what was encrypted. `Malformed`: it is not a SOPS file as its
 * name says, or its metadata make no sense. `Unsupported`: it needs something that is not done here, or is too large.
 */
export type DecryptionReason = 'NoKey' | 'WrongKey' | 'Tampered' | 'Malformed' | 'Unsupported';

/** A file that cannot be decrypted. The message names the file, keys and recipients, and nothing of its content. */
export class DecryptionError extends Error {
  override readonly name = 'DecryptionError';
  readonly reason: DecryptionReason;
  readonly file: string;

  constructor(reason: DecryptionReason, file: string, problem: string) {
    super(`cannot decrypt '${file}': ${problem}`);
    this.reason = reason;
    this.file = file;
  }
}

/** A problem found while the name of the file is not at hand; `decryptFile` turns it into a `DecryptionError`. */
export class Problem extends Error {
  readonly reason: DecryptionReason;

  constructor(reason: DecryptionReason, problem: string) {
    super(problem);
    this.reason = reason;
  }
}
