import type { Readable, Writable } from 'node:stream';
import { styleText } from 'node:util';

type Style = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold';

/** Where a command writes. Results go to `out`, progress to `err`, as upstream's CLI does. */
export interface Terminal {
  readonly out: Writable;
  readonly err: Writable;
  /** Where a person answers; absent where nobody can, as in a pipeline. */
  readonly input?: Readable | undefined;
  /** What is piped in, where nobody types. */
  readonly piped?: Readable | undefined;
  /** Whether `err` is a terminal: live redraws and colours only then. */
  readonly isLive: boolean;
  /** Whether `out` is a terminal. */
  readonly isInteractive: boolean;
  /** Columns of the terminal, 100 where there is none. */
  readonly columns: number;
}

/** What `openTerminal` needs of a process. */
export interface TerminalStreams {
  readonly stdin?: Readable & { isTTY?: boolean };
  readonly stdout: Writable & { isTTY?: boolean; columns?: number };
  readonly stderr: Writable & { isTTY?: boolean; columns?: number };
}

export function openTerminal({ stdin, stdout, stderr }: TerminalStreams): Terminal {
  return {
    out: stdout,
    err: stderr,
    input: stdin?.isTTY === true && stderr.isTTY === true ? stdin : undefined,
    piped: stdin?.isTTY === true ? undefined : stdin,
    isLive: stderr.isTTY === true && process.env['TERM'] !== 'dumb',
    isInteractive: stdout.isTTY === true,
    columns: stderr.columns ?? stdout.columns ?? 100,
  };
}

/** Colours a text in a terminal; elsewhere, and under NO_COLOR, it stays as it is. No colour carries meaning alone. */
export function paint(terminal: Terminal, style: Style, text: string): string {
  return terminal.isLive && !process.env['NO_COLOR'] ? styleText(style, text, { validateStream: false }) : text;
}

/** Upstream's progress lines on stderr: symbol, blank, text. */
export interface Progress {
  generate(text: string): void;
  action(text: string): void;
  waiting(text: string): void;
  success(text: string): void;
  failure(text: string): void;
  warning(text: string): void;
}

export function openProgress(terminal: Terminal): Progress {
  const line = (style: Style, symbol: string) => (text: string) => {
    terminal.err.write(`${paint(terminal, style, symbol)} ${printable(text)}\n`);
  };
  return {
    generate: line('cyan', '✚'),
    action: line('cyan', '►'),
    waiting: line('dim', '◎'),
    success: line('green', '✔'),
    failure: line('red', '✗'),
    warning: line('yellow', '⚠️'),
  };
}

/** Takes control characters out of a text of a stranger (names, messages), so that it cannot steer the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '');
}
