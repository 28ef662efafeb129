import type { JsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { listAt, objectAt, textAt } from '../api-object.ts';
import type { Condition } from '../conditions.ts';
import { isTrueCondition, setCondition } from '../conditions.ts';
import { cleanupFinalizer } from '../crd/crd-strategy.ts';
import { customResources } from '../crd/custom-resource.ts';
import { amend, internalDelete, internalWrite } from '../registry/internal.ts';
import type { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import { tableOf } from '../registry/resource.ts';
import type { StoreEvent } from '../store/store.ts';

export const definitionsTable = 'apiextensions.k8s.io/customresourcedefinitions';

const established: readonly Condition[] = [
  { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' },
  {
    type: 'Established',
    status: 'True',
    reason: 'InitialNamesAccepted',
    message: 'the initial names have been accepted',
  },
];
/** Serves what CustomResourceDefinitions define, and removes their objects before they go. */
export class DefinitionController {
  readonly #registry: Registry;
  readonly #definitions: Resource;

  constructor(registry: Registry, definitions: Resource) {
    this.#registry = registry;
    this.#definitions = definitions;
  }

  /** Takes one write of the store into account. */
  handle(event: StoreEvent): void {
    if (event.table !== definitionsTable) return this.#handleInstance(event);
    if (event.type === 'DELETED') this.#unserve(event.object);
    else if (event.object.metadata.deletionTimestamp !== undefined) this.#terminate(event.object);
    else this.#serve(event.object);
  }

  #serve(definition: ApiObject): void {
    if (!isTrueCondition(definition, 'Established') || !hasAcceptedNames(definition)) {
      this.#establish(definition);
      return;
    }
    const { catalog } = this.#registry;
    const group = textAt(definition, 'spec', 'group') ?? '';
    const plural = textAt(definition, 'status', 'acceptedNames', 'plural') ?? '';
    const resources = customResources(definition);
    catalog.replace(group, plural, resources);
  }

  #establish(definition: ApiObject): void {
    const now = this.#registry.clock.now();
    const options = internalWrite('kube-apiserver', 'status');
    amend(this.#registry, this.#definitions, definition, options, (draft) => {
      const status = objectAt(draft, 'status');
      for (const condition of established) setCondition(status, condition, now);
      status['acceptedNames'] = { ...objectAt(draft, 'spec', 'names') };
      status['storedVersions'] ??= [];
      draft['status'] = status;
    });
  }

  #terminate(definition: ApiObject): void {
    if (definition.metadata.finalizers?.includes(cleanupFinalizer)) this.#removeInstances(definition);
  }

  #removeInstances(definition: ApiObject): void {
    const { store, catalog } = this.#registry;
    const table = tableOfDefinition(definition);
    const resource = catalog.findStored(table);
    for (const { metadata } of store.list(table)) {
      if (resource === undefined || metadata.deletionTimestamp !== undefined) continue;
      this.#registry.delete(resource, metadata.namespace ?? '', metadata.name ?? '', internalDelete());
    }
    if (store.count(table) > 0) return;
    this.#setFinalizers(
      definition,
      (definition.metadata.finalizers ?? []).filter((name) => name !== cleanupFinalizer),
    );
  }

  /** The last object of a kind that is going away lets its definition go. */
  #handleInstance(event: StoreEvent): void {
    if (event.type !== 'DELETED') return;
    const definition = this.#registry.store.get(definitionsTable, '', definitionName(event.table));
    if (definition?.metadata.deletionTimestamp !== undefined && this.#registry.store.count(event.table) === 0) {
      this.#removeInstances(definition);
    }
  }

  #setFinalizers(definition: ApiObject, finalizers: readonly string[]): void {
    amend(this.#registry, this.#definitions, definition, internalWrite('kube-apiserver', 'finalize'), (draft) => {
      draft.metadata.finalizers = [...finalizers];
    });
  }

  #unserve(definition: ApiObject): void {
    this.#registry.catalog.replace(
      textAt(definition, 'spec', 'group') ?? '',
      textAt(definition, 'spec', 'names', 'plural') ?? '',
      [],
    );
  }
}

/** The names of a definition can change after it was established, as by a new short name. */
function hasAcceptedNames(definition: ApiObject): boolean {
  const spec = objectAt(definition, 'spec', 'names');
  const accepted = objectAt(definition, 'status', 'acceptedNames');
  return (
    (['plural', 'singular', 'kind', 'listKind'] as const).every((key) => spec[key] === accepted[key]) &&
    sameList(spec, accepted, 'shortNames') &&
    sameList(spec, accepted, 'categories')
  );
}

function sameList(a: JsonObject, b: JsonObject, key: string): boolean {
  return listAt(a, key).join() === listAt(b, key).join();
}

function tableOfDefinition(definition: ApiObject): string {
  return tableOf(textAt(definition, 'spec', 'group') ?? '', textAt(definition, 'spec', 'names', 'plural') ?? '');
}

/** `apps/deployments` → `deployments.apps` */
function definitionName(table: string): string {
  const slash = table.indexOf('/');
  return `${table.slice(slash + 1)}.${table.slice(0, slash)}`;
}
