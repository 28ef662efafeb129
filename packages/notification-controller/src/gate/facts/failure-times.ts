import type { Clock } from '@sluice/core';
import type { CacheEvent } from '@sluice/kube';
import { isFailing } from './no-failed-reconciles.ts';

/** Watches are few, but come and go with the Gates. */
const maxTimes = 10_000;

/** When an object of a watch was last seen failing: a failure between two looks at a Gate counts too. */
export class FailureTimes {
  readonly #clock: Clock;
  readonly #times = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes a change of what the watch shows. */
  note(id: string, event: CacheEvent): void {
    const failed = isFailing(event.object) || (event.previous !== undefined && isFailing(event.previous));
    if (!failed) return;
    if (this.#times.size >= maxTimes) this.#times.clear();
    this.#times.set(id, this.#clock.now());
  }

  of(id: string): number | undefined {
    return this.#times.get(id);
  }
}
