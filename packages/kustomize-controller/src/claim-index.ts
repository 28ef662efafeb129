import { listAt, textAt } from '@sluice/apply';
import type { WatchCache } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';

/** Which Kustomizations have an object in their inventories: an object that another one has is not deleted. */
export class ClaimIndex {
  readonly #claims = new Map<string, Set<string>>();

  constructor(cache: WatchCache) {
    for (const object of cache.list()) this.#add(object);
    cache.subscribe((event) => {
      if (event.previous !== undefined) {
        if (inventoryOf(event.previous) === inventoryOf(event.object)) return;
        this.#remove(event.previous);
      }
      if (event.type === 'deleted') this.#remove(event.object);
      else this.#add(event.object);
    });
  }

  /** Whether a Kustomization other than the one with that uid has it. */
  isClaimed(id: string, uid: string): boolean {
    const claimants = this.#claims.get(id);
    if (claimants === undefined) return false;
    return claimants.size > (claimants.has(uid) ? 1 : 0);
  }

  #add(object: KubeObject): void {
    for (const id of idsOf(object)) {
      const claimants = this.#claims.get(id) ?? new Set();
      claimants.add(object.metadata.uid ?? '');
      this.#claims.set(id, claimants);
    }
  }

  #remove(object: KubeObject): void {
    for (const id of idsOf(object)) {
      const claimants = this.#claims.get(id);
      claimants?.delete(object.metadata.uid ?? '');
      if (claimants?.size === 0) this.#claims.delete(id);
    }
  }
}

function idsOf(object: KubeObject): readonly string[] {
  return listAt(object, 'status', 'inventory', 'entries').flatMap((entry) => textAt(entry, 'id') ?? []);
}

function inventoryOf(object: KubeObject): string {
  return idsOf(object).join(' ');
}
