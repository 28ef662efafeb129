import type { ObjectMeta } from '@sluice/objects';
import { managedDigest, type TakenManager } from '../live/managed-fields.ts';
import type { DesiredObject } from './desired-object.ts';
import type { LiveRecord } from '../live/live-record.ts';

/** How an object stood after we last applied or checked it. */
export interface AppliedRecord {
  /** What was applied. */
  readonly desired: DesiredObject;
  readonly uid: string;
  readonly managedDigest: string;
}

/**
 * What one owner last applied, by inventory id. Not kept across restarts: then the server is asked, as it is when
 * `forgetAll` makes a full check due. An object is left alone only while everything that is remembered still holds.
 */
export class AppliedMemory {
  readonly #records = new Map<string, AppliedRecord>();
  readonly #writing = new Map<string, number>();

  get(id: string): AppliedRecord | undefined {
    return this.#records.get(id);
  }

  /** Remembers how the server says that an object stands after our write or check. */
  remember(
    desired: DesiredObject,
    live: { readonly metadata: ObjectMeta; readonly taken: readonly TakenManager[] },
  ): void {
    const uid = live.metadata.uid ?? '';
    this.#records.set(desired.id, { desired, uid, managedDigest: managedDigest(live.metadata, live.taken) });
  }

  forget(id: string): void {
    this.#records.delete(id);
  }

  forgetAll(): void {
    this.#records.clear();
  }

  records(): Iterable<AppliedRecord> {
    return this.#records.values();
  }

  /** Runs a write; until it ends, what the watch says of the object is the effect of our own doing. */
  async whileWriting<T>(id: string, write: () => Promise<T>): Promise<T> {
    this.#writing.set(id, (this.#writing.get(id) ?? 0) + 1);
    try {
      return await write();
    } finally {
      const left = (this.#writing.get(id) ?? 1) - 1;
      if (left === 0) this.#writing.delete(id);
      else this.#writing.set(id, left);
    }
  }

  isWriting(id: string): boolean {
    return this.#writing.has(id);
  }
}

/** Whether a live object is still as we left it, whatever others wrote to fields that are not ours. */
export function isUntouched(applied: AppliedRecord, live: LiveRecord): boolean {
  return applied.uid === live.uid && applied.managedDigest === live.managedDigest;
}
