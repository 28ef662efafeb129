import type { KubeObject, ObjectRef, TypeRef } from '@sluice/objects';
import {
  type CacheEvent,
  type KubeClient,
  NoKindMatchError,
  systemTimers,
  type Timers,
  WatchCache,
  type WatchProblem,
} from '@sluice/kube';
import { formatGroupKind } from '../object/object-name.ts';
import { ownedSelector } from '../object/owner.ts';
import { liveRecordOf, type LiveRecord } from './live-record.ts';
import type { TakenManager } from './managed-fields.ts';

/** A managed object changed in the cluster. */
export interface LiveChange {
  readonly type: TypeRef;
  readonly event: CacheEvent<LiveRecord>;
}

export interface ObjectTrackerOptions {
  readonly client: KubeClient;
  readonly taken: readonly TakenManager[];
  /** Wall time, milliseconds. */
  readonly now: () => number;
  readonly timers?: Timers;
  /** Told of each failure of a watch; it goes on by itself. */
  readonly onProblem?: (type: TypeRef, problem: WatchProblem) => void;
}

/** How long a pass waits for the first list of a kind before it does without the watch. */
const syncTimeoutMs = 5000;

/** Kinds whose metadata says all that is needed: they have no status that health depends on. */
const metadataOnlyKinds: ReadonlySet<string> = new Set([
  'ConfigMap',
  'Secret',
  'ServiceAccount',
  'LimitRange',
  'rbac.authorization.k8s.io/Role',
  'rbac.authorization.k8s.io/RoleBinding',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'batch/CronJob',
  'policy/PodDisruptionBudget',
  'storage.k8s.io/StorageClass',
  'scheduling.k8s.io/PriorityClass',
  'networking.k8s.io/NetworkPolicy',
  'networking.k8s.io/IngressClass',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
]);

/**
 * Watches what Kustomizations manage: one watch per kind, of the objects that carry the owner label, keeping a small
 * record of each. Kinds are added as they are met and stay for the life of the tracker. A kind that cannot be watched
 * (not served, not allowed) is never live, and its objects are then read one by one by those who need them.
 */
export class ObjectTracker {
  readonly #options: ObjectTrackerOptions;
  readonly #signal: AbortSignal;
  readonly #caches = new Map<string, WatchCache<LiveRecord>>();
  readonly #listeners = new Set<(change: LiveChange) => void>();

  /** Lives until `signal` aborts. */
  constructor(options: ObjectTrackerOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  /** Makes sure that the kinds are watched. Resolves when their lists are in, at the latest when `signal` aborts. */
  async watch(types: Iterable<TypeRef>, signal: AbortSignal): Promise<void> {
    const byKind = new Map([...types].map((type) => [formatGroupKind(type), type]));
    await Promise.all([...byKind.values()].map((type) => this.#watchKind(type, signal)));
  }

  /** Whether what `get` says of a kind can be relied on now: listed, and the watch heard of lately. */
  isLive(type: TypeRef): boolean {
    return this.#caches.get(formatGroupKind(type))?.isLive() === true;
  }

  /** Whether the kind was listed at least once: what `get` does not know was then not there, at least lately. */
  isListed(type: TypeRef): boolean {
    return this.#caches.get(formatGroupKind(type))?.hasSynced() === true;
  }

  /** The record of an object that carries the owner label; `undefined` also when its kind is not watched. */
  get(ref: ObjectRef): LiveRecord | undefined {
    return this.#caches.get(formatGroupKind(ref))?.get(ref.namespace, ref.name);
  }

  /** Takes what a write of our own returned, so that the next `get` knows it. */
  observe(object: KubeObject): void {
    this.#caches.get(formatGroupKind(object))?.observe(object);
  }

  /** Calls `listener` on every change until what it returns is called. */
  subscribe(listener: (change: LiveChange) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  async #watchKind(type: TypeRef, signal: AbortSignal): Promise<void> {
    const key = formatGroupKind(type);
    const known = this.#caches.get(key);
    if (known?.hasSynced() === true) return;
    const cache = known ?? (await this.#open(type, key));
    if (cache === undefined || cache.hasSynced()) return;
    await this.#whenSynced(cache, signal);
  }

  async #whenSynced(cache: WatchCache<LiveRecord>, signal: AbortSignal): Promise<void> {
    const timers = this.#options.timers ?? systemTimers;
    const deadline = new AbortController();
    const cancel = timers.setTimer(syncTimeoutMs, () => {
      deadline.abort();
    });
    await cache.whenSynced(AbortSignal.any([signal, deadline.signal])).catch(() => undefined);
    cancel();
  }

  async #open(type: TypeRef, key: string): Promise<WatchCache<LiveRecord> | undefined> {
    try {
      await this.#options.client.discovery.resourceFor(type);
    } catch (error) {
      // The apply itself then says what is wrong; a kind that comes later is watched by the next pass.
      if (error instanceof NoKindMatchError) return undefined;
      throw error;
    }
    // Another pass may have opened it while discovery was asked.
    const opened = this.#caches.get(key);
    if (opened !== undefined) return opened;
    const cache = this.#createCache(type, key);
    this.#caches.set(key, cache);
    void cache.start(this.#signal);
    return cache;
  }

  #createCache(type: TypeRef, key: string): WatchCache<LiveRecord> {
    const { client, taken, now, timers, onProblem } = this.#options;
    const cache = new WatchCache<LiveRecord>(client, {
      type,
      ...(timers === undefined ? {} : { timers }),
      onProblem: (problem) => onProblem?.(type, problem),
      labelSelector: ownedSelector,
      metadataOnly: metadataOnlyKinds.has(key),
      transform: (object) => liveRecordOf(object, type, { taken, nowMs: now() }),
    });
    cache.subscribe((event) => {
      for (const listener of this.#listeners) listener({ type, event });
    });
    return cache;
  }
}
