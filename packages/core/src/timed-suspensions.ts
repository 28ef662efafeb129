import { type CacheEvent, isConflict, isNotFound, type KubeClient, type WatchCache } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';
import type { CancelTimer, Clock } from './clock.ts';
import type { EventRecorder } from './events.ts';
import type { Logger } from './logger.ts';
import type { Runnable } from './manager.ts';
import { formatKey, keyOf } from './reconciled-object.ts';
import { dropSuspensionNotes, endSuspension, hasSuspensionNotes, nextLook, suspensionEnd } from './suspension.ts';

export interface TimedSuspensionsOptions<Stored> {
  readonly cache: WatchCache<Stored>;
  /** The object of what the cache keeps; undefined for one that cannot be read. */
  readonly objectOf: (stored: Stored) => KubeObject | undefined;
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly events: EventRecorder;
  readonly log: Logger;
  readonly fieldManager: string;
}

const retryMs = 10_000;

/**
 * Ends the suspensions of a kind that nothing reconciles when their time comes, by the rules that `reconcileObject` has
 * for the others. For the leader.
 */
export function timedSuspensions<Stored>(options: TimedSuspensionsOptions<Stored>): Runnable {
  return {
    name: `suspensions of ${options.cache.type.kind}`,
    start: async (signal) => {
      const suspensions = new TimedSuspensions(options, signal);
      const stop = options.cache.subscribe((event) => {
        suspensions.onChange(event);
      });
      for (const stored of options.cache.list()) suspensions.look(options.objectOf(stored));
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
        if (signal.aborted) resolve();
      });
      stop();
      suspensions.close();
    },
  };
}

class TimedSuspensions<Stored> {
  readonly #options: TimedSuspensionsOptions<Stored>;
  readonly #signal: AbortSignal;
  readonly #timers = new Map<string, CancelTimer>();

  constructor(options: TimedSuspensionsOptions<Stored>, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  onChange(event: CacheEvent<Stored>): void {
    const object = this.#options.objectOf(event.object);
    if (object === undefined) return;
    if (event.type === 'deleted') this.#cancel(formatKey(keyOf(object)));
    else this.look(object);
  }

  look(object: KubeObject | undefined): void {
    if (object === undefined || this.#signal.aborted) return;
    this.#cancel(formatKey(keyOf(object)));
    const isSuspended = (object['spec'] as { readonly suspend?: boolean } | undefined)?.suspend === true;
    if (isSuspended) this.#await(object);
    else if (hasSuspensionNotes(object)) this.#write(object, dropSuspensionNotes);
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel();
  }

  #await(object: KubeObject): void {
    const { clock } = this.#options;
    const end = suspensionEnd(object.metadata);
    if (end !== undefined && end <= clock.now()) return this.#write(object, endSuspension);
    const next = nextLook(end, clock);
    if (next.kind === 'after') this.#later(object, next.afterMs);
  }

  /** A conflict means that a newer version is on its way here. */
  #write(object: KubeObject, change: typeof endSuspension): void {
    const { client, events, fieldManager, log } = this.#options;
    const parts = { client, events, fieldManager, signal: this.#signal, onWritten: () => undefined };
    change(object, parts).catch((error: unknown) => {
      if (this.#signal.aborted || isConflict(error) || isNotFound(error)) return;
      log.error('a suspension could not be ended, will be tried again', error, { ...keyOf(object) });
      this.#later(object, retryMs);
    });
  }

  #later({ metadata }: KubeObject, afterMs: number): void {
    const key = keyOf({ metadata });
    const cancel = this.#options.clock.setTimer(afterMs, () => {
      const stored = this.#options.cache.get(key.namespace, key.name);
      if (stored !== undefined) this.look(this.#options.objectOf(stored));
    });
    this.#timers.set(formatKey(key), cancel);
  }

  #cancel(key: string): void {
    this.#timers.get(key)?.();
    this.#timers.delete(key);
  }
}
