import type { Resource } from './resource.ts';

interface CatalogIndex {
  readonly all: readonly Resource[];
  readonly byKind: ReadonlyMap<string, Resource>;
  readonly byTable: ReadonlyMap<string, Resource>;
}

/** The resources that are served now. CustomResourceDefinitions come and go; listeners hear of it. */
export class Catalog {
  readonly #resources = new Map<string, Resource>();
  #indexed: CatalogIndex | undefined;
  readonly #listeners = new Set<() => void>();
  /** Raised whenever the set changes: an ETag for everything that is derived from it. */
  generation = 0;

  add(resource: Resource): void {
    this.#resources.set(keyOf(resource.group, resource.version, resource.resource), resource);
    this.#changed();
  }

  /** Serves these versions of a resource and no others; none when the list is empty. */
  replace(group: string, resource: string, versions: readonly Resource[]): void {
    const kinds = new Set(versions.map(({ kind }) => kind));
    for (const [key, served] of this.#resources) {
      const isGuess = served.origin === 'lenient' && kinds.has(served.kind);
      if (served.group === group && (served.resource === resource || isGuess)) this.#resources.delete(key);
    }
    for (const each of versions) this.#resources.set(keyOf(each.group, each.version, each.resource), each);
    this.#changed();
  }

  find(group: string, version: string, resource: string): Resource | undefined {
    return this.#resources.get(keyOf(group, version, resource));
  }

  findKind(apiVersion: string, kind: string): Resource | undefined {
    return this.#index().byKind.get(`${apiVersion} ${kind}`);
  }

  /** Any version of a resource, the storage version where it is served. */
  findStored(table: string): Resource | undefined {
    return this.#index().byTable.get(table);
  }

  all(): readonly Resource[] {
    return this.#index().all;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #index(): CatalogIndex {
    return (this.#indexed ??= indexOf([...this.#resources.values()]));
  }

  #changed(): void {
    this.generation++;
    this.#indexed = undefined;
    for (const listener of this.#listeners) listener();
  }
}

function indexOf(all: readonly Resource[]): CatalogIndex {
  const byKind = new Map<string, Resource>();
  const byTable = new Map<string, Resource>();
  for (const resource of all) {
    const kind = `${resource.apiVersion} ${resource.kind}`;
    if (!byKind.has(kind)) byKind.set(kind, resource);
    if (!byTable.has(resource.table) || resource.version === resource.storageVersion)
      byTable.set(resource.table, resource);
  }
  return { all, byKind, byTable };
}

function keyOf(group: string, version: string, resource: string): string {
  return `${group}/${version}/${resource}`;
}
