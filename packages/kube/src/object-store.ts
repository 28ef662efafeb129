import type { KubeObject } from '@sluice/objects';
import { compareResourceVersions } from './resource-version.ts';

/** A change of what a cache stores. `previous` is what was stored before. */
export type CacheEvent<Stored = KubeObject> =
  | { readonly type: 'added'; readonly object: Stored; readonly previous?: undefined }
  | { readonly type: 'updated'; readonly object: Stored; readonly previous: Stored }
  | { readonly type: 'deleted'; readonly object: Stored; readonly previous?: undefined };

export type CacheListener<Stored = KubeObject> = (event: CacheEvent<Stored>) => void;

interface Entry<Stored> {
  readonly uid: string;
  readonly version: string;
  readonly stored: Stored;
}

/**
 * The objects of one list, and who listens. Versions only go forward: events that come twice or out of order, and
 * answers to our own writes that the watch has passed already, change nothing.
 */
export class ObjectStore<Stored> {
  readonly #entries = new Map<string, Entry<Stored>>();
  readonly #listeners = new Set<CacheListener<Stored>>();
  readonly #transform: (object: KubeObject) => Stored;
  readonly #onListenerError: (error: unknown) => void;
  /** The watch has told everything up to here. */
  #seen = '0';

  constructor(transform: (object: KubeObject) => Stored, onListenerError: (error: unknown) => void) {
    this.#transform = transform;
    this.#onListenerError = onListenerError;
  }

  get(namespace: string | undefined, name: string): Stored | undefined {
    return this.#entries.get(keyFor(namespace, name))?.stored;
  }

  list(): Stored[] {
    return Array.from(this.#entries.values(), (entry) => entry.stored);
  }

  subscribe(listener: CacheListener<Stored>): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Makes the store what a list said, telling the differences. */
  replace(objects: readonly KubeObject[], version: string): void {
    const listed = new Set(objects.map(keyOf));
    for (const [key, entry] of this.#entries) {
      if (!listed.has(key) && compareResourceVersions(entry.version, version) <= 0) this.#remove(key, entry);
    }
    for (const object of objects) this.#put(object);
    this.#seen = version;
  }

  /** Nothing is there any more. */
  clear(): void {
    for (const [key, entry] of this.#entries) this.#remove(key, entry);
  }

  /** Takes one watch event. */
  apply(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubeObject): void {
    const version = versionOf(object);
    if (type === 'DELETED') this.#delete(object, version);
    else this.#put(object);
    this.advance(version);
  }

  /** A bookmark: nothing happened up to there. */
  advance(version: string): void {
    if (compareResourceVersions(version, this.#seen) > 0) this.#seen = version;
  }

  /** Takes what a write of ours returned. */
  observe(object: KubeObject): void {
    if (compareResourceVersions(versionOf(object), this.#seen) > 0) this.#put(object);
  }

  #put(object: KubeObject): void {
    const key = keyOf(object);
    const before = this.#entries.get(key);
    const uid = object.metadata.uid ?? '';
    if (before === undefined) {
      this.#entries.set(key, this.#entryOf(object, uid));
      this.#tell({ type: 'added', object: this.#storedAt(key) });
    } else if (before.uid !== uid) {
      // Deleted and created again between two looks: two objects, although they share a name.
      if (compareResourceVersions(versionOf(object), before.version) <= 0) return;
      this.#remove(key, before);
      this.#entries.set(key, this.#entryOf(object, uid));
      this.#tell({ type: 'added', object: this.#storedAt(key) });
    } else if (compareResourceVersions(versionOf(object), before.version) > 0) {
      this.#entries.set(key, this.#entryOf(object, uid));
      this.#tell({ type: 'updated', object: this.#storedAt(key), previous: before.stored });
    }
  }

  #delete(object: KubeObject, version: string): void {
    const key = keyOf(object);
    const before = this.#entries.get(key);
    if (before !== undefined && compareResourceVersions(version, before.version) >= 0) this.#remove(key, before);
  }

  #remove(key: string, entry: Entry<Stored>): void {
    this.#entries.delete(key);
    this.#tell({ type: 'deleted', object: entry.stored });
  }

  #entryOf(object: KubeObject, uid: string): Entry<Stored> {
    return { uid, version: versionOf(object), stored: this.#transform(object) };
  }

  #storedAt(key: string): Stored {
    return (this.#entries.get(key) as Entry<Stored>).stored;
  }

  /** A listener that throws must not stop the others, nor the watch. */
  #tell(event: CacheEvent<Stored>): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  }
}

function keyOf(object: KubeObject): string {
  return keyFor(object.metadata.namespace, object.metadata.name ?? '');
}

function keyFor(namespace: string | undefined, name: string): string {
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
}

function versionOf(object: KubeObject): string {
  return object.metadata.resourceVersion ?? '';
}
