import { expect, test } from 'vitest';
import { Redactor } from './redactor.ts';

test.each([
  ['a value', 'cannot use "correct horse" here', 'cannot use "***" here'],
  ['its base64', `data: ${Buffer.from('correct horse').toString('base64')}`, 'data: ***'],
  ['a line of a longer one', 'line 2: BEGIN PRIVATE', 'line 2: ***'],
  ['the beginning of a long one', 'got "a very long value that is cut…"', 'got "***…"'],
  ['a value that JSON escapes', String.raw`got "quo\"ted"`, 'got "***"'],
  ['a value within another', 'correct horses', '***s'],
])('%s is masked', (_, message, redacted) => {
  const redactor = new Redactor();
  redactor.add(['correct horse', 'one\nBEGIN PRIVATE', 'a very long value that is cut off in messages', 'quo"ted']);
  expect(redactor.redact(message)).toBe(redacted);
});

test('short values and booleans would mask everything', () => {
  const redactor = new Redactor();
  redactor.add(['1', 'abc', 'true', '']);
  expect(redactor.redact('abc is true, not 1')).toBe('abc is true, not 1');
});
