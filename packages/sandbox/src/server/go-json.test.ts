import { expect, test } from 'vitest';
import { duplicateKeys, JsonSyntaxError } from './go-json.ts';

test.each([
  ['', 'unexpected end of JSON input'],
  ['{"a":', 'unexpected end of JSON input'],
  ['hello', "invalid character 'h' looking for beginning of value"],
  ['{} x', "invalid character 'x' after top-level value"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b":2}', `invalid character '"' after object key:value pair`],
  ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
  ['[1 2]', "invalid character '2' after array element"],
  ['nope', "invalid character 'o' in literal null (expecting 'u')"],
  ['-', 'unexpected end of JSON input'],
  ['"a\nb"', "invalid character '\\n' in string literal"],
])('%j is refused in the words of Go', (text, message) => {
  expect(() => duplicateKeys(text)).toThrow(new JsonSyntaxError(message));
});

test('keys that stand twice are named by their paths', () => {
  const text = '{"a":{"x":1,"x":2},"l":[{"k":1},{"k":1,"k":2}],"a":{},"ok":"\\"a\\":1"}';
  expect(duplicateKeys(text)).toEqual(['a.x', 'l[1].k', 'a']);
  expect(duplicateKeys('{"a":1,"b":{"a":2}}')).toEqual([]);
});

test('what is nested beyond all measure is left to the parser', () => {
  expect(duplicateKeys('['.repeat(100_000))).toEqual([]);
});
