import { type Clock, delay } from '@sluice/core';

const intervalMs = 1_000;
const fewEntries = 1_000;

interface Pace {
  lastAt: number;
  /** The next turn, which has not begun: whoever comes before it does is served by it. */
  next: Promise<void> | undefined;
}

/** Lets something happen to an object at most once a second. Who comes in between shares the turn at its end. */
export class WakePacer {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #paces = new Map<string, Pace>();

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
  }

  /** Resolves once `act` was done at or after this call. Throws what it throws. */
  run(key: string, act: () => Promise<void>): Promise<void> {
    const now = this.#clock.monotonic();
    this.#forgetOld(now);
    const pace = this.#paces.get(key);
    if (pace?.next !== undefined) return pace.next;
    if (pace === undefined || now - pace.lastAt >= intervalMs) {
      this.#paces.set(key, { lastAt: now, next: undefined });
      return act();
    }
    pace.next = delay(this.#clock, pace.lastAt + intervalMs - now, this.#signal).then(() => {
      pace.next = undefined;
      pace.lastAt = this.#clock.monotonic();
      return act();
    });
    return pace.next;
  }

  #forgetOld(now: number): void {
    if (this.#paces.size < fewEntries) return;
    for (const [key, { lastAt, next }] of this.#paces)
      if (next === undefined && now - lastAt >= intervalMs) this.#paces.delete(key);
  }
}
