import type { KubeObject } from '@sluice/objects';
import { type CacheEvent, FenceClosedError, isConflict, isNotFound, type KubeClient } from '@sluice/kube';
import type { Clock } from './clock.ts';
import type { ControllerMetrics } from './controller-metrics.ts';
import type { Controller, ControllerOptions, WakeRequest } from './controller.ts';
import type { EventRecorder } from './events.ts';
import type { Logger } from './logger.ts';
import {
  formatKey,
  keyOf,
  parseKey,
  type ReconciledObject,
  requestedAtAnnotation,
  suspendedUntilAnnotation,
} from './reconciled-object.ts';
import type { NextRun } from './next-run.ts';
import { reconcileObject } from './reconcile-object.ts';
import type { ReconcileResult } from './reconcile-parts.ts';
import type { RunMemory } from './run.ts';
import { type WorkItem, WorkQueue } from './work-queue.ts';

export interface ObjectControllerParts {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly events: EventRecorder;
  readonly log: Logger;
  readonly metrics: ControllerMetrics;
  readonly minRetryDelayMs: number;
  readonly maxRetryDelayMs: number;
  /** Share by which intervals vary. */
  readonly intervalJitter: number;
}

/** A run was cancelled because its object is being deleted. */
class ObjectDeletedError extends Error {
  override readonly name = 'ObjectDeletedError';
}

/** The life of one kind: who is woken when, by whom it is worked on, and when it comes again. */
export class ObjectController<O extends ReconciledObject, Scope, Memory> implements Controller {
  readonly name: string;
  readonly #options: ControllerOptions<O, Scope, Memory>;
  readonly #parts: ObjectControllerParts;
  readonly #log: Logger;
  readonly #queue: WorkQueue;
  /** What kinds remember, by uid. */
  readonly #memories = new Map<string, Memory>();
  readonly #running = new Map<string, AbortController>();

  constructor(options: ControllerOptions<O, Scope, Memory>, parts: ObjectControllerParts) {
    this.name = options.kind.type.kind.toLowerCase();
    this.#options = options;
    this.#parts = parts;
    this.#log = parts.log.with({ controller: this.name, controllerKind: options.kind.type.kind });
    const { clock, minRetryDelayMs, maxRetryDelayMs, metrics } = parts;
    this.#queue = new WorkQueue({
      clock,
      minDelayMs: minRetryDelayMs,
      maxDelayMs: maxRetryDelayMs,
      onAdd: () => {
        metrics.added(this.name);
      },
      onRetry: () => {
        metrics.retried(this.name);
      },
    });
    metrics.watchDepth(this.name, () => this.#queue.depth);
  }

  enqueue(request: WakeRequest): void {
    const { key, reason, priority = 0, afterMs = 0 } = request;
    this.#queue.add(formatKey(key), { reason, priority, afterMs });
  }

  /** Listens from now on; objects that are in the cache already are woken. Call before the cache starts. */
  listen(): () => void {
    const { cache, wakeSources = [] } = this.#options;
    const stops = [
      cache.subscribe((event) => {
        this.#onOwnChange(event);
      }),
      ...wakeSources.map((source) =>
        source.subscribe((request) => {
          // A mapping may name objects that do not exist, or that another shard has.
          if (cache.get(request.key.namespace, request.key.name) !== undefined) this.enqueue(request);
        }),
      ),
    ];
    for (const object of cache.list()) this.enqueue({ key: keyOf(object), reason: 'created' });
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Works until the signal aborts; runs that are going on end first. */
  async work(signal: AbortSignal): Promise<void> {
    const workers = Array.from({ length: this.#options.concurrency }, () => this.#workOn(signal));
    await Promise.all(workers);
    this.#queue.close();
  }

  async #workOn(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let item: WorkItem;
      try {
        item = await this.#queue.take(signal);
      } catch {
        return;
      }
      try {
        await this.#process(item, signal);
      } finally {
        this.#queue.finish(item.key);
      }
    }
  }

  async #process(item: WorkItem, signal: AbortSignal): Promise<void> {
    const key = parseKey(item.key);
    const stored = this.#options.cache.get(key.namespace, key.name);
    if (stored === undefined) return;
    const startedAt = this.#parts.clock.monotonic();
    const run = new AbortController();
    this.#running.set(item.key, run);
    const { namespace, name } = key;
    const kind = this.#options.kind.type.kind;
    const log = this.#log.with({ [kind]: { name, namespace }, namespace, name });
    this.#parts.metrics.started(this.name, startedAt - item.readyAt);
    try {
      const result = await this.#reconcile(stored, { item, log, signal: AbortSignal.any([signal, run.signal]) });
      this.#schedule(item.key, result.next);
      if (result.released) this.#release(stored);
      this.#parts.metrics.ended(
        { controller: this.name, kind, namespace, name },
        result,
        this.#parts.clock.monotonic() - startedAt,
      );
    } catch (error) {
      if (signal.aborted || run.signal.aborted) return;
      if (isEveryday(error)) log.debug('run will be repeated', { error });
      else log.error('run failed, will be repeated', error);
      this.#queue.retry(item.key, { reason: 'retry' });
      this.#parts.metrics.failed(this.name);
    } finally {
      this.#running.delete(item.key);
      this.#parts.metrics.finished(this.name);
    }
  }

  #reconcile(
    stored: KubeObject,
    { item, log, signal }: { readonly item: WorkItem; readonly log: Logger; readonly signal: AbortSignal },
  ): Promise<ReconcileResult> {
    const { kind, cache, statusFieldManager } = this.#options;
    const { client, clock, events } = this.#parts;
    return reconcileObject(kind, stored, {
      client,
      clock,
      events,
      log,
      signal,
      memory: this.#memoryOf(stored.metadata.uid ?? ''),
      fieldManager: statusFieldManager,
      reasons: item.reasons,
      onWritten: (object) => {
        cache.observe(object);
      },
    });
  }

  #schedule(key: string, next: NextRun): void {
    if (next.kind !== 'backoff') this.#queue.resetFailures(key);
    switch (next.kind) {
      case 'never':
        break;
      case 'at-interval':
        this.#queue.add(key, { reason: 'interval', afterMs: jittered(next.intervalMs, this.#parts.intervalJitter) });
        break;
      case 'after':
        this.#queue.add(key, { reason: 'retry', afterMs: next.afterMs });
        break;
      case 'backoff':
        this.#queue.retry(key, { reason: 'retry', maxDelayMs: next.maxDelayMs });
        break;
    }
  }

  #onOwnChange(event: CacheEvent): void {
    const key = keyOf(event.object);
    switch (event.type) {
      case 'added':
        this.enqueue({ key, reason: 'created' });
        break;
      case 'updated':
        this.#onUpdate(event.previous, event.object);
        break;
      case 'deleted':
        this.#running.get(formatKey(key))?.abort(new ObjectDeletedError('the object was deleted'));
        this.#queue.drop(formatKey(key));
        this.#release(event.object);
        this.#parts.metrics.forget({ controller: this.name, kind: this.#options.kind.type.kind, ...key });
        break;
    }
  }

  #onUpdate(before: KubeObject, after: KubeObject): void {
    const key = keyOf(after);
    if (before.metadata.deletionTimestamp === undefined && after.metadata.deletionTimestamp !== undefined) {
      this.#running.get(formatKey(key))?.abort(new ObjectDeletedError('the object is being deleted'));
      this.enqueue({ key, reason: 'deleted' });
      return;
    }
    const reason =
      wakeReason(before, after) ?? (this.#options.kind.isWokenBy?.(before, after) === true ? 'changed' : undefined);
    if (reason !== undefined) this.enqueue({ key, reason });
  }

  #release(object: KubeObject): void {
    const { uid } = object.metadata;
    if (uid !== undefined) this.#memories.delete(uid);
    try {
      this.#options.kind.released?.(keyOf(object), uid);
    } catch (error) {
      this.#log.error('could not release an object', error, { ...keyOf(object) });
    }
  }

  #memoryOf(uid: string): RunMemory<Memory> {
    return {
      get: () => this.#memories.get(uid),
      set: (value) => {
        this.#memories.set(uid, value);
      },
      clear: () => {
        this.#memories.delete(uid);
      },
    };
  }
}

function wakeReason(before: KubeObject, after: KubeObject): string | undefined {
  if (before.metadata.generation !== after.metadata.generation) return 'generation';
  const changed = (name: string): boolean => before.metadata.annotations?.[name] !== after.metadata.annotations?.[name];
  if (changed(requestedAtAnnotation)) return 'requested';
  const isTimed = after.metadata.annotations?.[suspendedUntilAnnotation] !== undefined;
  return isTimed && changed(suspendedUntilAnnotation) ? 'suspension' : undefined;
}

/** Uniformly within ± `share` of the interval, so that objects that began together spread out. */
function jittered(intervalMs: number, share: number): number {
  return intervalMs * (1 - share + Math.random() * 2 * share);
}

/** A failure of the bookkeeping that is everyday: somebody else wrote, or the object went. */
function isEveryday(error: unknown): boolean {
  return isConflict(error) || isNotFound(error) || error instanceof FenceClosedError;
}
