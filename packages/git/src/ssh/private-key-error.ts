/** Why a private key cannot be used. */
export type PrivateKeyProblem = 'malformed' | 'unsupported' | 'encrypted' | 'wrongPassphrase';

/** A private key that cannot be used; the message has nothing of it. */
export class PrivateKeyError extends Error {
  override readonly name = 'PrivateKeyError';
  readonly problem: PrivateKeyProblem;

  constructor(problem: PrivateKeyProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}
