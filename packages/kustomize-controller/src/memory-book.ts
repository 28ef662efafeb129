import { formatKey, type ObjectKey } from '@sluice/core';
import type { KustomizationMemory } from './memory.ts';

/** What is remembered of each Kustomization, by its name: for watches, which know objects by their owner's name. */
export class MemoryBook {
  readonly #memories = new Map<string, KustomizationMemory>();

  add(memory: KustomizationMemory): void {
    this.#memories.set(formatKey(memory.key), memory);
  }

  get(key: ObjectKey): KustomizationMemory | undefined {
    return this.#memories.get(formatKey(key));
  }

  /** Forgets it, unless another object of that name has come in the meantime. */
  remove(key: ObjectKey, uid: string | undefined): void {
    if (uid === undefined || this.get(key)?.uid === uid) this.#memories.delete(formatKey(key));
  }

  all(): Iterable<KustomizationMemory> {
    return this.#memories.values();
  }
}
