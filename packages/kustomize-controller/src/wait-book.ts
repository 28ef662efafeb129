import { formatKey, type ObjectKey, type WakeRequest, type WakeSource } from '@sluice/core';
import { inventoryIdOf, type LiveChange, type ObjectTracker, type StatusName, type WaitedObject } from '@sluice/apply';

interface Wait {
  readonly key: ObjectKey;
  /** Inventory ids of what is not ready yet. */
  readonly ids: Set<string>;
}

/**
 * Who waits for which objects. A Kustomization is woken when all that it waits for are ready, or one of them failed or
 * went: no worker waits, and nothing is asked again and again.
 */
export class WaitBook implements WakeSource {
  readonly #waits = new Map<string, Wait>();
  readonly #waiters = new Map<string, Set<string>>();
  readonly #tracker: ObjectTracker;
  #wake: ((request: WakeRequest) => void) | undefined;

  constructor(tracker: ObjectTracker) {
    this.#tracker = tracker;
  }

  /** From now on `key` waits for exactly these. */
  await(key: ObjectKey, objects: readonly WaitedObject[]): void {
    this.release(key);
    const name = formatKey(key);
    const ids = new Set(objects.map(({ ref }) => inventoryIdOf(ref)));
    this.#waits.set(name, { key, ids });
    for (const id of ids) {
      const waiters = this.#waiters.get(id) ?? new Set();
      waiters.add(name);
      this.#waiters.set(id, waiters);
    }
    // What happened between the look at an object and now must not be missed.
    for (const { ref } of objects) {
      const record = this.#tracker.get(ref);
      if (record !== undefined) this.#settle(inventoryIdOf(ref), record.status.status);
    }
  }

  /** `key` waits for nothing any more. */
  release(key: ObjectKey): void {
    const name = formatKey(key);
    for (const id of this.#waits.get(name)?.ids ?? []) this.#leave(id, name);
    this.#waits.delete(name);
  }

  subscribe(wake: (request: WakeRequest) => void): () => void {
    this.#wake = wake;
    return this.#tracker.subscribe((change) => {
      this.#onChange(change);
    });
  }

  #onChange({ type, event }: LiveChange): void {
    const { namespace, name, status } = event.object;
    const id = inventoryIdOf({ ...type, namespace, name });
    if (this.#waiters.has(id)) this.#settle(id, event.type === 'deleted' ? 'NotFound' : status.status);
  }

  /** An object that is ready, failed, or gone is waited for no more. */
  #settle(id: string, status: StatusName): void {
    const waiters = this.#waiters.get(id);
    const isReady = status === 'Current';
    if (waiters === undefined || !(isReady || status === 'NotFound' || status === 'Failed')) return;
    for (const waiter of waiters) {
      const wait = this.#waits.get(waiter);
      if (wait === undefined) continue;
      wait.ids.delete(id);
      this.#leave(id, waiter);
      if (!isReady || wait.ids.size === 0) this.#wake?.({ key: wait.key, reason: 'health', priority: 5 });
    }
  }

  #leave(id: string, waiter: string): void {
    const waiters = this.#waiters.get(id);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.#waiters.delete(id);
  }
}
