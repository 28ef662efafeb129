const nanosecondsOf: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const part = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/gy;
/** Go keeps a duration as 64-bit nanoseconds. */
const largest = 9_223_372_036_854_775_807n;

/** A text that Go would not read as a duration. */
export class DurationError extends Error {
  constructor(text: string) {
    super(`invalid duration ${JSON.stringify(text.slice(0, 64))}`);
    this.name = 'DurationError';
  }
}

/**
 * Reads a Go duration (`1h30m`, `1.5s`, `-2ms`, `0`) in milliseconds, with fractions down to nanoseconds. Throws
 * `DurationError` for anything that Go's time.ParseDuration refuses, among it more than about 292 years.
 */
export function parseDuration(text: string): number {
  const unsigned = text.replace(/^[+-]/, '');
  if (unsigned === '0') return 0;
  const nanoseconds = sumOfParts(unsigned);
  if (nanoseconds === undefined || nanoseconds > largest) throw new DurationError(text);
  const milliseconds = Number(nanoseconds) / 1e6;
  return text.startsWith('-') ? -milliseconds : milliseconds;
}

function sumOfParts(text: string): bigint | undefined {
  let sum = 0n;
  let end = 0;
  part.lastIndex = 0;
  for (let match = part.exec(text); match !== null; match = part.exec(text)) {
    const [whole, integer = '', fraction = '', unit = ''] = match;
    if (integer === '' && fraction === '') return undefined;
    sum += nanosecondsIn(integer, fraction.slice(0, 18), nanosecondsOf[unit] ?? 0n);
    if (sum > largest) return sum;
    end += whole.length;
  }
  return end === text.length && end > 0 ? sum : undefined;
}

function nanosecondsIn(integer: string, fraction: string, size: bigint): bigint {
  const whole = BigInt(integer === '' ? 0 : integer) * size;
  return whole + (BigInt(fraction === '' ? 0 : fraction) * size) / 10n ** BigInt(fraction.length);
}

/** Writes milliseconds as Go writes a duration: `1h0m0s`, `1m30s`, `5.02s`, `250ms`, `0s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 0) return `-${formatDuration(-milliseconds)}`;
  const nanoseconds = Math.round(milliseconds * 1e6);
  if (nanoseconds === 0) return '0s';
  if (nanoseconds < 1e3) return `${String(nanoseconds)}ns`;
  if (nanoseconds < 1e6) return `${trimmed(nanoseconds / 1e3, 3)}µs`;
  if (nanoseconds < 1e9) return `${trimmed(nanoseconds / 1e6, 6)}ms`;
  const wholeSeconds = Math.floor(nanoseconds / 1e9);
  const seconds = `${trimmed((wholeSeconds % 60) + (nanoseconds % 1e9) / 1e9, 9)}s`;
  const minutes = Math.floor(wholeSeconds / 60);
  if (minutes === 0) return seconds;
  return minutes < 60
    ? `${String(minutes)}m${seconds}`
    : `${String(Math.floor(minutes / 60))}h${String(minutes % 60)}m${seconds}`;
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
