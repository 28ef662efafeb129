import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { duplicateFields } from './duplicate-fields.ts';

describe('duplicateFields', () => {
  it.each<[string, string[]]>([
    ['{"a":1,"b":{"a":2}}', []],
    ['{"a":1,"a":2,"a":3}', ['a']],
    ['{"spec":{"c":[{"x":1},{"x":1,"y":{"z":1,"z":2},"x":2}]}}', ['spec.c[1].y.z', 'spec.c[1].x']],
    ['{"a":"{\\"b\\":1,\\"b\\":2}","c":"a"}', []],
    ['{ "a" : 1 , "\\u0061" : 2 }', ['a']],
    ['{"__proto__":1,"__proto__":2}', ['__proto__']],
    ['[[{"a":1,"a":2}]]', ['[0][0].a']],
    ['{"a":["a","a",","],"b":"a"}', []],
    ['"x"', []],
  ])('of %s', (text, expected) => {
    expect(duplicateFields(text)).toEqual(expected);
  });

  it('finds none in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.nat(3),
        (value, indent) => duplicateFields(JSON.stringify(value, null, indent)).length === 0,
      ),
    );
  });
});
