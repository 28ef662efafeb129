import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../object.ts';
import { cloneJson } from './clone-json.ts';
import { deepEqual } from './deep-equal.ts';
import { JsonError } from './json-error.ts';
import { getOwn, objectOf, setOwn } from './own.ts';
import { parseJson } from './parse-json.ts';
import { stringifyJson } from './stringify-json.ts';

describe('parseJson', () => {
  it.each<[string, JsonValue]>([
    ['12345678901234567890', 12345678901234567890n],
    ['9007199254740993', 9007199254740993n],
    ['-9223372036854775808', -9223372036854775808n],
    ['9007199254740991', 9007199254740991],
    ['1234567890123456', 1234567890123456],
    ['18446744073709551616', 2 ** 64],
    ['0.12345678901234567', Number('0.12345678901234567')],
    ['1e300', 1e300],
    ['1', 1],
    ['"1234567890123456789"', '1234567890123456789'],
  ])('reads %s', (text, value) => {
    expect(parseJson(text)).toStrictEqual(value);
  });

  it('keeps large integers deep inside and beside other values', () => {
    const text = '{"a":[{"b":9223372036854775807}],"c":"x","d":1.5,"e":null}';
    expect(parseJson(text)).toStrictEqual({ a: [{ b: 9223372036854775807n }], c: 'x', d: 1.5, e: null });
    expect(stringifyJson(parseJson(text))).toBe(text);
  });

  it.each(['{"a":1,}', '', '01', '[1', '"\u0001"', 'nul', '1e400', '-1E+999', '\uFEFF{}'])('refuses %j', (text) => {
    expect(() => parseJson(text)).toThrow(JsonError);
  });

  it('does not repeat the text in its error', () => {
    expect(() => parseJson('{"password": hunter2}')).toThrow(/^(?!.*hunter2)/);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => parseJson(new Uint8Array([0x22, 0xff, 0x22]))).toThrow('not UTF-8');
    expect(parseJson(new TextEncoder().encode('"é"'))).toBe('é');
  });

  it('refuses deep nesting but not many brackets in strings', () => {
    expect(() => parseJson('['.repeat(600) + ']'.repeat(600))).toThrow('nested more than 512');
    expect(() => parseJson('{"a":'.repeat(1_000_000))).toThrow(JsonError);
    const text = `"${'['.repeat(600)}\\"${'{'.repeat(600)}"`;
    expect(parseJson(text)).toHaveLength(1201);
    expect(parseJson('[[]]', { maxDepth: 2 })).toEqual([[]]);
    expect(() => parseJson('[[]]', { maxDepth: 1 })).toThrow('nested');
  });
});

describe('keys that JavaScript gives a meaning', () => {
  it('survive reading, copying, comparing and writing', () => {
    const text = '{"__proto__":{"polluted":1},"constructor":"c","toString":null,"n":12345678901234567890}';
    const value = parseJson(text) as JsonObject;
    expect(stringifyJson(value)).toBe(text);
    const copy = cloneJson(value);
    expect(stringifyJson(copy)).toBe(text);
    expect(deepEqual(value, copy)).toBe(true);
    expect(deepEqual({}, { constructor: 1 })).toBe(false);
    expect(deepEqual(parseJson('{"__proto__":1}'), {})).toBe(false);
    expect(deepEqual({}, parseJson('{"__proto__":{}}'))).toBe(false);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('are data for setOwn, getOwn and objectOf', () => {
    const object: JsonObject = {};
    expect(getOwn(object, '__proto__')).toBeUndefined();
    expect(getOwn(object, 'constructor')).toBeUndefined();
    setOwn(object, '__proto__', 1);
    expect(getOwn(object, '__proto__')).toBe(1);
    expect(
      Object.keys(
        objectOf([
          ['__proto__', 1],
          ['a', 2],
        ]),
      ),
    ).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
  });
});

describe('deepEqual', () => {
  it.each<[JsonValue, JsonValue, boolean]>([
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [[1, 2], [2, 1], false],
    [{ a: 1 }, { a: 1, b: null }, false],
    [{ a: 1, b: null }, { a: 1 }, false],
    [{ a: undefined as unknown as JsonValue }, {}, true],
    [1, 1n, true],
    [1.5, 1n, false],
    [9007199254740993n, 2 ** 53, false],
    [null, {}, false],
    [[], {}, false],
    ['1', 1, false],
    [null, false, false],
  ])('compares pair %#', (a, b, expected) => {
    expect(deepEqual(a, b)).toBe(expected);
    expect(deepEqual(b, a)).toBe(expected);
  });

  it('holds for every JSON text read twice', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value = parseJson(text);
        expect(deepEqual(value, parseJson(stringifyJson(value)))).toBe(true);
        expect(deepEqual(value, cloneJson(value))).toBe(true);
      }),
    );
  });
});
