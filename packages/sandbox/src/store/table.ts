import type { ApiObject } from '../api-object.ts';
import type { StoreEvent } from './store.ts';

/** The key of an object within its table. Sorting keys sorts by namespace, then name, as etcd does. */
export function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

/** The objects of one kind, kept in the order of their keys. */
export class Table {
  readonly #objects: Map<string, ApiObject>;
  readonly #keys: string[];

  constructor(copyOf?: Table) {
    this.#objects = new Map(copyOf === undefined ? [] : copyOf.#objects);
    this.#keys = copyOf === undefined ? [] : [...copyOf.#keys];
  }

  get size(): number {
    return this.#keys.length;
  }

  get(key: string): ApiObject | undefined {
    return this.#objects.get(key);
  }

  set(key: string, object: ApiObject): void {
    if (!this.#objects.has(key)) this.#keys.splice(this.#position(key), 0, key);
    this.#objects.set(key, object);
  }

  delete(key: string): void {
    if (this.#objects.delete(key)) this.#keys.splice(this.#position(key), 1);
  }

  list(namespace?: string): ApiObject[] {
    const [from, to] = namespace === undefined ? [0, this.#keys.length] : this.#range(`${namespace}/`);
    const list: ApiObject[] = [];
    for (let index = from; index < to; index++) list.push(this.#objects.get(this.#keys[index] ?? '') as ApiObject);
    return list;
  }

  /** Takes one write back. */
  undo({ object, previous }: StoreEvent): void {
    const key = keyOf(object.metadata.namespace ?? '', object.metadata.name ?? '');
    if (previous === undefined) this.delete(key);
    else this.set(key, previous);
  }

  /** Keys are ASCII, and `0` follows `/`: the range of a prefix ends where the prefix with `0` would begin. */
  #range(prefix: string): [number, number] {
    return [this.#position(prefix), this.#position(`${prefix.slice(0, -1)}0`)];
  }

  #position(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] ?? '') < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
