import type { ApiObject } from '../api-object.ts';
import { History } from './history.ts';
import { Table, keyOf } from './table.ts';

/** One committed write. `previous` is what it replaced or deleted. */
export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** `group/resource` of the stored kind. */
  readonly table: string;
  readonly revision: number;
  readonly object: ApiObject;
  readonly previous: ApiObject | undefined;
}

export type StoreListener = (event: StoreEvent) => void;

/**
 * Objects by table, namespace and name, one counter of revisions over all of them, and a bounded history for watches that
 * resume. Listeners see every write in the order of revisions, also writes that a listener makes itself.
 */
export class Store {
  #revision = 1;
  readonly #tables = new Map<string, Table>();
  readonly #listeners = new Set<StoreListener>();
  readonly #undelivered: StoreEvent[] = [];
  readonly history: History;

  readonly #onListenerError: (error: unknown) => void;

  constructor(historyLimit: number, onListenerError: (error: unknown) => void) {
    this.history = new History(historyLimit);
    this.#onListenerError = onListenerError;
  }

  get revision(): number {
    return this.#revision;
  }

  get(table: string, namespace: string, name: string): ApiObject | undefined {
    return this.#tables.get(table)?.get(keyOf(namespace, name));
  }

  /** The objects of a table, or of one namespace of it, ordered by namespace and name. */
  list(table: string, namespace?: string): readonly ApiObject[] {
    return this.#tables.get(table)?.list(namespace) ?? [];
  }

  /** The same list as it was at an earlier revision; `undefined` when the history no longer reaches back so far. */
  listAt(table: string, revision: number, namespace?: string): readonly ApiObject[] | undefined {
    if (revision === this.#revision) return this.list(table, namespace);
    const events = this.history.since(revision, (event) => event.table === table);
    if (events === undefined) return undefined;
    const past = new Table(this.#tables.get(table));
    for (const event of events.toReversed()) past.undo(event);
    return past.list(namespace);
  }

  /** Number of objects in a table. */
  count(table: string): number {
    return this.#tables.get(table)?.size ?? 0;
  }

  tables(): readonly string[] {
    return [...this.#tables.keys()];
  }

  /** Writes a new object or a new version of one; sets its resourceVersion. The object belongs to the store afterwards. */
  put(table: string, object: ApiObject): ApiObject {
    const { namespace = '', name = '' } = object.metadata;
    const rows = this.#table(table);
    const previous = rows.get(keyOf(namespace, name));
    object.metadata.resourceVersion = String(++this.#revision);
    rows.set(keyOf(namespace, name), object);
    this.#commit({
      type: previous === undefined ? 'ADDED' : 'MODIFIED',
      table,
      revision: this.#revision,
      object,
      previous,
    });
    return object;
  }

  /** Removes an object; the event carries its last state with the revision of the removal. */
  remove(table: string, namespace: string, name: string): void {
    const rows = this.#table(table);
    const previous = rows.get(keyOf(namespace, name));
    if (previous === undefined) return;
    rows.delete(keyOf(namespace, name));
    const revision = ++this.#revision;
    const object = { ...previous, metadata: { ...previous.metadata, resourceVersion: String(revision) } };
    this.#commit({ type: 'DELETED', table, revision, object: object as ApiObject, previous });
  }

  /** Hears of every write until the returned function is called. */
  subscribe(listener: StoreListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #table(name: string): Table {
    let table = this.#tables.get(name);
    if (table === undefined) this.#tables.set(name, (table = new Table()));
    return table;
  }

  #commit(event: StoreEvent): void {
    this.history.add(event);
    this.#undelivered.push(event);
    // A listener that writes is inside this loop already: its event waits until all have seen the one before.
    if (this.#undelivered.length > 1) return;
    for (let next = this.#undelivered[0]; next !== undefined; next = this.#undelivered[0]) {
      for (const listener of this.#listeners) this.#deliver(listener, next);
      this.#undelivered.shift();
    }
  }

  /** A listener that fails must not keep the others from hearing. */
  #deliver(listener: StoreListener, event: StoreEvent): void {
    try {
      listener(event);
    } catch (error) {
      this.#onListenerError(error);
    }
  }
}
