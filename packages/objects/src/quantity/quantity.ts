/** Text that is no resource quantity. The messages are Kubernetes' own. */
export class QuantityError extends Error {
  override readonly name = 'QuantityError';
}

type Format = 'decimal' | 'binary' | 'exponent';

/** A resource quantity, exact to a billionth: what is finer is rounded up, as Kubernetes does. */
export interface Quantity {
  /** The amount in billionths. */
  readonly nano: bigint;
  /** How it was written, and so how it is written again. */
  readonly format: Format;
  /** The text as the API server stores it. */
  readonly text: string;
}

const unit = 1_000_000_000n;
const maxInt64 = 2n ** 63n - 1n;
/** A larger exponent means nothing in a cluster, and would fill the memory with zeros. */
const largestExponent = 1000;

const decimalSuffixes: ReadonlyMap<string, number> = new Map(
  ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'].map((suffix, index) => [suffix, index * 3 - 9]),
);
const binarySuffixes: ReadonlyMap<string, number> = new Map(
  ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((suffix, index) => [suffix, (index + 1) * 10]),
);
const quantity = /^([-+]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;
const formatMessage = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/** Reads a quantity (`500m`, `1.5Gi`, `1e3`, `0.1`, or a JSON number). @throws QuantityError */
export function parseQuantity(value: string | number | bigint): Quantity {
  const text = String(value);
  if (text === '0') return { nano: 0n, format: 'decimal', text };
  const { sign, integer, fraction, suffix } = split(text);
  const { base, exponent, format } = parseSuffix(suffix);
  if (`${integer}${fraction}` === '' && !isSmallScale(base, exponent)) {
    throw new QuantityError('unable to parse numeric part of quantity');
  }
  const magnitude = limit(magnitudeOf(`${integer}${fraction}`, fraction.length, base, exponent), format);
  const nano = sign === '-' ? -magnitude : magnitude;
  const written = magnitude > 0n && magnitude < unit && format === 'binary' ? 'decimal' : format;
  const isKept = keepsText(integer.replace(/^0+/, ''), fraction, base, exponent);
  return { nano, format: written, text: isKept ? text : canonicalText(nano, written) };
}

interface Parts {
  readonly sign: string;
  readonly integer: string;
  readonly fraction: string;
  readonly suffix: string;
}

function split(text: string): Parts {
  const match = text === '' || text.length > 1000 ? null : quantity.exec(text);
  if (match === null) throw new QuantityError(formatMessage);
  const [, sign = '', integer = '', fraction = '', suffix = ''] = match;
  return { sign, integer, fraction, suffix };
}

/** The text that the API server stores for a quantity: `1024Ki` becomes `1Mi`, `0.5` becomes `500m`. @throws QuantityError */
export function canonicalQuantity(value: string | number | bigint): string {
  return parseQuantity(value).text;
}

/** Negative, zero or positive, as the first is smaller, equal or larger. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  return a.nano < b.nano ? -1 : a.nano > b.nano ? 1 : 0;
}

/** The sum, written like the first. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  const nano = a.nano + b.nano;
  const format = a.nano === 0n ? b.format : a.format;
  return { nano, format, text: canonicalText(nano, format) };
}

/** The amount as a number, rounded to a double. */
export function quantityNumber({ nano }: Quantity): number {
  return Number(nano) / Number(unit);
}

interface Suffix {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: Format;
}

function parseSuffix(suffix: string): Suffix {
  const decimal = decimalSuffixes.get(suffix);
  if (decimal !== undefined) return { base: 10, exponent: decimal, format: 'decimal' };
  const binary = binarySuffixes.get(suffix);
  if (binary !== undefined) return { base: 2, exponent: binary, format: 'binary' };
  const exponent = /^[eE]([-+]?\d{1,9})$/.exec(suffix)?.[1];
  if (exponent === undefined || Math.abs(Number(exponent)) > largestExponent) {
    throw new QuantityError("unable to parse quantity's suffix");
  }
  return { base: 10, exponent: Number(exponent), format: 'exponent' };
}

function magnitudeOf(digits: string, decimals: number, base: 2 | 10, exponent: number): bigint {
  const amount = BigInt(digits === '' ? '0' : digits);
  return base === 2 ? toNano(amount * 2n ** BigInt(exponent), -decimals) : toNano(amount, exponent - decimals);
}

/** Without any digit Kubernetes reads zero, but only where it counts in 64-bit integers. */
function isSmallScale(base: 2 | 10, exponent: number): boolean {
  return base === 2 ? exponent < 50 : exponent >= -9;
}

/** `digits × 10^exponent` in billionths, rounded up. */
function toNano(digits: bigint, exponent: number): bigint {
  const shift = exponent + 9;
  if (shift >= 0) return digits * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  return (digits + divisor - 1n) / divisor;
}

function limit(nano: bigint, format: Format): bigint {
  return format === 'binary' && nano > maxInt64 * unit ? maxInt64 * unit : nano;
}

/** Kubernetes keeps a text that is nearly canonical as it was written. */
function keepsText(integer: string, fraction: string, base: 2 | 10, exponent: number): boolean {
  const digits = `${integer === '' ? '0' : integer}${fraction}`;
  if (base === 2) {
    const fits = 15 - integer.length - Math.trunc((exponent * 3) / 10) - 1 >= 0;
    return fits && fraction === '' && Number(BigInt(digits) & 7n) !== 0;
  }
  const scale = exponent - fraction.length;
  const fits = digits.length <= 18 && scale >= -9;
  return fits && scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
}

function canonicalText(nano: bigint, format: Format): string {
  if (nano === 0n) return '0';
  const isSmall = nano > -1024n * unit && nano < 1024n * unit;
  if (format !== 'binary' || isSmall || nano % unit !== 0n) return decimalText(nano, format);
  const [mantissa, steps] = reduce(nano / unit, 1024n, binarySuffixes.size);
  return `${mantissa}${steps === 0 ? '' : [...binarySuffixes.keys()][steps - 1]}`;
}

function decimalText(nano: bigint, format: Format): string {
  const suffixes = [...decimalSuffixes.keys()];
  const isExponent = format === 'exponent';
  const [mantissa, steps] = reduce(nano, 1000n, isExponent ? Infinity : suffixes.length - 1);
  const exponent = steps * 3 - 9;
  if (!isExponent) return `${mantissa}${suffixes[steps]}`;
  return `${mantissa}${exponent === 0 ? '' : `e${exponent}`}`;
}

/** Divides by `factor` as often as that leaves no rest, at most `most` times. */
function reduce(value: bigint, factor: bigint, most: number): [mantissa: bigint, steps: number] {
  let mantissa = value;
  let steps = 0;
  while (steps < most && mantissa % factor === 0n) {
    mantissa /= factor;
    steps++;
  }
  return [mantissa, steps];
}
