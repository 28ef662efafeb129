import type { Board } from '../../environment/board.ts';
import type { BoardFollower } from '../../environment/follow-board.ts';
import type { BoardView } from '../../environment/board-view.ts';

/** A settled board must stay so for this long: a Kustomization that has just been applied may bring more. */
const quietMs = 300;
/** A failure must last longer: what failed may be about to be tried again, because its source has just become ready. */
const failedQuietMs = 2500;

/** Resolves when the board has been settled for a while; `settledAt` is when it became so (`performance.now()`). */
export async function settle(
  follower: BoardFollower,
  view: BoardView,
  signal: AbortSignal,
  isComplete: (board: Board) => boolean = () => true,
): Promise<Board & { readonly settledAt: number }> {
  const isDone = (board: Board) => board.isSettled && isComplete(board);
  for (;;) {
    await follower.until(isDone, signal);
    const settledAt = performance.now();
    const quiet = AbortSignal.any([signal, AbortSignal.timeout(quietTime(follower.board))]);
    const moved = await follower.until((board) => !isDone(board), quiet).catch(() => undefined);
    signal.throwIfAborted();
    if (moved !== undefined) continue;
    view.finish();
    return { ...follower.board, settledAt };
  }
}

function quietTime(board: Board): number {
  return board.rows.some((row) => row.state === 'failed' || row.state === 'held') ? failedQuietMs : quietMs;
}
