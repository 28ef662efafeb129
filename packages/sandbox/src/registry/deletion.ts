import type { ApiObject } from '../api-object.ts';
import type { Clock } from '../clock.ts';
import { timestamp } from '../clock.ts';
import { conflict } from '../status-error.ts';
import type { Store } from '../store/store.ts';
import type { Resource } from './resource.ts';
import type { DeleteOptions } from './write-options.ts';

export const orphanFinalizer = 'orphan';
export const foregroundFinalizer = 'foregroundDeletion';

/** Removal of objects: preconditions, grace periods, and finalizers that hold an object until others let go. */
export class Deletion {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** `gone` is false where the object stays with a deletionTimestamp. */
  delete(resource: Resource, live: ApiObject, options: DeleteOptions): { object: ApiObject; gone: boolean } {
    checkPreconditions(resource, live, options.preconditions);
    const finalizers = finalizersAfter(resource, live, options);
    const grace = this.#graceSeconds(resource, live, options);
    if (grace === undefined) return { object: live, gone: false };
    const gone = grace === 0 && finalizers.length === 0 && resource.strategy.isHeld?.(live) !== true;
    // A kind with grace periods is marked also where the period is over at once: watchers see both.
    const isMarked = !gone || resource.strategy.gracePeriodSeconds !== undefined;
    const object = isMarked ? this.#mark(resource, live, finalizers, grace, options.dryRun) : live;
    return { object: gone ? this.finish(resource, object, options.dryRun) : object, gone };
  }

  /** Removes an object that nothing holds any longer. Answers its last state. */
  finish(resource: Resource, object: ApiObject, dryRun: boolean): ApiObject {
    const { namespace = '', name = '' } = object.metadata;
    if (!dryRun) this.#store.remove(resource.table, namespace, name);
    return object;
  }

  #mark(resource: Resource, live: ApiObject, finalizers: readonly string[], grace: number, dryRun: boolean): ApiObject {
    const first = live.metadata.deletionTimestamp === undefined;
    const metadata = { ...live.metadata };
    if (finalizers.length === 0) delete metadata.finalizers;
    else metadata.finalizers = [...finalizers];
    if (first || grace < (live.metadata.deletionGracePeriodSeconds ?? 0))
      this.#setTime(metadata, resource, live, grace);
    if (isSame(metadata, live)) return live;
    const marked = { ...live, metadata } as ApiObject;
    if (first) resource.strategy.prepareForDeletion?.(marked);
    return dryRun ? marked : this.#store.put(resource.table, marked);
  }

  /** Namespaces and definitions have a deletion of their own, which sets the time and nothing else. */
  #setTime(metadata: ApiObject['metadata'], { strategy }: Resource, live: ApiObject, grace: number): void {
    metadata.deletionTimestamp = timestamp(this.#deletionTime(live, grace));
    if (strategy.prepareForDeletion !== undefined) return;
    metadata.deletionGracePeriodSeconds = grace;
    const first = live.metadata.deletionTimestamp === undefined;
    if (first && metadata.generation !== undefined) metadata.generation += 1;
  }

  /** A shorter period moves the time back, but never into the past. */
  #deletionTime({ metadata }: ApiObject, grace: number): number {
    const now = this.#clock.now();
    if (metadata.deletionTimestamp === undefined) return now + grace * 1000;
    const shortened =
      Date.parse(metadata.deletionTimestamp) + (grace - (metadata.deletionGracePeriodSeconds ?? 0)) * 1000;
    return Math.max(now, shortened);
  }

  /** `undefined` when a deletion with a period that is not longer is under way already. */
  #graceSeconds(resource: Resource, live: ApiObject, options: DeleteOptions): number | undefined {
    const requested = options.gracePeriodSeconds === undefined ? undefined : clampGrace(options.gracePeriodSeconds);
    const pending = live.metadata.deletionGracePeriodSeconds ?? 0;
    if (live.metadata.deletionTimestamp !== undefined && pending > 0) {
      return requested === undefined || requested >= pending ? undefined : requested;
    }
    return resource.strategy.gracePeriodSeconds?.(live, requested) ?? 0;
  }
}

/** Negative periods mean one second. */
function clampGrace(seconds: number): number {
  return seconds < 0 ? 1 : seconds;
}

function isSame(metadata: ApiObject['metadata'], { metadata: live }: ApiObject): boolean {
  return (
    metadata.deletionTimestamp === live.deletionTimestamp &&
    metadata.deletionGracePeriodSeconds === live.deletionGracePeriodSeconds &&
    (metadata.finalizers ?? []).join() === (live.finalizers ?? []).join()
  );
}

function checkPreconditions(
  resource: Resource,
  { metadata }: ApiObject,
  { uid, resourceVersion }: DeleteOptions['preconditions'],
): void {
  const { name = '' } = metadata;
  const subject = { group: resource.group, resource: resource.kind };
  if (uid !== undefined && uid !== metadata.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`;
    throw conflict(subject, name, why);
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`;
    throw conflict(subject, name, why);
  }
}

/** The propagation policy is kept as a finalizer that the garbage collector removes when it has done its part. */
function finalizersAfter(resource: Resource, live: ApiObject, { propagationPolicy }: DeleteOptions): readonly string[] {
  const present = live.metadata.finalizers ?? [];
  const others = present.filter((name) => name !== orphanFinalizer && name !== foregroundFinalizer);
  if (propagationPolicy === 'Orphan') return [...others, orphanFinalizer];
  if (propagationPolicy === 'Foreground') return [...others, foregroundFinalizer];
  if (propagationPolicy === 'Background') return others;
  if (present.includes(orphanFinalizer) || present.includes(foregroundFinalizer)) return present;
  return resource.strategy.orphansByDefault ? [...others, orphanFinalizer] : others;
}
