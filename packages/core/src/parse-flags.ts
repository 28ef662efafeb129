import { type Flag, FlagError, type FlagTable, type FlagValues } from './flag.ts';

export interface ParsedFlags<Table extends FlagTable> {
  /** `--help` was asked for. */
  readonly help: boolean;
  readonly values: FlagValues<Table>;
}

/**
 * Reads a command line by a table of flags: `--name value`, `--name=value`, `--switch`, `--no-…` is not known, as
 * upstream. Throws `FlagError` with one line for an unknown flag, a value that does not fit, or a flag that is not
 * honoured and has a value other than its default.
 */
export function parseFlags<Table extends FlagTable>(
  table: Table,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): ParsedFlags<Table> {
  const given = collect(table, argv);
  const values = Object.fromEntries(
    Object.entries(table).map(([name, flag]) => [
      name,
      valueOf(name, flag, given.texts.get(name) ?? fromEnv(flag, env)),
    ]),
  );
  return { help: given.help, values: values as FlagValues<Table> };
}

interface Given {
  readonly texts: ReadonlyMap<string, readonly string[]>;
  readonly help: boolean;
}

function collect(table: FlagTable, argv: readonly string[]): Given {
  const texts = new Map<string, string[]>();
  const rest = argv.filter((argument) => !isHelp(argument));
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    const { name, flag, attached } = recognize(table, argument);
    const text = attached ?? (flag.isBoolean ? 'true' : rest.shift());
    if (text === undefined) throw new FlagError(`flag --${name} needs a value`);
    texts.set(name, [...(texts.get(name) ?? []), text]);
  }
  return { texts, help: argv.some(isHelp) };
}

function isHelp(argument: string): boolean {
  return argument === '--help' || argument === '-h';
}

function recognize(
  table: FlagTable,
  argument: string,
): { readonly name: string; readonly flag: Flag<unknown>; readonly attached: string | undefined } {
  const match = /^--?(?<name>[a-z][A-Za-z0-9-]*)(?:=(?<attached>.*))?$/s.exec(argument);
  const name = match?.groups?.['name'] ?? '';
  const flag = Object.hasOwn(table, name) ? table[name] : undefined;
  if (flag === undefined) throw new FlagError(`unknown ${argument.startsWith('-') ? 'flag' : 'argument'}: ${argument}`);
  return { name, flag, attached: match?.groups?.['attached'] };
}

function fromEnv(
  flag: Flag<unknown>,
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] | undefined {
  const text = flag.env === undefined ? undefined : env[flag.env];
  return text === undefined || text === '' ? undefined : [text];
}

function valueOf(name: string, flag: Flag<unknown>, texts: readonly string[] | undefined): unknown {
  if (texts === undefined) return flag.defaultValue;
  const value = read(name, flag, texts);
  if (flag.unsupported !== undefined && JSON.stringify(value) !== JSON.stringify(flag.defaultValue)) {
    throw new FlagError(`flag --${name} is not supported: ${flag.unsupported}`);
  }
  return value;
}

function read(name: string, flag: Flag<unknown>, texts: readonly string[]): unknown {
  try {
    return flag.read(texts);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    throw new FlagError(`invalid value "${texts.at(-1) ?? ''}" for flag --${name}: ${error.message}`);
  }
}

/** The text of `--help`: one line for each flag, in alphabetical order. */
export function formatUsage(program: string, table: FlagTable): string {
  const lines = Object.entries(table)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, flag]) =>
        `  --${name}${flag.valueName === '' ? '' : ` ${flag.valueName}`}\n        ${flag.description}${formatDefault(flag)}`,
    );
  return `Usage: ${program} [flags]\n\n${lines.join('\n')}\n`;
}

function formatDefault({ defaultValue, valueName }: Flag<unknown>): string {
  if (defaultValue === '' || defaultValue === false || (Array.isArray(defaultValue) && defaultValue.length === 0))
    return '';
  return ` (default ${valueName === 'duration' ? `${String(Number(defaultValue) / 1000)}s` : String(defaultValue)})`;
}
