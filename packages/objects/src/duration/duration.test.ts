import { describe, expect, it } from 'vitest';
import { DurationError, formatDuration, parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    ['0', 0],
    ['1m', 60_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1500],
    ['.5s', 500],
    ['1.s', 1000],
    ['-2ms', -2],
    ['+3s', 3000],
    ['100us', 0.1],
    ['1000h', 3_600_000_000],
    ['0.000001ms', 0.000001],
  ])('reads %s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', '1', '1d', 's', '.s', '1s2', '1e3s', '1 s', '--1s', '99999999999h', '1m '])('refuses %j', (text) => {
    expect(() => parseDuration(text)).toThrow(DurationError);
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [250, '250ms'],
    [5020, '5.02s'],
    [60_000, '1m0s'],
    [90_500, '1m30.5s'],
    [3_600_000, '1h0m0s'],
    [-1000, '-1s'],
    [0.0015, '1.5µs'],
  ])('writes %d ms', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});
