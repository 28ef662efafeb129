import type { ApiObject } from '../api-object.ts';
import { objectAt } from '../api-object.ts';
import type { Condition } from '../conditions.ts';
import { setCondition } from '../conditions.ts';
import { amend, internalDelete, internalWrite } from '../registry/internal.ts';
import type { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import type { StoreEvent } from '../store/store.ts';

const manager = 'kube-controller-manager';

/** Empties a namespace that is being deleted, then lets it go. */
export class NamespaceController {
  readonly #registry: Registry;
  readonly #namespaces: Resource;

  constructor(registry: Registry, namespaces: Resource) {
    this.#registry = registry;
    this.#namespaces = namespaces;
  }

  /** Takes one write of the store into account. */
  handle({ table, type, object }: StoreEvent): void {
    if (table === '/namespaces') {
      const started = type === 'MODIFIED' && object.metadata.deletionTimestamp !== undefined;
      if (started) this.#empty(object.metadata.name ?? '');
    } else if (type === 'DELETED' && object.metadata.namespace !== undefined) {
      this.#finish(object.metadata.namespace);
    }
  }

  #empty(name: string): void {
    const { store, catalog } = this.#registry;
    for (const table of store.tables()) {
      const resource = catalog.findStored(table);
      if (resource === undefined || !resource.namespaced) continue;
      for (const { metadata } of store.list(table, name)) {
        if (metadata.deletionTimestamp !== undefined) continue;
        this.#registry.delete(resource, name, metadata.name ?? '', internalDelete(undefined, 'Background'));
      }
    }
    this.#finish(name);
  }

  #finish(name: string): void {
    const { store, catalog } = this.#registry;
    const namespace = store.get('/namespaces', '', name);
    if (namespace?.metadata.deletionTimestamp === undefined) return;
    const left = store
      .tables()
      .filter((table) => catalog.findStored(table)?.namespaced === true && store.list(table, name).length > 0);
    if (left.length > 0) return this.#report(namespace, left);
    if (Object.keys(objectAt(namespace, 'spec')).length === 0) return;
    amend(this.#registry, this.#namespaces, namespace, internalWrite(manager, 'finalize'), (draft) => {
      draft['spec'] = {};
    });
  }

  /** Says what is still there, so that a namespace that hangs explains itself. */
  #report(namespace: ApiObject, left: readonly string[]): void {
    const { store, clock } = this.#registry;
    const counts = left.map((table) => ({
      table: qualified(table),
      objects: store.list(table, namespace.metadata.name),
    }));
    const content = counts.map(({ table, objects }) => `${table} has ${objects.length} resource instances`).join(', ');
    const finalizers = countFinalizers(counts.flatMap(({ objects }) => objects));
    amend(this.#registry, this.#namespaces, namespace, internalWrite(manager, 'status'), (draft) => {
      const status = objectAt(draft, 'status');
      for (const condition of conditions(content, finalizers)) setCondition(status, condition, clock.now());
      draft['status'] = status;
    });
  }
}

function qualified(table: string): string {
  const slash = table.indexOf('/');
  return `${table.slice(slash + 1)}.${table.slice(0, slash)}`;
}

function countFinalizers(objects: readonly ApiObject[]): string {
  const counts = new Map<string, number>();
  for (const { metadata } of objects)
    for (const name of metadata.finalizers ?? []) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} in ${count} resource instances`).join(', ');
}

function conditions(content: string, finalizers: string): readonly Condition[] {
  const fine = (type: string, reason: string, message: string): Condition => ({
    type,
    status: 'False',
    reason,
    message,
  });
  return [
    fine('NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'),
    fine(
      'NamespaceDeletionGroupVersionParsingFailure',
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ),
    fine(
      'NamespaceDeletionContentFailure',
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
    ),
    {
      type: 'NamespaceContentRemaining',
      status: 'True',
      reason: 'SomeResourcesRemain',
      message: `Some resources are remaining: ${content}`,
    },
    finalizers === ''
      ? fine('NamespaceFinalizersRemaining', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished')
      : {
          type: 'NamespaceFinalizersRemaining',
          status: 'True',
          reason: 'SomeFinalizersRemain',
          message: `Some content in the namespace has finalizers remaining: ${finalizers}`,
        },
  ];
}
