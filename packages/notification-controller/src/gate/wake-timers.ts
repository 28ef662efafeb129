import {
  type CancelTimer,
  type Clock,
  formatKey,
  type ObjectKey,
  type WakeRequest,
  type WakeSource,
} from '@sluice/core';

/** Wakes objects at a time of their own, whatever became of their last run. One time per object. */
export class WakeTimers implements WakeSource {
  readonly #clock: Clock;
  readonly #timers = new Map<string, CancelTimer>();
  #wake: ((request: WakeRequest) => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  subscribe(wake: (request: WakeRequest) => void): () => void {
    this.#wake = wake;
    return () => {
      for (const cancel of this.#timers.values()) cancel();
      this.#timers.clear();
    };
  }

  /** Wakes `key` at that wall time, and not at another. */
  set(key: ObjectKey, atMs: number | undefined): void {
    const name = formatKey(key);
    this.#timers.get(name)?.();
    this.#timers.delete(name);
    if (atMs === undefined) return;
    const cancel = this.#clock.setTimer(atMs - this.#clock.now(), () => {
      this.#timers.delete(name);
      this.#wake?.({ key, reason: 'time' });
    });
    this.#timers.set(name, cancel);
  }
}
