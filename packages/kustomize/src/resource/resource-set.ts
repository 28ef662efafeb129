import { behaviorOf, mergeGenerated } from './generated.ts';
import { idKey, idText, type ResourceId } from './ids.ts';
import type { Resource } from './resource.ts';

/** The resources of a build in order, no two with one id. */
export class ResourceSet {
  #list: Resource[];
  /** Keys of all ids; undefined when transformers may have changed some. */
  #ids: Set<string> | undefined;

  constructor(list: Resource[] = []) {
    this.#list = list;
  }

  get list(): Resource[] {
    return this.#list;
  }

  set list(list: Resource[]) {
    this.#list = list;
    this.#ids = undefined;
  }

  /** To be called after names, namespaces or kinds have changed. */
  forgetIds(): void {
    this.#ids = undefined;
  }

  /** A set of these resources; two with one id are refused. */
  static of(resources: readonly Resource[]): ResourceSet {
    const set = new ResourceSet();
    set.appendAll(resources);
    return set;
  }

  appendAll(resources: readonly Resource[]): void {
    this.#ids ??= new Set(this.#list.map((resource) => idKey(resource.id)));
    const known = this.#ids;
    for (const resource of resources) {
      const id = resource.id;
      const key = idKey(id);
      if (known.has(key)) throw new Error(`may not add resource with an already registered id: ${idText(id)}`);
      known.add(key);
      this.#list.push(resource);
    }
  }

  /** Adds generated resources, or merges them into those of the same id as their behavior says. */
  absorbAll(resources: readonly Resource[]): void {
    for (const resource of resources) this.#absorb(resource);
  }

  #absorb(generated: Resource): void {
    const id = generated.id;
    const behavior = behaviorOf(generated);
    const [match, another] = this.withAnyId(idKey(id));
    if (another !== undefined) throw new Error(`found multiple objects that could accept merge of ${idText(id)}`);
    if (match === undefined) {
      if (behavior === 'merge' || behavior === 'replace')
        throw new Error(`id ${idText(id)} does not exist; cannot merge or replace`);
      this.appendAll([generated]);
      return;
    }
    if (behavior !== 'merge' && behavior !== 'replace') {
      throw new Error(
        `id ${idText(id)} exists; can not use behavior: '${behavior}', behavior must be merge or replace`,
      );
    }
    mergeGenerated(generated, match, behavior);
    this.#list[this.#list.indexOf(match)] = generated;
    this.forgetIds();
  }

  /** Resources whose present or a former id has that key. */
  withAnyId(key: string): Resource[] {
    return this.list.filter((resource) => !resource.isEmpty && anyId(resource, (id) => idKey(id) === key));
  }

  matchingAnyId(matches: (id: ResourceId) => boolean): Resource[] {
    return this.list.filter((resource) => !resource.isEmpty && anyId(resource, matches));
  }

  /** The one resource that a patch with that id means. */
  getById(id: ResourceId): Resource {
    const found = this.withAnyId(idKey(id));
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    const problem = found.length > 1 ? 'multiple matches' : 'no matches';
    throw new Error(`${problem} for Id ${idText(id)}; failed to find unique target for patch ${idText(id)}`);
  }
}

function anyId(resource: Resource, matches: (id: ResourceId) => boolean): boolean {
  return matches(resource.id) || resource.previousIds().some(matches);
}
