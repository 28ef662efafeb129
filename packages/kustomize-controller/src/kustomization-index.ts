import type { Kustomization } from '@sluice/api';
import { fieldAt, listAt, textAt } from '@sluice/apply';
import { formatKey, keyOf, type ObjectKey } from '@sluice/core';
import type { KubeClient, WatchCache } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';
import type { Dependency, DependencyGraph } from './dependency-graph.ts';
import type { SourceRef } from './source/source.ts';
import { formatSource } from './source/source.ts';

/** What a Kustomization refers to: the reverse of it tells whom a change concerns. */
interface References {
  readonly dependencies: readonly ObjectKey[];
  readonly names: readonly string[];
}

/** Looks Kustomizations up by what they refer to. Follows the watch of them. */
export class KustomizationIndex implements DependencyGraph {
  readonly #cache: WatchCache;
  readonly #client: KubeClient;
  readonly #references = new Map<string, References>();
  /** Keys by the name of what they refer to. */
  readonly #referrers = new Map<string, Map<string, ObjectKey>>();

  constructor(cache: WatchCache, client: KubeClient) {
    this.#cache = cache;
    this.#client = client;
    for (const object of cache.list()) this.#put(object);
    cache.subscribe((event) => {
      if (event.type === 'deleted') this.#remove(formatKey(keyOf(event.object)));
      else if (event.previous?.metadata.generation !== event.object.metadata.generation) this.#put(event.object);
    });
  }

  async read(key: ObjectKey, signal: AbortSignal): Promise<Dependency> {
    const known = this.#cache.get(key.namespace, key.name);
    if (known !== undefined) return { object: known as Kustomization };
    try {
      const ref = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', ...key };
      return { object: await this.#client.get<Kustomization>(ref, { signal }) };
    } catch (error) {
      return { problem: error instanceof Error ? error.message : String(error) };
    }
  }

  dependenciesOf(key: ObjectKey): readonly ObjectKey[] {
    return this.#references.get(formatKey(key))?.dependencies ?? [];
  }

  dependentsOf(key: ObjectKey): readonly ObjectKey[] {
    return this.#lookUp(`Kustomization/${formatKey(key)}`);
  }

  usersOfSource(ref: SourceRef): readonly ObjectKey[] {
    return this.#lookUp(formatSource(ref));
  }

  /** Who reads variables from a ConfigMap or a Secret, or private keys from a Secret. */
  usersOfConfig(kind: 'ConfigMap' | 'Secret', key: ObjectKey): readonly ObjectKey[] {
    return this.#lookUp(`${kind}/${formatKey(key)}`);
  }

  #lookUp(name: string): readonly ObjectKey[] {
    return [...(this.#referrers.get(name)?.values() ?? [])];
  }

  #put(object: KubeObject): void {
    const key = keyOf(object);
    const name = formatKey(key);
    this.#remove(name);
    const references = referencesOf(object, key.namespace);
    this.#references.set(name, references);
    for (const target of references.names) {
      const referrers = this.#referrers.get(target) ?? new Map<string, ObjectKey>();
      referrers.set(name, key);
      this.#referrers.set(target, referrers);
    }
  }

  #remove(name: string): void {
    for (const target of this.#references.get(name)?.names ?? []) {
      const referrers = this.#referrers.get(target);
      referrers?.delete(name);
      if (referrers?.size === 0) this.#referrers.delete(target);
    }
    this.#references.delete(name);
  }
}

/** Objects are read as they are stored: one that its schema refuses must not stop the others. */
function referencesOf(object: KubeObject, namespace: string): References {
  const dependencies = listAt(object, 'spec', 'dependsOn').map((entry) => ({
    namespace: textAt(entry, 'namespace') ?? namespace,
    name: textAt(entry, 'name') ?? '',
  }));
  const source = fieldAt(object, 'spec', 'sourceRef');
  const sourceRef = {
    kind: textAt(source, 'kind') ?? '',
    namespace: textAt(source, 'namespace') ?? namespace,
    name: textAt(source, 'name') ?? '',
  };
  const configs = listAt(object, 'spec', 'postBuild', 'substituteFrom').map(
    (entry) => `${textAt(entry, 'kind') ?? ''}/${formatKey({ namespace, name: textAt(entry, 'name') ?? '' })}`,
  );
  const keys = textAt(object, 'spec', 'decryption', 'secretRef', 'name');
  if (keys !== undefined) configs.push(`Secret/${formatKey({ namespace, name: keys })}`);
  const names = [formatSource(sourceRef), ...dependencies.map((key) => `Kustomization/${formatKey(key)}`), ...configs];
  return { dependencies, names };
}
