import { GitError } from '../errors.ts';

/** Bytes that all fetches together may hold while they receive: many small ones, or a few large ones. */
export class ByteBudget {
  readonly #maxBytes: number;
  #held = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Throws `LimitExceeded` when they are not there: the fetch ends, and what it held is given back. */
  take(bytes: number): void {
    if (this.#held + bytes > this.#maxBytes) {
      throw new GitError(
        'LimitExceeded',
        `more than ${String(this.#maxBytes)} bytes of packs are being received at once: this one will be tried again`,
      );
    }
    this.#held += bytes;
  }

  give(bytes: number): void {
    this.#held -= bytes;
  }
}
