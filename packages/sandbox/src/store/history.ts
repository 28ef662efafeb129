import type { StoreEvent } from './store.ts';

/** The last writes, so that a watch can resume from a version. Older ones are forgotten: a watch from there is told 410. */
export class History {
  readonly #limit: number;
  #events: StoreEvent[] = [];
  #start = 0;
  #oldest = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(event: StoreEvent): void {
    this.#events.push(event);
    if (this.#events.length - this.#start > this.#limit) this.#drop(this.#start + 1);
  }

  /** Events after a revision, oldest first; `undefined` when some of them are forgotten. */
  since(revision: number, matches: (event: StoreEvent) => boolean): StoreEvent[] | undefined {
    if (revision < this.#oldest) return undefined;
    const events: StoreEvent[] = [];
    for (let index = this.#firstAfter(revision); index < this.#events.length; index++) {
      const event = this.#events[index] as StoreEvent;
      if (matches(event)) events.push(event);
    }
    return events;
  }

  /** Forgets everything up to and including a revision. */
  compact(revision: number): void {
    this.#oldest = Math.max(this.#oldest, revision);
    this.#drop(this.#firstAfter(revision));
  }

  #drop(start: number): void {
    const last = this.#events[start - 1];
    if (last !== undefined) this.#oldest = Math.max(this.#oldest, last.revision);
    this.#start = start;
    // Moving the whole array on every write would cost more than keeping up to twice the limit.
    if (this.#start > this.#limit || this.#start === this.#events.length) {
      this.#events = this.#events.slice(this.#start);
      this.#start = 0;
    }
  }

  #firstAfter(revision: number): number {
    let low = this.#start;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle] as StoreEvent).revision <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
