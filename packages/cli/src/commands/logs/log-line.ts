import { printable } from '../../terminal/terminal.ts';

/** One line of a controller's log. */
export interface LogLine {
  readonly ts: string;
  readonly level: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly message: string;
  readonly error: string;
}

/** What a line must be to be shown; compared without regard to case. */
export interface LogFilter {
  readonly level?: string;
  readonly kind?: string;
  readonly name?: string;
  /** Absent: of every namespace, and lines of none. */
  readonly namespace?: string;
}

/** Reads a line of JSON, upstream's or ours; nothing for what is not one. */
export function readLogLine(text: string): LogLine | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return undefined;
  const first = (...keys: readonly string[]): string => {
    for (const key of keys) {
      const value: unknown = Reflect.get(fields, key);
      if (typeof value === 'string' && value !== '') return value;
    }
    return '';
  };
  return {
    ts: first('ts'),
    level: first('level'),
    kind: first('reconciler kind', 'controllerKind', 'logger'),
    name: first('name'),
    namespace: first('namespace'),
    message: first('msg'),
    error: first('error'),
  };
}

export function isWanted(line: LogLine, filter: LogFilter): boolean {
  const keys = ['level', 'kind', 'name', 'namespace'] as const;
  return keys.every((key) => {
    const wanted = filter[key];
    return wanted === undefined || line[key].toLowerCase() === wanted.toLowerCase();
  });
}

/** Upstream's format: the blank before an error stands also where there is none. */
export function formatLogLine({ ts, level, kind, name, namespace, message, error }: LogLine): string {
  const object = name === '' ? kind : `${kind}/${name}.${namespace}`;
  return printable(`${ts} ${level} ${object} - ${message} ${error}`).replaceAll('\n', ' ');
}
