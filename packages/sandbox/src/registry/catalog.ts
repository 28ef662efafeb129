import type { Resource } from './resource.ts';

/** The resources that are served now. CustomResourceDefinitions come and go; listeners hear of it. */
export class Catalog {
  readonly #resources = new Map<string, Resource>();
  readonly #listeners = new Set<() => void>();
  /** Raised whenever the set changes: an ETag for everything that is derived from it. */
  generation = 0;

  add(resource: Resource): void {
    this.#resources.set(keyOf(resource.group, resource.version, resource.resource), resource);
    this.#changed();
  }

  /** Removes every version of a resource. */
  remove(group: string, resource: string): void {
    for (const [key, served] of this.#resources) {
      if (served.group === group && served.resource === resource) this.#resources.delete(key);
    }
    this.#changed();
  }

  find(group: string, version: string, resource: string): Resource | undefined {
    return this.#resources.get(keyOf(group, version, resource));
  }

  findKind(apiVersion: string, kind: string): Resource | undefined {
    return this.all().find((resource) => resource.apiVersion === apiVersion && resource.kind === kind);
  }

  /** Any version of a resource, the storage version where it is served. */
  findStored(table: string): Resource | undefined {
    const served = this.all().filter((resource) => resource.table === table);
    return served.find((resource) => resource.version === resource.storageVersion) ?? served[0];
  }

  all(): readonly Resource[] {
    return [...this.#resources.values()];
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #changed(): void {
    this.generation++;
    for (const listener of this.#listeners) listener();
  }
}

function keyOf(group: string, version: string, resource: string): string {
  return `${group}/${version}/${resource}`;
}
