import { expect, it } from 'vitest';
import { formatAge, formatSeconds } from './age.ts';
import { shortenRevisions } from './revision.ts';

it.each([
  [0, '0s'],
  [59_000, '59s'],
  [61_000, '1m1s'],
  [600_000, '10m'],
  [3_700_000, '1h1m'],
  [172_800_000, '2d'],
  [-5, '0s'],
])('formatAge(%d)', (milliseconds, text) => {
  expect(formatAge(milliseconds)).toBe(text);
});

it('formatSeconds keeps hundredths', () => {
  expect(formatSeconds(94)).toBe('0.09 s');
});

it('shortenRevisions cuts commit ids and digests, and nothing shorter', () => {
  expect(shortenRevisions(`main@sha1:${'a'.repeat(40)} sha256:${'b'.repeat(64)} 0123456789`)).toBe(
    'main@sha1:aaaaaaaa sha256:bbbbbbbb 0123456789',
  );
});
