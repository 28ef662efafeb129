import type { ArtifactTree } from './artifact-tree.ts';
import { fetchArtifact, type FetchArtifactRequest } from './fetch-artifact.ts';
import { openArtifactTree } from './open-tree.ts';
import type { UnpackLimits } from './unpack-artifact.ts';

export interface ArtifactCacheOptions {
  /** Bytes of unpacked files kept together; trees in use live on with their users. Default 64 MiB. */
  readonly maxBytes?: number;
  readonly limits?: UnpackLimits;
}

/** Unpacked artifacts by digest. */
export interface ArtifactCache {
  /** The tree of a digest: one download and one unpacking, however many ask. Throws what `fetchArtifact` throws. */
  load(request: FetchArtifactRequest): Promise<ArtifactTree>;
}

export function openArtifactCache(options: ArtifactCacheOptions = {}): ArtifactCache {
  const maxBytes = options.maxBytes ?? 64 * 1024 * 1024;
  const trees = new Map<string, ArtifactTree>();
  const loading = new Map<string, Promise<ArtifactTree>>();
  let bytes = 0;

  return { load };

  async function load(request: FetchArtifactRequest): Promise<ArtifactTree> {
    request.signal?.throwIfAborted();
    const tree = trees.get(request.digest);
    if (tree !== undefined) {
      trees.delete(request.digest);
      trees.set(request.digest, tree);
      return tree;
    }
    return abortable(start(request), request.signal);
  }

  /** The download belongs to all who wait for it, so no one's signal ends it: its deadline does. */
  function start(given: FetchArtifactRequest): Promise<ArtifactTree> {
    const request = { ...given, signal: undefined };
    const key = `${request.digest} ${request.url}`;
    const known = loading.get(key);
    if (known !== undefined) return known;
    const promise = open(request).finally(() => loading.delete(key));
    // Callers that left do not see a failure.
    promise.catch(() => undefined);
    loading.set(key, promise);
    return promise;
  }

  async function open(request: FetchArtifactRequest): Promise<ArtifactTree> {
    const tree = await openArtifactTree(request.digest, await fetchArtifact(request), options.limits);
    keep(tree);
    return tree;
  }

  function keep(tree: ArtifactTree): void {
    if (tree.size > maxBytes || trees.has(tree.digest)) return;
    trees.set(tree.digest, tree);
    bytes += tree.size;
    for (const [digest, oldest] of trees) {
      if (bytes <= maxBytes) return;
      trees.delete(digest);
      bytes -= oldest.size;
    }
  }
}

function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}
