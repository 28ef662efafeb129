import fc from 'fast-check';
import { RE2JS } from 're2js';
import { expect, it } from 'vitest';
import { compilePattern, compileSelector } from './regex.ts';

it.each([
  ['', 'anything', true],
  ['web', 'web', true],
  ['web', 'web-1', false],
  ['w.b', 'wab', true],
  ['w.b', 'w\nb', false],
  ['web.*', 'web-1', true],
  ['.*web', 'my-web', true],
  ['a.*b', 'ab', true],
  ['a.*ab', 'ab', false],
  ['web|api', 'api', true],
  ['web|api', 'xapi', false],
  ['^web$', 'web', true],
  ['[ab]+', 'abba', true],
])('selector %s on %s is %s', async (pattern, text, expected) => {
  expect((await compileSelector(pattern))(text)).toBe(expected);
});

it('what needs no engine answers as the engine does', async () => {
  const pattern = fc.stringMatching(/^[ab./-]{0,4}(\.\*)?[ab./-]{0,4}$/);
  await fc.assert(
    fc.asyncProperty(
      pattern.filter((text) => text !== ''),
      fc.stringMatching(/^[ab./\n-]{0,8}$/),
      async (text, input) => {
        const engine = RE2JS.compile(`^(?:${text})$`).matcher(input).find();
        expect((await compileSelector(text))(input)).toBe(engine);
      },
    ),
    { numRuns: 2_000 },
  );
});

it('a pattern is found anywhere in a text', async () => {
  expect((await compilePattern('b+'))('abbc')).toBe(true);
  expect((await compilePattern('name'))('my name')).toBe(true);
});

it('what is no pattern is refused and shown', async () => {
  await expect(compileSelector('a(')).rejects.toThrow('"a("');
});
