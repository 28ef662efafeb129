import type { GitObject } from '../object/git-object.ts';
import { ObjectStore } from '../object/object-store.ts';
import type { Pack } from '../pack/pack.ts';

/** What was fetched, with what was made on top of it and is still to be sent. */
export class StagedObjects {
  readonly #fetched: Pack | undefined;
  readonly #made = new ObjectStore();
  readonly #unsent = new Map<string, GitObject>();

  constructor(fetched: Pack | undefined) {
    this.#fetched = fetched;
  }

  async read(oid: string): Promise<GitObject | undefined> {
    return this.#made.read(oid) ?? (await this.#fetched?.read(oid));
  }

  /** Gives the id. What the remote has is not sent again. */
  write(object: GitObject): string {
    const oid = this.#made.write(object);
    if (this.#fetched?.has(oid) !== true) this.#unsent.set(oid, object);
    return oid;
  }

  get unsent(): readonly GitObject[] {
    return [...this.#unsent.values()];
  }

  markSent(): void {
    this.#unsent.clear();
  }
}
