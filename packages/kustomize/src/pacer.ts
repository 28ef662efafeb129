import { setImmediate } from 'node:timers/promises';

/** Lets the event loop run when a build has held it for a while, and ends builds that were given up. */
export class Pacer {
  readonly #sliceMs: number;
  readonly #signal: AbortSignal | undefined;
  #until: number;

  constructor(sliceMs: number, signal: AbortSignal | undefined) {
    this.#sliceMs = sliceMs;
    this.#signal = signal;
    this.#until = performance.now() + sliceMs;
  }

  /** Whether the time slice is over. Cheap: call it for each resource. */
  get isDue(): boolean {
    return performance.now() >= this.#until;
  }

  /** Gives way to others, then starts a new slice. */
  async pause(): Promise<void> {
    this.#signal?.throwIfAborted();
    await setImmediate();
    this.#signal?.throwIfAborted();
    this.#until = performance.now() + this.#sliceMs;
  }
}
