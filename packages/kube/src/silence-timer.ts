import { ConnectionError } from './api-error.ts';
import type { Timers } from './timers.ts';

/** Aborts when nothing was heard for a while. */
export class SilenceTimer {
  readonly #controller = new AbortController();
  readonly #timers: Timers;
  readonly #limitMs: number;
  #heardAt: number;
  #cancel: () => void = () => undefined;

  constructor(timers: Timers, limitMs: number) {
    this.#timers = timers;
    this.#limitMs = limitMs;
    this.#heardAt = timers.monotonic();
    this.#arm();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  heard(): void {
    this.#heardAt = this.#timers.monotonic();
  }

  stop(): void {
    this.#cancel();
  }

  #arm(): void {
    const leftMs = this.#heardAt + this.#limitMs - this.#timers.monotonic();
    if (leftMs > 0) {
      this.#cancel = this.#timers.setTimer(leftMs, () => {
        this.#arm();
      });
      return;
    }
    const text = `the watch said nothing for ${String(this.#limitMs / 1000)} s`;
    this.#controller.abort(new ConnectionError(text, 'ESILENT', 'WATCH'));
  }
}
