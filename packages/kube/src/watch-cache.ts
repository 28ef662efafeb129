import type { KubeObject, TypeRef } from '@sluice/objects';
import type { KubeClient } from './client.ts';
import { type CacheListener, ObjectStore } from './object-store.ts';
import { reflect, type ReflectOptions } from './reflect.ts';
import { systemTimers, type Timers } from './timers.ts';

export interface WatchCacheOptions<Stored = KubeObject> extends ReflectOptions {
  /**
   * What to keep of each object; less is better. Called once for each version. Default: the object without
   * `managedFields`.
   */
  readonly transform?: ((object: KubeObject) => Stored) | undefined;
  readonly timers?: Timers;
}

/**
 * The objects of one kind, kept as the API server has them by one list and one watch. Reading costs nothing; what was
 * read must not be changed. Lives until the signal of `start` aborts.
 */
export class WatchCache<Stored = KubeObject> {
  readonly type: TypeRef;
  readonly #client: KubeClient;
  readonly #options: WatchCacheOptions<Stored>;
  readonly #store: ObjectStore<Stored>;
  readonly #synced = Promise.withResolvers<undefined>();
  #hasSynced = false;
  #live = false;

  constructor(client: KubeClient, options: WatchCacheOptions<Stored>) {
    this.type = options.type;
    this.#client = client;
    this.#options = options;
    const transform = options.transform ?? (withoutManagedFields as (object: KubeObject) => Stored);
    this.#store = new ObjectStore(transform, (error) => options.onProblem?.({ during: 'listener', error }));
  }

  /** Lists and watches; resolves when the signal aborts. Failures are retried for ever and told to `onProblem`. */
  async start(signal: AbortSignal): Promise<void> {
    const target = {
      replace: (objects: readonly KubeObject[], version: string): void => {
        this.#store.replace(objects, version);
        this.#hasSynced = true;
        this.#synced.resolve(undefined);
      },
      apply: (type: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubeObject): void => {
        this.#store.apply(type, object);
      },
      advance: (version: string): void => {
        this.#store.advance(version);
      },
      clear: (): void => {
        this.#store.clear();
      },
      setLive: (live: boolean): void => {
        this.#live = live;
      },
    };
    await reflect(this.#client, this.#options, target, { timers: this.#options.timers ?? systemTimers, signal });
  }

  get(namespace: string | undefined, name: string): Stored | undefined {
    return this.#store.get(namespace, name);
  }

  list(): Stored[] {
    return this.#store.list();
  }

  /** Tells of each change from now on, not of what is there already. Returns what ends it. */
  subscribe(listener: CacheListener<Stored>): () => void {
    return this.#store.subscribe(listener);
  }

  /** Whether the first list is in. */
  hasSynced(): boolean {
    return this.#hasSynced;
  }

  /** Resolves after the first list; rejects with the signal's reason when that comes first. */
  whenSynced(signal?: AbortSignal): Promise<void> {
    if (signal === undefined) return this.#synced.promise;
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', abort, { once: true });
      void this.#synced.promise.then(() => {
        signal.removeEventListener('abort', abort);
        resolve();
      });
    });
  }

  /** Whether changes arrive as they happen: the watch stands, and was heard of within its idle deadline. */
  isLive(): boolean {
    return this.#live;
  }

  /** Takes what a write of ours returned, so that the next read sees it. What the watch has passed already is ignored. */
  observe(object: KubeObject): void {
    this.#store.observe(object);
  }
}

function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
