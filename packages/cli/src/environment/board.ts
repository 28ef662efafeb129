import { conditionTypes, type Kustomization } from '@sluice/api';
import type { KubeObject } from '@sluice/objects';
import { conditionOf, statusOf } from '../kinds/cli-kind.ts';
import { describeSuspension, suspensionOf } from '../kinds/suspension.ts';
import { shortenRevisions } from '../terminal/revision.ts';
import { type BoardState, BoardStates, servedSources } from './board-state.ts';

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

/** The state of every source and Kustomization of a cluster. */
export interface Board {
  readonly rows: readonly BoardRow[];
  /** Nothing will change any more without somebody doing something. */
  readonly isSettled: boolean;
}

/** The board of these objects, sources first, each in the order given. */
export function makeBoard(sources: readonly KubeObject[], kustomizations: readonly KubeObject[]): Board {
  const objects = [...sources, ...kustomizations];
  const states = new BoardStates(objects);
  const rows = objects.map((object) => rowOf(object, states.of(object)));
  const isMoving = rows.some((row) => row.state === 'running' || row.state === 'waiting');
  return { rows, isSettled: rows.length > 0 && !isMoving };
}

function rowOf(object: KubeObject, state: BoardState): BoardRow {
  const isKustomization = object.kind === 'Kustomization';
  return {
    name: displayName(object),
    state,
    message: isKustomization ? kustomizationMessage(object as Kustomization, state) : sourceMessage(object, state),
    detail: isKustomization ? objectCount(object, state) : artifactSize(object),
  };
}

function displayName(object: KubeObject): string {
  const { namespace, name = '' } = object.metadata;
  return namespace === 'flux-system' || namespace === undefined
    ? `${object.kind}/${name}`
    : `${object.kind}/${namespace}/${name}`;
}

function sourceMessage(object: KubeObject, state: BoardState): string {
  const revision = statusOf(object).artifact?.revision;
  return state === 'ready' && revision !== undefined ? shortenRevisions(revision) : ownMessage(object, state);
}

function kustomizationMessage(object: Kustomization, state: BoardState): string {
  const { kind, name } = object.spec.sourceRef;
  if (state === 'held' && !servedSources.has(kind)) return `its source ${kind}/${name} is not run here`;
  return ownMessage(object, state);
}

function ownMessage(object: KubeObject, state: BoardState): string {
  const suspension = suspensionOf(object);
  if (state === 'suspended' && suspension !== undefined) return describeSuspension(suspension);
  const message = conditionOf(object, conditionTypes.ready)?.message ?? '';
  return message === '' ? 'waiting to be reconciled' : shortenRevisions(message);
}

function objectCount(object: KubeObject, state: BoardState): string {
  const count = statusOf(object).inventory?.entries.length;
  if (count === undefined) return '';
  const noun = `${String(count)} object${count === 1 ? '' : 's'}`;
  if (state !== 'ready') return `${noun} kept`;
  return conditionOf(object, conditionTypes.healthy)?.status === 'True' ? `${noun}, healthy` : noun;
}

function artifactSize(object: KubeObject): string {
  const size = statusOf(object).artifact?.size;
  return size === undefined ? '' : formatBytes(size);
}

function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${String(bytes)} B`;
  return bytes < 1024 ** 2 ? `${String(Math.round(bytes / 1024))} KiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
