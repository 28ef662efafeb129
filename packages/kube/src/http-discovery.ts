import type { TypeRef } from '@sluice/objects';
import { NoKindMatchError } from './api-error.ts';
import type { Discovery, ResourceInfo } from './client.ts';
import { readAggregated } from './read-aggregated-discovery.ts';
import { readLegacy } from './read-legacy-discovery.ts';
import type { Session } from './session.ts';
import { systemTimers, type Timers } from './timers.ts';

/** Not asked again before this: a kind that is missing must not cost two requests for each object of it. */
const refreshIntervalMs = 1000;

/** Discovery over HTTP, kept in memory. Callers at the same time share one reading, so none of them can cancel it. */
export class HttpDiscovery implements Discovery {
  readonly #session: Session;
  readonly #timers: Timers;
  #known: ReadonlyMap<string, ResourceInfo> | undefined;
  #readAt = 0;
  #reading: Promise<ReadonlyMap<string, ResourceInfo>> | undefined;

  constructor(session: Session, timers: Timers = systemTimers) {
    this.#session = session;
    this.#timers = timers;
  }

  async resourceFor(type: TypeRef): Promise<ResourceInfo> {
    const key = keyOf(type);
    const known = this.#known?.get(key);
    if (known !== undefined) return known;
    const fresh = this.#isFresh() ? this.#known : await this.#read();
    const found = fresh?.get(key);
    if (found === undefined) throw new NoKindMatchError(type.apiVersion, type.kind);
    return found;
  }

  async all(): Promise<readonly ResourceInfo[]> {
    return [...(this.#known ?? (await this.#read())).values()];
  }

  invalidate(): void {
    this.#known = undefined;
  }

  #isFresh(): boolean {
    return this.#known !== undefined && this.#timers.monotonic() - this.#readAt < refreshIntervalMs;
  }

  #read(): Promise<ReadonlyMap<string, ResourceInfo>> {
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readAll(): Promise<ReadonlyMap<string, ResourceInfo>> {
    const resources = await readResources(this.#session);
    const known = new Map<string, ResourceInfo>();
    for (const resource of resources) {
      const key = keyOf(resource);
      if (!known.has(key)) known.set(key, resource);
    }
    this.#known = known;
    this.#readAt = this.#timers.monotonic();
    return known;
  }
}

async function readResources(session: Session): Promise<ResourceInfo[]> {
  return (await readAggregated(session)) ?? readLegacy(session);
}

function keyOf(type: TypeRef): string {
  return `${type.apiVersion}/${type.kind}`;
}
