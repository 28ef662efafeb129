import { FenceClosedError, type WriteFence } from '@sluice/kube';
import { type Clock, systemClock } from './clock.ts';

/**
 * Lets writes pass only until a deadline that each renewal of the lease moves on. By the monotonic clock: a process that
 * was stopped and goes on finds it closed before its first write.
 */
export class LeaderFence implements WriteFence {
  readonly #clock: Clock;
  #openUntil = -Infinity;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** `deadline` is on `clock.monotonic()`. */
  openUntil(deadline: number): void {
    this.#openUntil = deadline;
  }

  close(): void {
    this.#openUntil = -Infinity;
  }

  isOpen(): boolean {
    return this.#clock.monotonic() < this.#openUntil;
  }

  assert(): void {
    if (!this.isOpen()) throw new FenceClosedError('this replica is not the leader');
  }
}
