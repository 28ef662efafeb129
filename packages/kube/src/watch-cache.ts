import type { KubeObject, TypeRef } from '@sluice/objects';
import type { KubeClient } from './client.ts';

/** A change of what a cache stores. `previous` is what was stored before. */
export type CacheEvent<Stored = KubeObject> =
  | { readonly type: 'added'; readonly object: Stored; readonly previous?: undefined }
  | { readonly type: 'updated'; readonly object: Stored; readonly previous: Stored }
  | { readonly type: 'deleted'; readonly object: Stored; readonly previous?: undefined };

export type CacheListener<Stored = KubeObject> = (event: CacheEvent<Stored>) => void;

export interface WatchCacheOptions<Stored> {
  readonly type: TypeRef;
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly metadataOnly?: boolean;
  readonly transform?: (object: KubeObject) => Stored;
}

export interface WatchCache<Stored = KubeObject> {
  readonly type: TypeRef;
  get(namespace: string | undefined, name: string): Stored | undefined;
  list(): Stored[];
  subscribe(listener: CacheListener<Stored>): () => void;
  hasSynced(): boolean;
  whenSynced(signal?: AbortSignal): Promise<void>;
  isLive(): boolean;
  /** Takes what a write of our own returned, so that the next read sees it. Older versions are ignored. */
  observe(object: KubeObject): void;
  start(signal: AbortSignal): Promise<void>;
}
export type WatchCacheFactory = <Stored = KubeObject>(
  client: KubeClient,
  options: WatchCacheOptions<Stored>,
) => WatchCache<Stored>;
