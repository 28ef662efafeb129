import type { CacheEvent, WatchCache } from '@sluice/kube';
import type { Kind } from './kind.ts';
import type { ObjectKey, ReconciledObject } from './reconciled-object.ts';

/** A wish that an object be reconciled. */
export interface WakeRequest {
  readonly key: ObjectKey;
  /** Shown in logs and `run.reasons`: `artifact`, `dependency`, `drift`, … */
  readonly reason: string;
  /** Higher runs first; 0 is normal. Those whose inputs changed come before those that only note a revision. */
  readonly priority?: number;
  /** Not before then; an earlier wish for the same object wins. Default 0. */
  readonly afterMs?: number;
}

/** Something outside an object that wakes it: usually a watch of another kind, by `wakeOn`. */
export interface WakeSource {
  /** Calls `wake` from now on, until what it returns is called. */
  subscribe(wake: (request: WakeRequest) => void): () => void;
}

/**
 * Wakes objects of ours when an object of another kind changes. `mapping` names them; it runs on every event of the
 * cache, so it must be quick.
 */
export function wakeOn<Stored>(
  cache: WatchCache<Stored>,
  mapping: (event: CacheEvent<Stored>) => Iterable<WakeRequest>,
): WakeSource {
  return {
    subscribe: (wake) =>
      cache.subscribe((event) => {
        for (const request of mapping(event)) wake(request);
      }),
  };
}

export interface ControllerOptions<O extends ReconciledObject, Scope, Memory> {
  readonly kind: Kind<O, Scope, Memory>;
  /** The objects of this kind (and this shard); from `manager.cache(kind.type, …)`. */
  readonly cache: WatchCache;
  readonly wakeSources?: readonly WakeSource[];
  /** Runs at the same time. */
  readonly concurrency: number;
  /** Whose name status patches carry: `source-controller`, `gotk-kustomize-controller`. */
  readonly statusFieldManager: string;
}

/** A running controller of one kind. */
export interface Controller {
  /** Lower-case kind: label of metrics and field of logs. */
  readonly name: string;
  enqueue(request: WakeRequest): void;
}
