import type { JsonValue } from '@sluice/objects';

/** A point in time as protobuf carries it. */
export interface TimeParts {
  /** Since 1970. */
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** Go's zero time. */
const zeroSeconds = -62_135_596_800;

/** The parts of a time in RFC 3339; `undefined` for what is none, and for the zero time. */
export function timeParts(text: string): TimeParts | undefined {
  const milliseconds = Date.parse(text.replace(/\.\d+/, ''));
  if (Number.isNaN(milliseconds)) return undefined;
  const seconds = milliseconds / 1000;
  const fraction = /\.(\d{1,9})/.exec(text)?.[1] ?? '';
  return seconds === zeroSeconds ? undefined : { seconds, nanoseconds: Number(fraction.padEnd(9, '0')) };
}

/** The time in RFC 3339 with so many digits behind the point; `undefined` for the zero time. */
export function timeText({ seconds, nanoseconds }: TimeParts, digits: number): string | undefined {
  if (seconds <= zeroSeconds) return undefined;
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return digits === 0 ? `${whole}Z` : `${whole}.${String(nanoseconds).padStart(9, '0').slice(0, digits)}Z`;
}

const unitNanoseconds = new Map([
  ['h', 3.6e12],
  ['m', 6e10],
  ['s', 1e9],
  ['ms', 1e6],
  ['us', 1e3],
  ['ns', 1],
]);

/** A duration as Go prints it, like `1h0m0.5s`, in nanoseconds. */
export function durationNanoseconds(value: JsonValue | undefined): number {
  if (typeof value !== 'string') return 0;
  const parts = [...value.matchAll(/([\d.]+)(ms|us|ns|[hms])/g)];
  const sum = parts.reduce(
    (total, [, count, unit = '']) => total + Number(count) * (unitNanoseconds.get(unit) ?? 0),
    0,
  );
  return Math.round(value.startsWith('-') ? -sum : sum);
}
