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
  /** Writes lines; in a terminal the next board begins below them. */
  say(lines: readonly string[]): void;
  /** Leaves the last state on the screen; later boards begin below it, and their times at zero. */
  finish(): void;
  /** Shows nothing any more. */
  close(): void;
}

export interface BoardViewOptions {
  /** Milliseconds of a clock that does not jump. */
  readonly now?: () => number;
  /** Runs a function later; gives what cancels it. */
  readonly later?: (act: () => void) => () => void;
}

/** Without a terminal, a state is worth a line when it lasts this long; being ready is always worth one. */
const lastingMs = 250;

export function openBoardView(terminal: Terminal, options: BoardViewOptions = {}): BoardView {
  const { now = () => performance.now(), later = afterLasting } = options;
  const times = new SettleTimes(now);
  const lines = terminal.isLive ? new RedrawnLines(terminal, times) : new AppendedLines(terminal, times, later);
  let isClosed = false;
  return {
    show({ rows }) {
      if (isClosed) return;
      times.note(rows);
      lines.show(rows);
    },
    say(text) {
      lines.finish();
      terminal.err.write(text.map((line) => `   ${printable(line)}\n`).join(''));
    },
    finish() {
      lines.finish();
      times.restart();
    },
    close() {
      lines.finish();
      isClosed = true;
    },
  };
}

/** When each row came to its present end, counted from the opening of the view or the last restart. */
class SettleTimes {
  readonly #now: () => number;
  #begun: number;
  readonly #ends = new Map<string, { readonly message: string; readonly atMs: number }>();

  constructor(now: () => number) {
    this.#now = now;
    this.#begun = now();
  }

  restart(): void {
    this.#begun = this.#now();
  }

  note(rows: readonly BoardRow[]): void {
    for (const { name, state, message } of rows) {
      if (state !== 'ready' && state !== 'failed') this.#ends.delete(name);
      else if (this.#ends.get(name)?.message !== message)
        this.#ends.set(name, { message, atMs: this.#now() - this.#begun });
    }
  }

  of(row: BoardRow): number | undefined {
    return this.#ends.get(row.name)?.atMs;
  }
}

/** In a terminal the whole board is drawn over its last state. */
class RedrawnLines {
  readonly #terminal: Terminal;
  readonly #times: SettleTimes;
  #drawn = 0;

  constructor(terminal: Terminal, times: SettleTimes) {
    this.#terminal = terminal;
    this.#times = times;
  }

  show(rows: readonly BoardRow[]): void {
    const back = this.#drawn === 0 ? '' : `\u001b[${String(this.#drawn)}A\u001b[0J`;
    const width = Math.min(48, Math.max(0, ...rows.map((row) => row.name.length)));
    const lines = rows.map((row) =>
      clip(formatRow(this.#terminal, row, width, this.#times.of(row)), this.#terminal.columns),
    );
    this.#terminal.err.write(back + lines.map((line) => `${line}\n`).join(''));
    this.#drawn = rows.length;
  }

  finish(): void {
    this.#drawn = 0;
  }
}

/** Without a terminal each state that is reached, or that lasts, gets a line of its own. */
class AppendedLines {
  readonly #terminal: Terminal;
  readonly #times: SettleTimes;
  readonly #later: (act: () => void) => () => void;
  readonly #printed = new Map<string, string>();
  readonly #pending = new Map<string, { readonly row: BoardRow; readonly cancel: () => void }>();
  #width = 32;

  constructor(terminal: Terminal, times: SettleTimes, later: (act: () => void) => () => void) {
    this.#terminal = terminal;
    this.#times = times;
    this.#later = later;
  }

  show(rows: readonly BoardRow[]): void {
    this.#width = Math.max(this.#width, ...rows.map((row) => row.name.length));
    for (const row of rows) this.#consider(row);
  }

  finish(): void {
    for (const { row, cancel } of this.#pending.values()) {
      cancel();
      this.#print(row);
    }
    this.#pending.clear();
  }

  #consider(row: BoardRow): void {
    const pending = this.#pending.get(row.name);
    if (pending !== undefined && keyOf(pending.row) === keyOf(row)) return;
    pending?.cancel();
    this.#pending.delete(row.name);
    if (row.state === 'running' || this.#printed.get(row.name) === keyOf(row)) return;
    if (row.state === 'ready') {
      this.#print(row);
      return;
    }
    const cancel = this.#later(() => {
      this.#pending.delete(row.name);
      this.#print(row);
    });
    this.#pending.set(row.name, { row, cancel });
  }

  #print(row: BoardRow): void {
    this.#printed.set(row.name, keyOf(row));
    this.#terminal.err.write(`${formatRow(this.#terminal, row, this.#width, this.#times.of(row))}\n`);
  }
}

function keyOf(row: BoardRow): string {
  return `${row.state} ${row.message}`;
}

/** One line of a board: symbol, name, message, detail, time; a failure's further lines below it. */
function formatRow(terminal: Terminal, row: BoardRow, nameWidth: number, tookMs: number | undefined): string {
  const { symbol, style } = symbols[row.state];
  const [message = '', ...more] = printable(row.message).split('\n');
  const parts = [message, row.detail, tookMs === undefined ? '' : formatSeconds(tookMs)].filter((part) => part !== '');
  const head = `   ${paint(terminal, style, symbol)} ${row.name.padEnd(nameWidth)}  ${parts.join('   ')}`;
  return terminal.isLive ? head : [head, ...more.map((line) => `     ${line}`)].join('\n');
}

/** Cuts a line to the terminal's width, so that redrawing counts lines right. Escape codes take no room. */
function clip(line: string, columns: number): string {
  // ESC begins the codes that take no room
  const plain = line.replaceAll(/\u001b\[[0-9;]*m/g, '');
  return displayWidth(plain) < columns ? line : `${plain.slice(0, columns - 2)}…`;
}

function afterLasting(act: () => void): () => void {
  const timer = setTimeout(act, lastingMs);
  timer.unref();
  return () => {
    clearTimeout(timer);
  };
}
