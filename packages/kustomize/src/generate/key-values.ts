import { isUtf8 } from 'node:buffer';
import type { GeneratorArgs } from '../config/types.ts';
import type { Loader } from '../tree/loader.ts';

/** One entry of a generated ConfigMap or Secret, as bytes because files may hold anything. */
export interface KeyValue {
  readonly key: string;
  readonly value: Buffer;
}

class RepeatedKeyError extends Error {
  override readonly name = 'RepeatedKeyError';
}

/** The entries of a generator's sources: env files, then literals, then files. A key that repeats is an error. */
export async function loadKeyValues(loader: Loader, args: GeneratorArgs): Promise<Map<string, Buffer>> {
  const entries = new Map<string, Buffer>();
  const add = ({ key, value }: KeyValue): void => {
    if (entries.has(key)) throw new RepeatedKeyError(`configmap ${args.name} illegally repeats the key \`${key}\``);
    entries.set(key, value);
  };
  const [envs, literals, files] = [args.envs ?? [], args.literals ?? [], args.files ?? []];
  await within(`env source files: [${envs.join(' ')}]`, async () => {
    for (const path of envs) (await envEntries(loader, path)).forEach(add);
  });
  await within(`literal sources [${literals.map(keyOf).join(' ')}]`, () => literals.map(parseLiteral).forEach(add));
  await within(`file sources: [${files.join(' ')}]`, async () => {
    for (const source of files) add(await fileEntry(loader, source));
  });
  return entries;
}

/** Literals may be secrets: messages show their keys alone. */
function keyOf(literal: string): string {
  return literal.split('=', 1)[0] ?? '';
}

async function within(place: string, run: () => void | Promise<void>): Promise<void> {
  try {
    await run();
  } catch (cause) {
    if (cause instanceof RepeatedKeyError) throw cause;
    throw new Error(`loading KV pairs: ${place}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

const newline = 0x0a;

async function envEntries(loader: Loader, path: string): Promise<KeyValue[]> {
  const content = Buffer.from(await loader.load(path));
  const entries: KeyValue[] = [];
  for (let start = 0, line = 0; start < content.length; line++) {
    const end = content.indexOf(newline, start);
    const stop = end === -1 ? content.length : end;
    const entry = parseEnvLine(
      content.subarray(start, content[stop - 1] === 0x0d && stop > start ? stop - 1 : stop),
      line,
    );
    if (entry !== undefined) entries.push(entry);
    start = stop + 1;
  }
  return entries;
}

/** Undefined for empty lines and comments. A line without `=` is a key without a value. */
function parseEnvLine(bytes: Buffer, line: number): KeyValue | undefined {
  if (!isUtf8(bytes)) throw new Error(`line ${line + 1} has invalid utf8 bytes`);
  const text = bytes.toString();
  const trimmed = (line === 0 && text.startsWith('\uFEFF') ? text.slice(1) : text).replace(
    /^[\t\n\v\f\r \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+/,
    '',
  );
  if (trimmed === '' || trimmed.startsWith('#')) return undefined;
  const equals = trimmed.indexOf('=');
  const key = equals === -1 ? trimmed : trimmed.slice(0, equals);
  return key === '' ? undefined : { key, value: Buffer.from(equals === -1 ? '' : trimmed.slice(equals + 1)) };
}

/** The value of `key="value"` loses its quotes. */
function parseLiteral(literal: string): KeyValue {
  const equals = literal.indexOf('=');
  if (equals <= 0) throw new Error(`invalid literal source ${equals === 0 ? '=…' : literal}, expected key=value`);
  const value = literal.slice(equals + 1);
  const quoted = value.length >= 2 && value[0] === value.at(-1) && (value[0] === '"' || value[0] === "'");
  return { key: literal.slice(0, equals), value: Buffer.from(quoted ? value.slice(1, -1) : value) };
}

async function fileEntry(loader: Loader, source: string): Promise<KeyValue> {
  const { key, path } = parseFileSource(source);
  return { key, value: Buffer.from(await loader.load(path)) };
}

function parseFileSource(source: string): { key: string; path: string } {
  const parts = source.split('=');
  const [first = '', second = ''] = parts;
  if (parts.length === 1) return { key: baseName(source), path: source };
  if (parts.length > 2) throw new Error(`source ${JSON.stringify(source)} key name or file path contains '='`);
  if (first === '')
    throw new Error(`missing key name for file path ${JSON.stringify(second)} in source ${JSON.stringify(source)}`);
  if (second === '')
    throw new Error(`missing file path for key name ${JSON.stringify(first)} in source ${JSON.stringify(source)}`);
  return { key: first, path: second };
}

function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}
