import type { CancelTimer, Clock } from '@sluice/core';
import { DeliveryError } from './delivery-error.ts';
import { backoffMs, retryAfterMs } from './retry-after.ts';

/** One message on its way to one provider. */
export interface Delivery {
  /** Wall time of the event's acceptance. */
  readonly at: number;
  /** What it is about, for whoever hears of a failure. */
  readonly subject: unknown;
  /** Sends it. Throws `DeliveryError`; anything else is a bug. */
  send(signal: AbortSignal): Promise<void>;
  /** It was sent, or given up: never asked again. */
  settle(failure: DeliveryError | undefined): Promise<void>;
}

export interface ProviderQueueOptions {
  readonly clock: Clock;
  /** After so long a message is given up. */
  readonly deadlineMs: number;
  /** Messages that may wait; the oldest is given up when one more comes. */
  readonly limit: number;
  /** The first failure after a success. */
  readonly failing: (delivery: Delivery, error: DeliveryError) => void;
  /** The first of these failed; all of them come again later. */
  readonly postponed: (deliveries: readonly Delivery[], error: DeliveryError) => void;
  /** The queue's own bookkeeping failed. */
  readonly broken: (error: unknown) => void;
  /** No further message is begun. */
  readonly signal: AbortSignal;
  /** The message under way is broken off. */
  readonly cut: AbortSignal;
}

interface Waiting {
  readonly delivery: Delivery;
  failures: number;
  notBefore: number;
}

/** The messages for one provider: sent one at a time and in order, so that a slow or broken service holds up only its own. */
export class ProviderQueue {
  readonly #options: ProviderQueueOptions;
  readonly #waiting: Waiting[] = [];
  #pausedUntil = 0;
  #failures = 0;
  #running = false;
  #work: Promise<void> = Promise.resolve();
  #cancelTimer: CancelTimer | undefined;

  constructor(options: ProviderQueueOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#cancelTimer?.(), { once: true });
  }

  get depth(): number {
    return this.#waiting.length;
  }

  /** Wall time at which the oldest message that waits was accepted. */
  get oldestAt(): number | undefined {
    return this.#waiting[0]?.delivery.at;
  }

  add(delivery: Delivery): void {
    this.#waiting.push({ delivery, failures: 0, notBefore: 0 });
    if (this.#waiting.length > this.#options.limit) {
      // The first may be on its way.
      const [dropped] = this.#waiting.splice(1, 1);
      void this.#settle(dropped?.delivery, new DeliveryError('too many messages wait for this provider', 'give-up'));
    }
    this.#run();
  }

  /** Resolves when no message is under way. */
  async idle(): Promise<void> {
    await this.#work;
  }

  /** Something changed that may mend failures: tries at once. */
  wake(): void {
    this.#pausedUntil = 0;
    for (const each of this.#waiting) each.notBefore = 0;
    this.#run();
  }

  #run(): void {
    if (this.#running || this.#options.signal.aborted) return;
    this.#running = true;
    this.#cancelTimer?.();
    this.#work = this.#sendAll()
      .catch(this.#options.broken)
      .finally(() => {
        this.#running = false;
        this.#sleep();
      });
  }

  async #sendAll(): Promise<void> {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const failure = await this.#attempt(next);
      if (this.#options.cut.aborted) return;
      if (failure === undefined || failure.remedy === 'give-up' || this.#isLate(next)) {
        this.#waiting.splice(this.#waiting.indexOf(next), 1);
        await this.#settle(next.delivery, failure);
      } else this.#postpone(next, failure);
    }
  }

  async #attempt({ delivery }: Waiting): Promise<DeliveryError | undefined> {
    try {
      await delivery.send(this.#options.cut);
      this.#failures = 0;
      return undefined;
    } catch (error) {
      if (error instanceof DeliveryError) return error;
      if (!this.#options.cut.aborted) this.#options.broken(error);
      return new DeliveryError('internal error, see the log', 'give-up', { cause: error });
    }
  }

  #postpone(waiting: Waiting, failure: DeliveryError): void {
    const now = this.#options.clock.monotonic();
    const askedMs = retryAfterMs(failure.retryAfter, this.#options.clock.now());
    if (failure.remedy === 'retry-provider') {
      if (this.#failures === 0) this.#options.failing(waiting.delivery, failure);
      this.#pausedUntil = now + (askedMs ?? backoffMs(this.#failures));
      this.#failures++;
      const others = this.#waiting.filter((each) => each !== waiting).map(({ delivery }) => delivery);
      this.#options.postponed([waiting.delivery, ...others], failure);
      return;
    }
    if (waiting.failures === 0) this.#options.failing(waiting.delivery, failure);
    waiting.notBefore = now + (askedMs ?? backoffMs(waiting.failures));
    waiting.failures++;
    this.#options.postponed([waiting.delivery], failure);
  }

  #isLate({ delivery }: Waiting): boolean {
    return this.#options.clock.now() - delivery.at > this.#options.deadlineMs;
  }

  async #settle(delivery: Delivery | undefined, failure: DeliveryError | undefined): Promise<void> {
    try {
      await delivery?.settle(failure);
    } catch (error) {
      this.#options.broken(error);
    }
  }

  #next(): Waiting | undefined {
    const now = this.#options.clock.monotonic();
    if (this.#options.signal.aborted || this.#pausedUntil > now) return undefined;
    return this.#waiting.find(({ notBefore }) => notBefore <= now);
  }

  #sleep(): void {
    if (this.#waiting.length === 0 || this.#options.signal.aborted) return;
    const now = this.#options.clock.monotonic();
    const first = Math.min(...this.#waiting.map(({ notBefore }) => notBefore));
    this.#cancelTimer?.();
    this.#cancelTimer = this.#options.clock.setTimer(Math.max(first, this.#pausedUntil) - now + 1, () => {
      this.#run();
    });
  }
}
