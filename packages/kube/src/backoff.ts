/** Doubles from one failure to the next, with jitter, up to a limit. */
export class Backoff {
  readonly #minMs: number;
  readonly #maxMs: number;
  #failures = 0;

  constructor(minMs: number, maxMs: number) {
    this.#minMs = minMs;
    this.#maxMs = maxMs;
  }

  next(): number {
    const longest = Math.min(this.#maxMs, this.#minMs * 2 ** this.#failures);
    this.#failures++;
    return longest * (0.5 + Math.random() * 0.5);
  }

  reset(): void {
    this.#failures = 0;
  }
}
