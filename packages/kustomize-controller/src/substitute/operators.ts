import { matchingPrefixes, parseGlob } from './glob.ts';

/** What an expression does with the value of its variable. */
export type Operator = (value: string, args: readonly string[]) => string;

/** The operators by their sign. Signs that are not here (the default family) give the arguments for an empty value. */
const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  [',', (value) => mapFirst(value, (first) => first.toLowerCase())],
  [',,', (value) => value.toLowerCase()],
  ['^', (value) => mapFirst(value, (first) => first.toUpperCase())],
  ['^^', (value) => value.toUpperCase()],
  [
    '#',
    (value, args) => (args.length === 0 ? String(Buffer.byteLength(value)) : trimPrefix(value, args[0], 'shortest')),
  ],
  ['##', (value, args) => trimPrefix(value, args[0], 'longest')],
  ['%', (value, args) => trimSuffix(value, args[0], 'shortest')],
  ['%%', (value, args) => trimSuffix(value, args[0], 'longest')],
  [':', substring],
  ['/', (value, [from = '', to = '']) => replaceFirst(value, from, to)],
  ['//', (value, [from = '', to = '']) => value.split(from).join(to)],
  ['/#', replacePrefix],
  ['/%', replaceSuffix],
]);

/** The operator of a sign; '' is the plain `${v}`. */
export function operatorOf(sign: string): Operator {
  return operators.get(sign) ?? orDefault;
}

/** Whether an expression with that sign is about unset variables, so that one is no error. */
export function toleratesUnset(sign: string): boolean {
  return ['-', '+', '=', '?', ':-', ':+', ':=', ':?'].includes(sign);
}

function orDefault(value: string, args: readonly string[]): string {
  return value === '' ? args.join('') : value;
}

function mapFirst(value: string, map: (first: string) => string): string {
  const [first = '', ...rest] = value;
  return map(first) + rest.join('');
}

function trimPrefix(value: string, pattern: string | undefined, which: 'shortest' | 'longest'): string {
  const glob = parseGlob(pattern ?? '');
  if (glob === undefined) return value;
  const characters = Array.from(value);
  const lengths = matchingPrefixes(glob, characters).filter((length) => length > 0);
  const length = which === 'shortest' ? lengths[0] : lengths.at(-1);
  return characters.slice(length ?? 0).join('');
}

/** By reversing both, as upstream does: classes such as `[a-z]` then mean nothing. */
function trimSuffix(value: string, pattern: string | undefined, which: 'shortest' | 'longest'): string {
  return reverse(trimPrefix(reverse(value), reverse(pattern ?? ''), which));
}

function reverse(text: string): string {
  return Array.from(text).reverse().join('');
}

/** By bytes. What is no number leaves the value alone. */
function substring(value: string, args: readonly string[]): string {
  const bytes = Buffer.from(value);
  const [start, length] = args.map(readInteger);
  if (start === undefined) return value;
  const from = start < 0 ? Math.max(0, bytes.length + start) : start;
  if (args.length < 2) return bytes.subarray(from).toString();
  if (length === undefined) return value;
  const to = length < 0 ? bytes.length + length : from + length;
  return to <= from ? '' : bytes.subarray(from, to).toString();
}

function readInteger(text: string): number | undefined {
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

function replaceFirst(value: string, from: string, to: string): string {
  // A function, because a replacement text may hold `$&` and the like.
  return value.replace(from, () => to);
}

function replacePrefix(value: string, args: readonly string[]): string {
  const [from = '', to = ''] = args;
  return args.length === 2 && value.startsWith(from) ? to + value.slice(from.length) : value;
}

function replaceSuffix(value: string, args: readonly string[]): string {
  const [from = '', to = ''] = args;
  return args.length === 2 && value.endsWith(from) ? value.slice(0, value.length - from.length) + to : value;
}
