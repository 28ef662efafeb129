import { conditionTypes, type Kustomization } from '@sluice/api';
import type { KubeObject } from '@sluice/objects';
import { conditionOf, isSuspended, statusOf } from '../kinds/cli-kind.ts';

/**
 * How one source or Kustomization stands. `held` waits for something that will not come here: a source whose controller
 * or server is not reachable, or a dependency that is held or failed itself.
 */
export type BoardState = 'ready' | 'running' | 'waiting' | 'failed' | 'held' | 'suspended';

/** Kinds of sources that a controller of ours serves. */
export const servedSources: ReadonlySet<string> = new Set(['GitRepository']);

/** States of a set of objects that refer to each other; each is worked out once. */
export class BoardStates {
  readonly #objects: ReadonlyMap<string, KubeObject>;
  readonly #known = new Map<string, BoardState>();
  /** Breaks cycles of dependencies: the controller reports those, here they must only end. */
  readonly #visiting = new Set<string>();

  constructor(objects: readonly KubeObject[]) {
    this.#objects = new Map(objects.map((object) => [keyOf(object), object]));
  }

  of(object: KubeObject): BoardState {
    const key = keyOf(object);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#visiting.has(key)) return 'waiting';
    this.#visiting.add(key);
    const state = object.kind === 'Kustomization' ? this.#ofKustomization(object as Kustomization) : ownState(object);
    this.#known.set(key, state);
    return state;
  }

  #ofKustomization(object: Kustomization): BoardState {
    const own = ownState(object);
    if (own === 'suspended') return own;
    if (!servedSources.has(object.spec.sourceRef.kind)) return 'held';
    const source = this.#objects.get(sourceKey(object));
    const sourceState = source === undefined ? 'failed' : this.of(source);
    if (own === 'ready') return sourceState === 'ready' && isBehind(object, source) ? 'running' : own;
    if (isBlocked(sourceState)) return 'held';
    if (own === 'failed') return hasNotSeen(object, sourceState) ? 'waiting' : own;
    return own === 'waiting' && this.#isHeldByDependency(object) ? 'held' : own;
  }

  #isHeldByDependency(object: Kustomization): boolean {
    return dependencyKeys(object).some((key) => {
      const dependency = this.#objects.get(key);
      return dependency !== undefined && isBlocked(this.of(dependency));
    });
  }
}

/** What the object's own conditions say. */
function ownState(object: KubeObject): BoardState {
  if (isSuspended(object)) return 'suspended';
  const ready = conditionOf(object, conditionTypes.ready);
  if (ready === undefined || ready.observedGeneration !== object.metadata.generation) return 'running';
  if (ready.status === 'True') return 'ready';
  if (ready.reason === 'DependencyNotReady') return 'waiting';
  return ready.status === 'Unknown' ? 'running' : 'failed';
}

function isBlocked(state: BoardState): boolean {
  return state === 'failed' || state === 'held' || state === 'suspended';
}

/** Not yet at the revision that its source has. */
function isBehind(object: KubeObject, source: KubeObject | undefined): boolean {
  const revision = source === undefined ? undefined : statusOf(source).artifact?.revision;
  return revision !== undefined && statusOf(object).lastAppliedRevision !== revision;
}

/** Its failure is only that the source had no artifact yet. */
function hasNotSeen(object: KubeObject, sourceState: BoardState): boolean {
  return sourceState !== 'ready' && conditionOf(object, conditionTypes.ready)?.reason === 'ArtifactFailed';
}

function sourceKey(object: Kustomization): string {
  const { kind, name, namespace } = object.spec.sourceRef;
  return `${kind}/${namespace ?? object.metadata.namespace ?? ''}/${name}`;
}

function dependencyKeys(object: Kustomization): string[] {
  return (object.spec.dependsOn ?? []).map(
    ({ name, namespace }) => `Kustomization/${namespace ?? object.metadata.namespace ?? ''}/${name}`,
  );
}

function keyOf(object: KubeObject): string {
  return `${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
}
