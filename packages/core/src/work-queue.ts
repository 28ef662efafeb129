import type { CancelTimer, Clock } from './clock.ts';

/** What a worker gets: a key, and everything that woke it since it was last taken. */
export interface WorkItem {
  readonly key: string;
  readonly reasons: readonly string[];
  /** `clock.monotonic()` when it became ready. */
  readonly readyAt: number;
}

export interface AddOptions {
  readonly reason: string;
  /** Higher first. Default 0. */
  readonly priority?: number;
  /** Not before then. Default 0. */
  readonly afterMs?: number;
}

export interface WorkQueueOptions {
  readonly clock: Clock;
  /** Delay after the first failure of a key; doubles with each. */
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  readonly onAdd?: () => void;
  readonly onRetry?: () => void;
}

interface Wait {
  readonly dueAt: number;
  readonly cancel: CancelTimer;
  readonly reason: string;
  readonly priority: number;
}

interface Ready {
  readonly reasons: Set<string>;
  priority: number;
  readyAt: number;
}

/**
 * Keys to work on. A key is ready at most once and worked on by at most one worker; what is added meanwhile runs it once
 * more afterwards. Within a priority, first come, first served, so that no key starves another. Of two delayed wishes
 * for a key the earlier counts, and taking the key fulfils both.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  /** Ready keys by priority, each lane in order of arrival. */
  readonly #lanes = new Map<number, Map<string, Ready>>();
  readonly #laneOf = new Map<string, number>();
  readonly #active = new Map<string, Ready | undefined>();
  readonly #waits = new Map<string, Wait>();
  readonly #failures = new Map<string, number>();
  readonly #takers: ((item: WorkItem) => void)[] = [];

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  /** How many keys are ready. */
  get depth(): number {
    return this.#laneOf.size;
  }

  add(key: string, options: AddOptions): void {
    const { reason, priority = 0, afterMs = 0 } = options;
    if (afterMs > 0) {
      this.#wait(key, { reason, priority, afterMs });
      return;
    }
    this.#options.onAdd?.();
    if (this.#active.has(key)) this.#active.set(key, merge(this.#active.get(key), options, this.#now()));
    else this.#makeReady(key, options);
  }

  /** The next key; rejects with the signal's reason. `finish` must follow. */
  take(signal: AbortSignal): Promise<WorkItem> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    const item = this.#shift();
    if (item !== undefined) return Promise.resolve(item);
    return new Promise((resolve, reject) => {
      const taker = (next: WorkItem): void => {
        signal.removeEventListener('abort', abort);
        resolve(next);
      };
      const abort = (): void => {
        this.#takers.splice(this.#takers.indexOf(taker), 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#takers.push(taker);
    });
  }

  /** The worker is through with the key. */
  finish(key: string): void {
    const again = this.#active.get(key);
    this.#active.delete(key);
    if (again === undefined) return;
    for (const reason of again.reasons) this.#makeReady(key, { reason, priority: again.priority });
  }

  /** Adds the key after its exponential delay, or after `maxDelayMs` if that is shorter. Returns the delay. */
  retry(key: string, options: { readonly reason: string; readonly maxDelayMs?: number }): number {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    this.#options.onRetry?.();
    const { minDelayMs, maxDelayMs } = this.#options;
    const delayMs = Math.min(minDelayMs * 2 ** Math.min(failures, 60), maxDelayMs, options.maxDelayMs ?? Infinity);
    this.add(key, { reason: options.reason, afterMs: delayMs });
    return delayMs;
  }

  /** The key did not fail: its next delay is the first again. */
  resetFailures(key: string): void {
    this.#failures.delete(key);
  }

  /** The key is gone: forgets delays and failures, and takes it back if it was ready. */
  drop(key: string): void {
    this.#failures.delete(key);
    this.#cancelWait(key);
    const lane = this.#laneOf.get(key);
    if (lane !== undefined) this.#removeReady(key, lane);
  }

  /** Cancels all timers. */
  close(): void {
    for (const key of this.#waits.keys()) this.#cancelWait(key);
  }

  #wait(key: string, options: Required<AddOptions>): void {
    const dueAt = this.#now() + options.afterMs;
    const before = this.#waits.get(key);
    if (before !== undefined && before.dueAt <= dueAt) return;
    before?.cancel();
    const cancel = this.#options.clock.setTimer(options.afterMs, () => {
      this.#waits.delete(key);
      this.add(key, { reason: options.reason, priority: options.priority });
    });
    this.#waits.set(key, { dueAt, cancel, reason: options.reason, priority: options.priority });
  }

  #makeReady(key: string, options: AddOptions): void {
    const lane = this.#laneOf.get(key);
    const before = lane === undefined ? undefined : this.#lanes.get(lane)?.get(key);
    const ready = merge(before, options, this.#now());
    // A wish with a higher priority moves the key to the end of the better lane.
    if (lane !== undefined && ready.priority !== lane) this.#removeReady(key, lane);
    this.#laneOf.set(key, ready.priority);
    this.#lane(ready.priority).set(key, ready);
    const taker = this.#takers.shift();
    const item = taker === undefined ? undefined : this.#shift();
    if (item !== undefined) taker?.(item);
  }

  #shift(): WorkItem | undefined {
    if (this.#laneOf.size === 0) return undefined;
    const best = Math.max(...this.#lanes.keys());
    for (const [key, ready] of this.#lane(best)) {
      this.#removeReady(key, best);
      this.#cancelWait(key);
      this.#active.set(key, undefined);
      return { key, reasons: [...ready.reasons], readyAt: ready.readyAt };
    }
    return undefined;
  }

  #lane(priority: number): Map<string, Ready> {
    let lane = this.#lanes.get(priority);
    if (lane === undefined) this.#lanes.set(priority, (lane = new Map<string, Ready>()));
    return lane;
  }

  #removeReady(key: string, priority: number): void {
    const lane = this.#lane(priority);
    lane.delete(key);
    if (lane.size === 0) this.#lanes.delete(priority);
    this.#laneOf.delete(key);
  }

  #cancelWait(key: string): void {
    this.#waits.get(key)?.cancel();
    this.#waits.delete(key);
  }

  #now(): number {
    return this.#options.clock.monotonic();
  }
}

function merge(before: Ready | undefined, options: AddOptions, now: number): Ready {
  const priority = options.priority ?? 0;
  if (before === undefined) return { reasons: new Set([options.reason]), priority, readyAt: now };
  before.reasons.add(options.reason);
  before.priority = Math.max(before.priority, priority);
  return before;
}
