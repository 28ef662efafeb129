import type { Artifact } from '@sluice/api';
import type { WatchCache } from '@sluice/kube';
import type { SourceRef } from './source.ts';

/** What is kept of a source. */
export interface SourceRecord {
  readonly namespace: string;
  readonly name: string;
  readonly artifact: Artifact | undefined;
}

/** The sources in the cluster, by kind. */
export interface SourceReader {
  find(ref: SourceRef): SourceRecord | undefined;
  /** What an API server would say. */
  notFoundMessage(ref: SourceRef): string;
}

/** Plural names of the kinds of sources, for messages. */
const resources: ReadonlyMap<string, string> = new Map([['GitRepository', 'gitrepositories.source.toolkit.fluxcd.io']]);

/** Reads sources from watch caches, by kind. */
export function createSourceReader(caches: ReadonlyMap<string, WatchCache<SourceRecord>>): SourceReader {
  return {
    find: ({ kind, namespace, name }) => caches.get(kind)?.get(namespace, name),
    notFoundMessage: ({ kind, name }) => `${resources.get(kind) ?? kind} "${name}" not found`,
  };
}
