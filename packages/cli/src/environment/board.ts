import { conditionTypes, type Kustomization } from '@sluice/api';
import type { KubeObject } from '@sluice/objects';
import { conditionOf, isSuspended, statusOf } from '../kinds/cli-kind.ts';
import { shortenRevisions } from '../terminal/revision.ts';

/**
 * How one source or Kustomization stands. `held` waits for something that will not come here (a source whose controller
 * or server is not reachable, or something held or failed itself); `foreign` is not run here at all.
 */
export type BoardState = 'ready' | 'running' | 'waiting' | 'failed' | 'held' | 'suspended';

/** One line of the board. */
export interface BoardRow {
  /** `GitRepository/infra`, with the namespace when it is not flux-system. */
  readonly name: string;
  readonly state: BoardState;
  /** `Applied revision: main@sha1:4f1c9a02`, or what it waits for or why it failed. */
  readonly message: string;
  /** `6 objects, healthy`; empty when there is nothing to say. */
  readonly detail: string;
}

export interface Board {
  readonly rows: readonly BoardRow[];
  /** Nothing will change any more without somebody doing something. */
  readonly isSettled: boolean;
}

interface Entry {
  readonly object: KubeObject;
  readonly isSource: boolean;
}

/** Kinds of sources that a controller of ours serves. */
const servedSources = new Set(['GitRepository']);

/** The state of every source and Kustomization, sources first, each in the order in which it appeared. */
export function makeBoard(sources: readonly KubeObject[], kustomizations: readonly KubeObject[]): Board {
  const entries: Entry[] = [...sources.map((object) => ({ object, isSource: true })), ...kustomizations.map((object) => ({ object, isSource: false }))];
  const states = new Map<string, BoardState>();
  const byName = new Map(entries.map((entry) => [keyOf(entry.object), entry]));
  const rows = entries.map((entry) => {
    const state = stateOf(entry, byName, states, new Set());
    return { name: displayName(entry.object), state, message: messageOf(entry, state), detail: detailOf(entry, state) };
  });
  const isMoving = (state: BoardState) => state === 'running' || state === 'waiting';
  return { rows, isSettled: rows.length > 0 && !rows.some((row) => isMoving(row.state)) };
}

function stateOf(entry: Entry, all: ReadonlyMap<string, Entry>, known: Map<string, BoardState>, visiting: Set<string>): BoardState {
  const key = keyOf(entry.object);
  const before = known.get(key);
  if (before !== undefined) return before;
  // a cycle of dependencies is reported by the controller; here it must only end
  if (visiting.has(key)) return 'waiting';
  visiting.add(key);
  const state = entry.isSource ? ownState(entry.object) : kustomizationState(entry.object as Kustomization, all, known, visiting);
  known.set(key, state);
  return state;
}

function kustomizationState(object: Kustomization, all: ReadonlyMap<string, Entry>, known: Map<string, BoardState>, visiting: Set<string>): BoardState {
  const own = ownState(object);
  if (own === 'suspended') return own;
  const source = sourceOf(object);
  if (!servedSources.has(object.spec.sourceRef.kind)) return 'held';
  const sourceEntry = all.get(source);
  const sourceState = sourceEntry === undefined ? 'failed' : stateOf(sourceEntry, all, known, visiting);
  const isBlocked = (state: BoardState) => state === 'failed' || state === 'held' || state === 'suspended';
  if (isBlocked(sourceState) && own !== 'ready') return 'held';
  if (own === 'failed' && hasNotSeen(object, sourceState, sourceEntry?.object)) return 'waiting';
  if (own === 'ready') return sourceEntry !== undefined && sourceState === 'ready' && isBehind(object, sourceEntry.object) ? 'running' : own;
  const blocker = dependenciesOf(object).map((key) => all.get(key)).find((dependency) => dependency !== undefined && isBlocked(stateOf(dependency, all, known, visiting)));
  return blocker !== undefined && conditionOf(object, conditionTypes.ready)?.reason === 'DependencyNotReady' ? 'held' : own;
}

/** Its failure is only that the source had no artifact yet. */
function hasNotSeen(object: KubeObject, sourceState: BoardState, source: KubeObject | undefined): boolean {
  if (conditionOf(object, conditionTypes.ready)?.reason !== 'ArtifactFailed' || source === undefined) return false;
  if (sourceState === 'running' || sourceState === 'waiting') return true;
  return sourceState === 'ready' && statusOf(object).lastAttemptedRevision !== statusOf(source).artifact?.revision;
}

/** Not yet at the revision that its source has. */
function isBehind(object: KubeObject, source: KubeObject): boolean {
  const revision = statusOf(source).artifact?.revision;
  return revision !== undefined && statusOf(object).lastAppliedRevision !== revision;
}

function ownState(object: KubeObject): BoardState {
  if (isSuspended(object)) return 'suspended';
  const ready = conditionOf(object, conditionTypes.ready);
  if (ready === undefined) return conditionOf(object, conditionTypes.stalled)?.status === 'True' ? 'failed' : 'running';
  if ((ready.observedGeneration ?? 0) !== object.metadata.generation) return 'running';
  if (ready.status === 'True') return 'ready';
  if (ready.reason === 'DependencyNotReady') return 'waiting';
  return ready.status === 'Unknown' ? 'running' : 'failed';
}

function sourceOf(object: Kustomization): string {
  const { kind, name, namespace } = object.spec.sourceRef;
  return `${kind}/${namespace ?? object.metadata.namespace ?? ''}/${name}`;
}

function dependenciesOf(object: Kustomization): string[] {
  return (object.spec.dependsOn ?? []).map(({ name, namespace }) => `Kustomization/${namespace ?? object.metadata.namespace ?? ''}/${name}`);
}

function keyOf(object: KubeObject): string {
  return `${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
}

function displayName(object: KubeObject): string {
  const { namespace, name = '' } = object.metadata;
  return namespace === 'flux-system' || namespace === undefined ? `${object.kind}/${name}` : `${object.kind}/${namespace}/${name}`;
}

function messageOf({ object, isSource }: Entry, state: BoardState): string {
  const message = shortenRevisions(conditionOf(object, conditionTypes.ready)?.message ?? '');
  if (state === 'suspended') return 'suspended';
  if (state === 'ready') return isSource ? shortenRevisions(statusOf(object).artifact?.revision ?? message) : message;
  if (state === 'held' && !isSource) {
    const { kind, name } = (object as Kustomization).spec.sourceRef;
    return servedSources.has(kind) ? message || `waits for ${kind}/${name}` : `its source ${kind}/${name} is not run here`;
  }
  return message || 'waiting to be reconciled';
}

function detailOf({ object, isSource }: Entry, state: BoardState): string {
  const status = statusOf(object);
  if (isSource) return status.artifact?.size === undefined ? '' : formatBytes(status.artifact.size);
  const count = status.inventory?.entries.length;
  if (count === undefined) return '';
  const healthy = conditionOf(object, conditionTypes.healthy)?.status === 'True' ? ', healthy' : '';
  return `${String(count)} object${count === 1 ? '' : 's'}${state === 'ready' ? healthy : ' kept'}`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${String(bytes)} B`;
  return bytes < 1024 ** 2 ? `${String(Math.round(bytes / 1024))} KiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
