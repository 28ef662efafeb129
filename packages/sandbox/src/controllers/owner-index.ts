import type { ApiObject } from '../api-object.ts';

export interface Located {
  readonly table: string;
  readonly object: ApiObject;
}

/** Where an object is. */
export interface Place {
  readonly table: string;
  readonly namespace: string;
  readonly name: string;
}

/** Objects by their uid, and by the uids of their owners. */
export class OwnerIndex {
  readonly #places = new Map<string, Place>();
  readonly #owners = new Map<string, readonly string[]>();
  readonly #dependents = new Map<string, Set<string>>();

  /** Takes in an object or its new state. */
  add(table: string, { metadata }: ApiObject): void {
    const { uid = '', namespace = '', name = '' } = metadata;
    if (!this.#places.has(uid)) this.#places.set(uid, { table, namespace, name });
    const before = this.#owners.get(uid) ?? [];
    const owners = (metadata.ownerReferences ?? []).map((owner) => owner.uid);
    if (before.length === 0 && owners.length === 0) return;
    this.#disown(uid, before);
    for (const owner of owners) this.#dependentsOf(owner).add(uid);
    if (owners.length === 0) this.#owners.delete(uid);
    else this.#owners.set(uid, owners);
  }

  remove({ metadata }: ApiObject): void {
    const { uid = '' } = metadata;
    this.#places.delete(uid);
    this.#disown(uid, this.#owners.get(uid) ?? []);
    this.#owners.delete(uid);
  }

  placeOf(uid: string): Place | undefined {
    return this.#places.get(uid);
  }

  dependentsOf(uid: string): readonly Place[] {
    return [...(this.#dependents.get(uid) ?? [])].flatMap((dependent) => this.#places.get(dependent) ?? []);
  }

  #disown(uid: string, owners: readonly string[]): void {
    for (const owner of owners) {
      const dependents = this.#dependents.get(owner);
      dependents?.delete(uid);
      if (dependents?.size === 0) this.#dependents.delete(owner);
    }
  }

  #dependentsOf(owner: string): Set<string> {
    let dependents = this.#dependents.get(owner);
    if (dependents === undefined) this.#dependents.set(owner, (dependents = new Set()));
    return dependents;
  }
}
