import { formatSeconds } from '../terminal/age.ts';
import { displayWidth } from '../terminal/table.ts';
import { paint, printable, type Terminal } from '../terminal/terminal.ts';
import type { Board, BoardRow } from './board.ts';
import type { BoardState } from './board-state.ts';

const symbols: Readonly<
  Record<BoardState, { readonly symbol: string; readonly style: 'green' | 'red' | 'yellow' | 'cyan' | 'dim' }>
> = {
  ready: { symbol: '✔', style: 'green' },
  failed: { symbol: '✖', style: 'red' },
  held: { symbol: '-', style: 'yellow' },
  waiting: { symbol: '◎', style: 'dim' },
  running: { symbol: '►', style: 'cyan' },
  suspended: { symbol: '-', style: 'dim' },
};

/** Shows a board as it changes: redrawn in place in a terminal, elsewhere one line per change of state. */
export interface BoardView {
  show(board: Board): void;
  /** Leaves the last state on the screen and ends redrawing; later boards begin below it. */
  finish(): void;
  /** Shows nothing any more. */
  close(): void;
}

export interface BoardViewOptions {
  /** Milliseconds of a clock that does not jump. */
  readonly now?: () => number;
  /** Rows to leave out, such as the root that a tour made itself. */
  readonly isHidden?: (row: BoardRow) => boolean;
}

export function openBoardView(terminal: Terminal, options: BoardViewOptions = {}): BoardView {
  const now = options.now ?? (() => performance.now());
  const begun = now();
  const settledAt = new Map<string, number>();
  const shown = new Map<string, string>();
  let drawn = 0;
  let isClosed = false;
  let last: readonly BoardRow[] = [];

  const lines = (rows: readonly BoardRow[]) => {
    const width = Math.min(48, Math.max(0, ...rows.map((row) => row.name.length)));
    return rows.map((row) => formatRow(terminal, row, width, settledAt.get(row.name)));
  };
  const redraw = (rows: readonly BoardRow[]) => {
    const up = drawn === 0 ? '' : `\u001b[${String(drawn)}A\u001b[0J`;
    terminal.err.write(
      `${up}${lines(rows)
        .map((line) => `${clip(line, terminal.columns)}\n`)
        .join('')}`,
    );
    drawn = rows.length;
  };
  const append = (rows: readonly BoardRow[]) => {
    const width = Math.max(32, ...rows.map((row) => row.name.length));
    for (const row of rows) {
      const key = `${row.state} ${row.message}`;
      if (shown.get(row.name) === key || row.state === 'running') continue;
      shown.set(row.name, key);
      terminal.err.write(`${formatRow(terminal, row, width, settledAt.get(row.name))}\n`);
    }
  };
  return {
    show({ rows }) {
      if (isClosed) return;
      const visible = rows.filter((row) => options.isHidden?.(row) !== true);
      for (const row of visible) {
        const isSettled = row.state === 'ready' || row.state === 'failed';
        const before = last.find((each) => each.name === row.name);
        if (!isSettled) settledAt.delete(row.name);
        else if (!settledAt.has(row.name) || before?.message !== row.message) settledAt.set(row.name, now() - begun);
      }
      last = visible;
      if (terminal.isLive) redraw(visible);
      else append(visible);
    },
    finish() {
      drawn = 0;
    },
    close() {
      isClosed = true;
    },
  };
}

/** One line of a board: symbol, name, message, detail, time. */
export function formatRow(terminal: Terminal, row: BoardRow, nameWidth: number, tookMs?: number): string {
  const { symbol, style } = symbols[row.state];
  const [message = '', ...more] = printable(row.message).split('\n');
  const ending = [message, row.detail, tookMs === undefined ? '' : formatSeconds(tookMs)]
    .filter((part) => part !== '')
    .join('   ');
  return [
    `   ${paint(terminal, style, symbol)} ${row.name.padEnd(nameWidth)}  ${ending}`,
    ...(row.state === 'failed' && !terminal.isLive ? more.map((line) => `     ${line}`) : []),
  ].join('\n');
}

/** Cuts a line to the terminal's width, so that redrawing counts lines right. Escape codes take no room. */
function clip(line: string, columns: number): string {
  // eslint-disable-next-line no-control-regex -- ESC begins the codes that take no room
  const plain = line.replaceAll(/\u001b\[[0-9;]*m/g, '');
  return displayWidth(plain) < columns ? line : `${plain.slice(0, columns - 2)}…`;
}
