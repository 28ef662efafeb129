import { type Clock, formatKey, type ObjectKey, parseKey, type WakeRequest, type WakeSource } from '@sluice/core';
import { type CacheEvent, type KubeClient, WatchCache, type WatchProblem } from '@sluice/kube';
import type { KubeObject, TypeRef } from '@sluice/objects';

/** What is watched: objects of one kind in one namespace, or one of them, seen with the rights of one user. */
export interface WatchTarget extends TypeRef {
  readonly namespace: string;
  /** All of the namespace where absent. */
  readonly name?: string;
  /** Whose rights count; the controller's own where absent. */
  readonly user?: string;
}

/** What is known of a target now. */
export type Reading =
  | { readonly kind: 'seen'; readonly objects: readonly KubeObject[] }
  | { readonly kind: 'unreadable'; readonly problem: string };

export interface WatchedObjectsOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly onProblem: (type: TypeRef, problem: WatchProblem) => void;
  /** Told of each change, beside those who read the target. */
  readonly onChange?: (id: string, event: CacheEvent) => void;
  /** Default 1,000. */
  readonly maxWatches?: number;
}

interface Watched {
  readonly cache: WatchCache;
  readonly readers: Set<string>;
  readonly stop: AbortController;
  problem: string | undefined;
  readonly answered: PromiseWithResolvers<undefined>;
}

/** How long a first read waits for its answer. */
const firstReadMs = 5_000;

/**
 * The objects that Gates are bound to, each watched once for all Gates that read it with the same rights, and no longer
 * than one of them does. A change wakes its readers.
 */
export class WatchedObjects implements WakeSource {
  readonly #options: WatchedObjectsOptions;
  readonly #signal: AbortSignal;
  readonly #watched = new Map<string, Watched>();
  #wake: ((request: WakeRequest) => void) | undefined;

  /** Lives until `signal` aborts. */
  constructor(options: WatchedObjectsOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  subscribe(wake: (request: WakeRequest) => void): () => void {
    this.#wake = wake;
    return () => {
      this.#wake = undefined;
    };
  }

  /** What is known of the target; waits for a first answer for a while. From now on its changes wake the reader. */
  async read(reader: ObjectKey, target: WatchTarget, signal: AbortSignal): Promise<Reading> {
    const id = idOf(target);
    const watched = this.#watched.get(id) ?? this.#open(id, target);
    if (watched === undefined) return { kind: 'unreadable', problem: 'too many objects are watched already' };
    watched.readers.add(formatKey(reader));
    if (!watched.cache.hasSynced() && watched.problem === undefined) await this.#firstAnswer(watched, signal);
    if (watched.cache.hasSynced() && (watched.problem === undefined || watched.cache.isLive()))
      return { kind: 'seen', objects: watched.cache.list() };
    return { kind: 'unreadable', problem: watched.problem ?? 'the API server has not answered yet' };
  }

  /** The reader reads exactly these targets; others are not kept for it any more. */
  keep(reader: ObjectKey, targets: readonly WatchTarget[]): void {
    const kept = new Set(targets.map(idOf));
    const name = formatKey(reader);
    for (const [id, watched] of this.#watched) {
      if (kept.has(id) || !watched.readers.delete(name) || watched.readers.size > 0) continue;
      this.#watched.delete(id);
      watched.stop.abort(new Error('nobody reads it any more'));
    }
  }

  get size(): number {
    return this.#watched.size;
  }

  #open(id: string, target: WatchTarget): Watched | undefined {
    const { client, clock, maxWatches = 1_000, onChange, onProblem } = this.#options;
    if (this.#watched.size >= maxWatches) return undefined;
    const { apiVersion, kind, namespace, name, user } = target;
    const type = { apiVersion, kind };
    const cache = new WatchCache(user === undefined ? client : client.impersonate(user), {
      type,
      namespace,
      timers: clock,
      ...(name === undefined ? {} : { fieldSelector: `metadata.name=${name}` }),
      onProblem: (problem) => {
        if (problem.during === 'silence') return;
        onProblem(type, problem);
        this.#onProblem(watched, problem);
      },
    });
    const stop = new AbortController();
    const answered = Promise.withResolvers<undefined>();
    const watched: Watched = { cache, readers: new Set(), stop, problem: undefined, answered };
    this.#watched.set(id, watched);
    cache.subscribe((event) => {
      // What comes in is up to date, whatever happened before.
      watched.problem = undefined;
      onChange?.(id, event);
      this.#wakeReaders(watched);
    });
    const signal = AbortSignal.any([this.#signal, stop.signal]);
    cache.whenSynced(signal).then(
      () => {
        answered.resolve(undefined);
      },
      () => undefined,
    );
    cache.start(signal).catch((error: unknown) => {
      onProblem(type, { during: 'listener', error });
    });
    return watched;
  }

  #onProblem(watched: Watched, { error }: WatchProblem): void {
    const problem = error instanceof Error ? error.message : String(error);
    if (watched.problem === problem && !watched.cache.hasSynced()) return;
    watched.problem = problem;
    watched.answered.resolve(undefined);
    this.#wakeReaders(watched);
  }

  #wakeReaders({ readers }: Watched): void {
    for (const reader of readers) this.#wake?.({ key: parseKey(reader), reason: 'fact' });
  }

  async #firstAnswer({ answered }: Watched, signal: AbortSignal): Promise<void> {
    const cancelled = Promise.withResolvers<undefined>();
    const cancel = (): void => {
      cancelled.resolve(undefined);
    };
    const cancelTimer = this.#options.clock.setTimer(firstReadMs, cancel);
    signal.addEventListener('abort', cancel, { once: true });
    await Promise.race([answered.promise, cancelled.promise]);
    signal.removeEventListener('abort', cancel);
    cancelTimer();
  }
}

/** Tells targets apart. */
export function idOf({ apiVersion, kind, namespace, name = '', user = '' }: WatchTarget): string {
  return [user, apiVersion, kind, namespace, name].join('|');
}
