import { conditionStatus } from './condition-status.ts';
import { textAt } from '@sluice/apply';
import type { ArtifactCache, ArtifactTree } from '@sluice/artifact';
import { keyOf, type Logger, type ObjectKey, type WakeRequest, type WakeSource, wakeOn } from '@sluice/core';
import type { CacheEvent, WatchCache } from '@sluice/kube';
import type { KubeObject, ObjectMeta } from '@sluice/objects';
import { readsSame } from './generate/read-signature.ts';
import type { KustomizationIndex } from './kustomization-index.ts';
import type { MemoryBook } from './memory-book.ts';
import type { SourceRecord } from './source/source-reader.ts';

/** Whose inputs changed runs before the rest, which only notes the new revision. */
const changedPriority = 10;
const unchangedPriority = -10;

/** A Kustomization wakes those that depend on it when its readiness or its revision changes. */
export function wakeDependents(cache: WatchCache, index: KustomizationIndex): WakeSource {
  return wakeOn(cache, (event) => {
    if (event.type === 'updated' && standing(event.previous) === standing(event.object)) return [];
    return index.dependentsOf(keyOf(event.object)).map((key) => ({ key, reason: 'dependency', priority: 5 }));
  });
}

function standing(object: KubeObject): string {
  const revision = textAt(object, 'status', 'lastAppliedRevision') ?? '';
  return [conditionStatus(object, 'Ready'), String(object.metadata.generation), revision].join(' ');
}

/** ConfigMaps and Secrets that carry the label wake those that read variables from them. */
export function wakeOnConfig(
  kind: 'ConfigMap' | 'Secret',
  cache: WatchCache<ObjectMeta>,
  index: KustomizationIndex,
): WakeSource {
  return wakeOn(cache, ({ object }) =>
    index.usersOfConfig(kind, keyOf({ metadata: object })).map((key) => ({ key, reason: 'config' })),
  );
}

export interface SourceWakeParts {
  readonly kind: string;
  readonly cache: WatchCache<SourceRecord>;
  readonly index: KustomizationIndex;
  readonly memories: MemoryBook;
  readonly artifacts: ArtifactCache;
  readonly artifactUrl: (url: string) => string;
  readonly log: Logger;
}

/**
 * A source with a new artifact wakes those that use it. The artifact is fetched first, once for all of them, so that
 * those whose files changed go before the others; when that fails they go in any order and say what is wrong.
 */
export function wakeOnSource(parts: SourceWakeParts): WakeSource {
  return {
    subscribe: (wake) =>
      parts.cache.subscribe((event) => {
        if (!isNewArtifact(event)) return;
        void wakeInOrder(parts, event.object, wake);
      }),
  };
}

function isNewArtifact(event: CacheEvent<SourceRecord>): boolean {
  if (event.type === 'deleted') return false;
  const { artifact } = event.object;
  const before = event.previous?.artifact;
  return artifact !== undefined && (artifact.revision !== before?.revision || artifact.digest !== before.digest);
}

async function wakeInOrder(
  parts: SourceWakeParts,
  source: SourceRecord,
  wake: (request: WakeRequest) => void,
): Promise<void> {
  const { namespace, name } = source;
  const users = parts.index.usersOfSource({ kind: parts.kind, namespace, name });
  const needsOrder = users.length > 1 && users.some((key) => parts.memories.get(key)?.build !== undefined);
  const tree = needsOrder ? await loadTree(parts, source) : undefined;
  const isUnchanged = (key: ObjectKey): boolean => {
    const reads = parts.memories.get(key)?.build?.reads;
    return tree !== undefined && reads !== undefined && readsSame(tree, reads);
  };
  const unchanged = users.filter(isUnchanged);
  const noted = new Set(unchanged);
  // An idle worker takes the first that it is told of, whatever its priority.
  for (const key of users) if (!noted.has(key)) wake({ key, reason: 'artifact', priority: changedPriority });
  for (const key of unchanged) wake({ key, reason: 'artifact', priority: unchangedPriority });
}

async function loadTree(
  { artifacts, artifactUrl, log }: SourceWakeParts,
  source: SourceRecord,
): Promise<ArtifactTree | undefined> {
  const { artifact } = source;
  if (artifact === undefined) return undefined;
  try {
    return await artifacts.load({ url: artifactUrl(artifact.url), digest: artifact.digest });
  } catch (error) {
    log.debug('an artifact could not be fetched ahead', { error });
    return undefined;
  }
}
