import { expect, test } from 'vitest';
import { goSyntax, goText } from './go-text.ts';

test.each([
  [null, '<nil>', 'interface {}(nil)'],
  ['a b', 'a b', '"a b"'],
  [7, '7', '7'],
  [1e-7, '1e-07', '1e-07'],
  [9007199254740993n, '9007199254740993', '9007199254740993'],
  [true, 'true', 'true'],
  [['a', 1], '[a 1]', '[]interface {}{"a", 1}'],
  [
    { b: 1, a: { c: 'x' } },
    'map[a:map[c:x] b:1]',
    'map[string]interface {}{"a":map[string]interface {}{"c":"x"}, "b":1}',
  ],
])('value %# as Go prints it', (value, text, syntax) => {
  expect([goText(value), goSyntax(value)]).toEqual([text, syntax]);
});
