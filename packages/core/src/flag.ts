/** One command-line flag. `read` gives its value or throws `FlagError`. */
export interface Flag<Value> {
  readonly defaultValue: Value;
  readonly description: string;
  /** Shown in `--help`: `duration`, `string`, … */
  readonly valueName: string;
  /** Environment variable that gives the default. */
  readonly env?: string;
  readonly isBoolean: boolean;
  /** May be given more than once; values add up. */
  readonly repeatable: boolean;
  /** One text for each time it was given. */
  read(texts: readonly string[]): Value;
  /** Why a value other than the default is refused: a flag of upstream's that is not honoured yet. */
  readonly unsupported?: string;
}

export type FlagTable = Readonly<Record<string, Flag<unknown>>>;

/** The values by flag name: `flags['health-addr']`. */
export type FlagValues<Table extends FlagTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Flag<infer Value> ? Value : never;
};

/** A command line that cannot be used. The message is one line. */
export class FlagError extends Error {
  override readonly name = 'FlagError';
}

export interface FlagOptions {
  readonly env?: string;
  readonly unsupported?: string;
}

export function stringFlag(defaultValue: string, description: string, options: FlagOptions = {}): Flag<string> {
  return { ...single(defaultValue, description, 'string', (text) => text), ...options };
}

/** Any of `choices`. */
export function choiceFlag<const Choice extends string>(
  defaultValue: Choice,
  choices: readonly Choice[],
  description: string,
  options: FlagOptions = {},
): Flag<Choice> {
  const read = (text: string): Choice => {
    const choice = choices.find((each) => each === text);
    if (choice === undefined) throw new FlagError(`must be one of ${choices.join(', ')}`);
    return choice;
  };
  return { ...single(defaultValue, description, 'string', read), ...options };
}

export function booleanFlag(defaultValue: boolean, description: string, options: FlagOptions = {}): Flag<boolean> {
  return { ...single(defaultValue, description, '', readBoolean), isBoolean: true, ...options };
}

export function integerFlag(
  defaultValue: number,
  description: string,
  options: FlagOptions & { readonly min?: number; readonly max?: number } = {},
): Flag<number> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER, ...rest } = options;
  return { ...single(defaultValue, description, 'int', (text) => readInteger(text, min, max)), ...rest };
}

/** Value in milliseconds; written as Go does (`1h30m`, `750ms`). */
export function durationFlag(defaultMs: number, description: string, options: FlagOptions = {}): Flag<number> {
  return { ...single(defaultMs, description, 'duration', readDuration), ...options };
}

/** Comma-separated, and repeatable. */
export function listFlag(description: string, options: FlagOptions = {}): Flag<readonly string[]> {
  return {
    defaultValue: [],
    description,
    valueName: 'strings',
    isBoolean: false,
    repeatable: true,
    read: (texts) => texts.flatMap((text) => text.split(',')).filter((text) => text !== ''),
    ...options,
  };
}

function single<Value>(
  defaultValue: Value,
  description: string,
  valueName: string,
  read: (text: string) => Value,
): Flag<Value> {
  return {
    defaultValue,
    description,
    valueName,
    isBoolean: false,
    repeatable: false,
    // As in Go's flag packages, the last one counts.
    read: (texts) => read(texts.at(-1) ?? ''),
  };
}

function readBoolean(text: string): boolean {
  if (['true', 't', '1', 'TRUE', 'True', 'T'].includes(text)) return true;
  if (['false', 'f', '0', 'FALSE', 'False', 'F'].includes(text)) return false;
  throw new FlagError('must be true or false');
}

function readInteger(text: string, min: number, max: number): number {
  const value = /^[+-]?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new FlagError('must be a whole number');
  if (value < min || value > max) throw new FlagError(`must be between ${String(min)} and ${String(max)}`);
  return value;
}

const unitsMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

function readDuration(text: string): number {
  if (text === '0') return 0;
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(text)) throw new FlagError('must be a duration such as 30s or 1h30m');
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) {
    sum += Number(amount) * (unitsMs[unit ?? ''] ?? 0);
  }
  return sum;
}
