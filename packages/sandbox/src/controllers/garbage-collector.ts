import type { ApiObject } from '../api-object.ts';
import { foregroundFinalizer, orphanFinalizer } from '../registry/deletion.ts';
import { amend, internalDelete, internalWrite } from '../registry/internal.ts';
import type { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import type { StoreEvent } from '../store/store.ts';
import { OwnerIndex } from './owner-index.ts';
import type { Located } from './owner-index.ts';

const manager = 'kube-controller-manager';

/**
 * Deletes what has lost its owners, and carries out the propagation policies that a deletion leaves as finalizers:
 * `orphan` lets the dependents go free first, `foregroundDeletion` waits for them.
 */
export class GarbageCollector {
  readonly #registry: Registry;
  readonly #index = new OwnerIndex();

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** Takes one write of the store into account. */
  handle(event: StoreEvent): void {
    const { object } = event;
    if (event.type === 'DELETED') return this.#deleted(event);
    this.#index.add(event.table, object);
    const { namespace = '', name = '' } = object.metadata;
    const [current] = this.#current(event.table, namespace, name);
    if (current?.object.metadata.uid !== object.metadata.uid || current === undefined) return;
    if (current.object.metadata.deletionTimestamp !== undefined) this.#propagate(current);
    else if (event.type === 'ADDED') this.#checkOwners(current);
  }

  #deleted({ object, previous }: StoreEvent): void {
    this.#index.remove(previous ?? object);
    for (const dependent of this.#dependents(object)) this.#checkOwners(dependent);
    for (const owner of object.metadata.ownerReferences ?? []) {
      const found = this.#locate(owner.uid);
      if (found?.object.metadata.deletionTimestamp !== undefined) this.#propagate(found);
    }
  }

  #propagate(owner: Located): void {
    const { finalizers = [] } = owner.object.metadata;
    if (finalizers.includes(orphanFinalizer)) this.#orphan(owner);
    else if (finalizers.includes(foregroundFinalizer)) this.#deleteForeground(owner);
  }

  #orphan(owner: Located): void {
    const { uid } = owner.object.metadata;
    for (const dependent of this.#dependents(owner.object)) this.#dropOwners(dependent, (each) => each === uid);
    this.#dropFinalizer(owner, orphanFinalizer);
  }

  #deleteForeground(owner: Located): void {
    const dependents = this.#dependents(owner.object);
    for (const dependent of dependents)
      if (dependent.object.metadata.deletionTimestamp === undefined) this.#checkOwners(dependent);
    const { uid } = owner.object.metadata;
    const isBlocking = ({ object }: Located): boolean =>
      object.metadata.ownerReferences?.some((each) => each.uid === uid && each.blockOwnerDeletion === true) === true;
    if (!this.#dependents(owner.object).some(isBlocking)) this.#dropFinalizer(owner, foregroundFinalizer);
  }

  /** Deletes an object that no living owner holds; drops references to dead owners where another holds it. */
  #checkOwners(dependent: Located): void {
    const owners = dependent.object.metadata.ownerReferences ?? [];
    if (owners.length === 0) return;
    const alive = new Set(owners.filter((owner) => this.#isAlive(owner.uid, dependent)).map((owner) => owner.uid));
    if (alive.size === owners.length) return;
    if (alive.size > 0) return this.#dropOwners(dependent, (uid) => !alive.has(uid));
    const { metadata } = dependent.object;
    if (metadata.deletionTimestamp !== undefined) return;
    const waits =
      owners.some((owner) => this.#locate(owner.uid) !== undefined) && this.#dependents(dependent.object).length > 0;
    const options = internalDelete(metadata.uid, waits ? 'Foreground' : policyOf(dependent.object));
    this.#registry.delete(this.#resource(dependent), metadata.namespace ?? '', metadata.name ?? '', options);
  }

  /** An owner that waits for its dependents holds them no longer. */
  #isAlive(uid: string, { object }: Located): boolean {
    const owner = this.#locate(uid);
    if (owner === undefined) return false;
    const { namespace, deletionTimestamp, finalizers = [] } = owner.object.metadata;
    if (namespace !== undefined && namespace !== object.metadata.namespace) return false;
    return deletionTimestamp === undefined || !finalizers.includes(foregroundFinalizer);
  }

  #dropOwners(dependent: Located, isDropped: (uid: string) => boolean): void {
    amend(this.#registry, this.#resource(dependent), dependent.object, internalWrite(manager), (draft) => {
      draft.metadata.ownerReferences = (draft.metadata.ownerReferences ?? []).filter((owner) => !isDropped(owner.uid));
    });
  }

  #dropFinalizer(owner: Located, finalizer: string): void {
    amend(this.#registry, this.#resource(owner), owner.object, internalWrite(manager), (draft) => {
      draft.metadata.finalizers = (draft.metadata.finalizers ?? []).filter((name) => name !== finalizer);
    });
  }

  #dependents({ metadata }: ApiObject): readonly Located[] {
    return this.#index
      .dependentsOf(metadata.uid ?? '')
      .flatMap((place) => this.#current(place.table, place.namespace, place.name));
  }

  #locate(uid: string): Located | undefined {
    const place = this.#index.placeOf(uid);
    return place === undefined ? undefined : this.#current(place.table, place.namespace, place.name)[0];
  }

  #current(table: string, namespace: string, name: string): Located[] {
    const object = this.#registry.store.get(table, namespace, name);
    return object === undefined ? [] : [{ table, object }];
  }

  #resource({ table }: Located): Resource {
    const resource = this.#registry.catalog.findStored(table);
    if (resource === undefined) throw new Error(`nothing serves ${table} any longer`);
    return resource;
  }
}

function policyOf({ metadata }: ApiObject): 'Orphan' | 'Foreground' | 'Background' {
  if (metadata.finalizers?.includes(orphanFinalizer) === true) return 'Orphan';
  return metadata.finalizers?.includes(foregroundFinalizer) === true ? 'Foreground' : 'Background';
}
