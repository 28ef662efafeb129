import { GitRepository, Kustomization } from '@sluice/api';
import type { KubeClient } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';
import { makeBoard, type Board } from './board.ts';
import { followKind } from './follow-kind.ts';

/** The board of a running environment. */
export interface BoardFollower {
  /** The newest board. */
  readonly board: Board;
  /** The newest objects behind it. */
  readonly kustomizations: readonly KubeObject[];
  readonly sources: readonly KubeObject[];
  /** Resolves with the first board that `isDone` accepts, now or later. Rejects when the signal aborts. */
  until(isDone: (board: Board, follower: BoardFollower) => boolean, signal: AbortSignal): Promise<Board>;
  /** Called with every new board. */
  onChange(listener: (board: Board) => void): void;
}

/** Follows the sources and Kustomizations of a cluster until the signal aborts. `failed` is told when that ends early. */
export function followBoard(client: KubeClient, signal: AbortSignal, failed: (error: unknown) => void): BoardFollower {
  let sources: readonly KubeObject[] = [];
  let kustomizations: readonly KubeObject[] = [];
  let board = makeBoard(sources, kustomizations);
  const listeners = new Set<(board: Board) => void>();
  const update = () => {
    board = makeBoard(sources, kustomizations);
    for (const listener of listeners) listener(board);
  };
  void followKind(client, GitRepository.type, signal, (objects) => {
    sources = [...objects.values()];
    update();
  }).catch(failed);
  void followKind(client, Kustomization.type, signal, (objects) => {
    kustomizations = [...objects.values()];
    update();
  }).catch(failed);
  const follower: BoardFollower = {
    get board() {
      return board;
    },
    get sources() {
      return sources;
    },
    get kustomizations() {
      return kustomizations;
    },
    onChange(listener) {
      listeners.add(listener);
    },
    until: (isDone, abort) =>
      new Promise((resolve, reject) => {
        const end = () => {
          listeners.delete(check);
          abort.removeEventListener('abort', stop);
        };
        const stop = () => {
          end();
          reject(abort.reason as Error);
        };
        const check = () => {
          if (!isDone(board, follower)) return;
          end();
          resolve(board);
        };
        if (abort.aborted) return stop();
        listeners.add(check);
        abort.addEventListener('abort', stop, { once: true });
        check();
      }),
  };
  return follower;
}
