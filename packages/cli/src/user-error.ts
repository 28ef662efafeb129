/**
 * What a command cannot do, in words for its user: one line says what is wrong with what, `hint` what to do about it.
 * Printed without a stack; anything else that is thrown is a bug and says so.
 */
export class UserError extends Error {
  readonly hint: string | undefined;

  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'UserError';
    this.hint = options.hint;
  }
}

/** The command did what it should and the answer is no: exit code 1, and nothing more to print. */
export class QuietFailure extends Error {
  override readonly name = 'QuietFailure';
}
