import type { CancelTimer, Clock } from '../clock.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is told to move. Both its times move together; `skew` moves the wall alone. */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  #wall: number;
  #monotonic = 0;
  #order = 0;

  constructor(wall: string | number = '2026-01-01T00:00:00Z') {
    this.#wall = typeof wall === 'number' ? wall : Date.parse(wall);
  }

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  setTimer(delayMs: number, callback: () => void): CancelTimer {
    const timer = { at: this.#monotonic + Math.max(0, delayMs), order: this.#order++, callback };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Milliseconds until the next timer. */
  get nextTimerIn(): number | undefined {
    const next = this.#next(Infinity);
    return next === undefined ? undefined : next.at - this.#monotonic;
  }

  /** Moves on, firing the timers on the way in their order, each at its own time. */
  advance(ms: number): void {
    const end = this.#monotonic + ms;
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
      this.#move(timer.at);
      this.#timers.delete(timer);
      timer.callback();
    }
    this.#move(end);
  }

  /** The wall clock is set by somebody; the monotonic one is not. */
  skew(ms: number): void {
    this.#wall += ms;
  }

  #move(to: number): void {
    this.#wall += to - this.#monotonic;
    this.#monotonic = to;
  }

  #next(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at > end) continue;
      if (next === undefined || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer;
    }
    return next;
  }
}
