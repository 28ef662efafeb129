import { createHash } from 'node:crypto';
import { formatKey, keyOf } from '@sluice/core';
import type { WatchCache } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';

/**
 * Finds Gates by the path of their webhook. Paths are secrets: they are looked up by a digest, so that the time it takes
 * tells nothing of how much of a guess was right.
 */
export class GateIndex {
  readonly #gates: WatchCache;
  readonly #byPath = new Map<string, Set<string>>();
  readonly #paths = new Map<string, string>();

  constructor(gates: WatchCache) {
    this.#gates = gates;
    gates.subscribe(({ type, object }) => {
      this.#forget(object);
      if (type !== 'deleted') this.#note(object);
    });
    for (const object of gates.list()) this.#note(object);
  }

  /** The Gate of that path, as the cache has it; none where two claim the path. */
  find(path: string): KubeObject | undefined {
    const keys = this.#byPath.get(digestOf(path));
    const [key = ''] = keys?.size === 1 ? keys : [];
    const slash = key.indexOf('/');
    return slash < 0 ? undefined : this.#gates.get(key.slice(0, slash), key.slice(slash + 1));
  }

  #note(object: KubeObject): void {
    const { webhookPath } = (object['status'] ?? {}) as { readonly webhookPath?: unknown };
    if (typeof webhookPath !== 'string' || webhookPath === '') return;
    const key = formatKey(keyOf(object));
    const digest = digestOf(webhookPath);
    this.#paths.set(key, digest);
    this.#byPath.set(digest, (this.#byPath.get(digest) ?? new Set()).add(key));
  }

  #forget(object: KubeObject): void {
    const key = formatKey(keyOf(object));
    const digest = this.#paths.get(key);
    if (digest === undefined) return;
    this.#paths.delete(key);
    const keys = this.#byPath.get(digest);
    keys?.delete(key);
    if (keys?.size === 0) this.#byPath.delete(digest);
  }
}

function digestOf(path: string): string {
  return createHash('sha256').update(path).digest('hex');
}
