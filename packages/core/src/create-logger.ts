import { type Clock, systemClock } from './clock.ts';
import type { LogFields, Logger, LogLevel } from './logger.ts';

export interface LoggerOptions {
  /** Lines below this are not written. Default `info`. */
  readonly level?: LogLevel;
  /** One JSON object a line, or text for a person. Default `json`. */
  readonly encoding?: 'json' | 'console';
  /** Takes whole lines with their line feed. Default: standard error. */
  readonly write?: (line: string) => void;
  readonly clock?: Clock;
}

interface LogRecord {
  readonly ts: string;
  readonly level: LogLevel;
  readonly msg: string;
  readonly fields: LogFields;
}

const ranks: Readonly<Record<LogLevel, number>> = { trace: 0, debug: 1, info: 2, error: 3 };

/** A logger with upstream's keys: `level`, `ts`, `msg`, the fields, `error`. */
export function createLogger(options: LoggerOptions = {}): Logger {
  const { level = 'info', encoding = 'json', clock = systemClock } = options;
  const write = options.write ?? ((line: string) => process.stderr.write(line));
  const format = encoding === 'json' ? formatJson : formatConsole;
  const emit = (at: LogLevel, msg: string, fields: LogFields): void => {
    if (ranks[at] < ranks[level]) return;
    write(`${format({ ts: new Date(clock.now()).toISOString(), level: at, msg, fields })}\n`);
  };
  return loggerWith({}, emit);
}

/** Writes nothing. */
export const silentLogger: Logger = loggerWith({}, () => undefined);

function loggerWith(common: LogFields, emit: (level: LogLevel, message: string, fields: LogFields) => void): Logger {
  return {
    trace: (message, fields) => {
      emit('trace', message, { ...common, ...fields });
    },
    debug: (message, fields) => {
      emit('debug', message, { ...common, ...fields });
    },
    info: (message, fields) => {
      emit('info', message, { ...common, ...fields });
    },
    error: (message, error, fields) => {
      emit('error', message, { ...common, ...fields, ...(error === undefined ? {} : { error }) });
    },
    with: (fields) => loggerWith({ ...common, ...fields }, emit),
  };
}

function formatJson({ ts, level, msg, fields }: LogRecord): string {
  return JSON.stringify({ level, ts, msg, ...fields }, replacer);
}

function formatConsole({ ts, level, msg, fields }: LogRecord): string {
  const rest = Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields, replacer)}`;
  return `${ts} ${level.toUpperCase()} ${msg}${rest}`;
}

function replacer(_key: string, value: unknown): unknown {
  if (value instanceof Error) return describeError(value);
  return typeof value === 'bigint' ? value.toString() : value;
}

const maxCauses = 5;

/** Messages of the error and its causes. Not their fields: those may hold what was sent. */
function describeError(error: Error): string {
  const messages: string[] = [];
  let current: unknown = error;
  while (current instanceof Error && messages.length < maxCauses) {
    if (messages.at(-1) !== current.message) messages.push(current.message);
    current = current.cause;
  }
  const text = messages.join(': ');
  // A bug: where it happened is what the operator needs to report it.
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
    ? `${text} ${(error.stack ?? '')
        .split('\n')
        .slice(1, 4)
        .map((frame) => frame.trim())
        .join(' ')}`
    : text;
}
