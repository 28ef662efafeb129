import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../object.ts';
import { loadSchemaFacts } from '../facts/load-schema-facts.ts';
import { deepEqual } from '../json/deep-equal.ts';
import { parseJson } from '../json/parse-json.ts';
import { stringifyJson } from '../json/stringify-json.ts';
import { applyJsonPatch } from './json-patch.ts';
import { applyMergePatch, createMergePatch } from './merge-patch.ts';
import { PatchError } from './patch-error.ts';
import { applyStrategicMergePatch } from './strategic-merge-patch.ts';

describe('JSON patch', () => {
  it.each<[string, JsonValue, JsonValue[], JsonValue]>([
    ['adds a key', { a: 1 }, [{ op: 'add', path: '/b', value: 2 }], { a: 1, b: 2 }],
    ['adds before an index', [1, 3], [{ op: 'add', path: '/1', value: 2 }], [1, 2, 3]],
    ['adds behind the end', [1], [{ op: 'add', path: '/-', value: 2 }], [1, 2]],
    [
      'counts negative indexes from the end',
      { l: [1, 2] },
      [{ op: 'replace', path: '/l/-1', value: 3 }],
      { l: [1, 3] },
    ],
    [
      'decodes ~0 and ~1',
      { 'a/b': 1, '~': 2 },
      [
        { op: 'remove', path: '/a~1b' },
        { op: 'remove', path: '/~0' },
      ],
      {},
    ],
    ['replaces a missing key', {}, [{ op: 'replace', path: '/a', value: 1 }], { a: 1 }],
    ['replaces the whole', { a: 1 }, [{ op: 'replace', path: '', value: { b: 1 } }], { b: 1 }],
    ['moves', { a: 1 }, [{ op: 'move', from: '/a', path: '/b' }], { b: 1 }],
    [
      'copies',
      { a: { x: [] } },
      [
        { op: 'copy', from: '/a', path: '/b' },
        { op: 'add', path: '/b/x/-', value: 1 },
      ],
      { a: { x: [] }, b: { x: [1] } },
    ],
    ['takes a missing key for null in a test', { a: 1 }, [{ op: 'test', path: '/b', value: null }], { a: 1 }],
    ['adds null without a value', {}, [{ op: 'add', path: '/a' }], { a: null }],
  ])('%s', (_what, target, patch, expected) => {
    const before = stringifyJson(target);
    expect(applyJsonPatch(target, patch)).toEqual(expected);
    expect(stringifyJson(target)).toBe(before);
  });

  it.each<[JsonValue, string]>([
    [
      { op: 'remove', path: '/x' },
      "error in remove for path: '/x': Unable to remove nonexistent key: x: missing value",
    ],
    [{ op: 'add', path: '/x/y', value: 1 }, 'add operation does not apply: doc is missing path: "/x/y": missing value'],
    [{ op: 'add', path: '', value: 1 }, 'add operation does not apply: doc is missing path: "": missing value'],
    [
      { op: 'add', path: '/l/5', value: 1 },
      "error in add for path: '/l/5': Unable to access invalid index: 5: invalid index referenced",
    ],
    [
      { op: 'replace', path: '/l/5', value: 1 },
      'replace operation does not apply: doc is missing key: /l/5: missing value',
    ],
    [{ op: 'test', path: '/a', value: 2 }, 'testing value /a failed: test failed'],
    [{ op: 'spoil', path: '/a' }, 'Unexpected kind: spoil'],
  ])('fails for %j in the words of its model', (operation, message) => {
    const apply = (): JsonValue => applyJsonPatch({ a: 1, l: [1] }, [operation]);
    expect(apply).toThrow(PatchError);
    expect(apply).toThrow(new PatchError('not-applicable', message));
  });

  it('stops copies that would exhaust memory', () => {
    const patch = Array.from({ length: 60 }, () => ({ op: 'copy', from: '/a', path: '/a/-' }));
    expect(() => applyJsonPatch({ a: ['x'.repeat(1000)] }, patch)).toThrow('copy operations add more than');
  });

  it.each([{}, null, ['x'], [null]])('refuses %j as a patch', (patch) => {
    expect(() => applyJsonPatch({}, patch as JsonValue)).toThrow(PatchError);
  });
});

describe('merge patch', () => {
  // The examples of RFC 7386, appendix A.
  it.each<[JsonValue, JsonValue, JsonValue]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('of %j with %j', (target, patch, expected) => {
    expect(applyMergePatch(target, patch)).toEqual(expected);
  });

  const noNulls = fc.letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.integer(),
      fc.string(),
      fc.array(tie('value'), { maxLength: 3 }),
      tie('object'),
    ),
    object: fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('a', '__proto__', 'constructor')), tie('value'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  })).object;

  it('created from two maps turns one into the other', () => {
    fc.assert(
      fc.property(noNulls, noNulls, (from, to) => {
        const patch = createMergePatch(from, to);
        expect(deepEqual(applyMergePatch(from, patch), to)).toBe(true);
        expect(Object.keys(patch).length === 0).toBe(deepEqual(from, to));
      }),
    );
  });
});

describe('strategic merge patch', () => {
  const pod = loadSchemaFacts().typeOf('v1', 'Pod');
  const containers = [
    { name: 'a', image: 'i', env: [{ name: 'X', value: '1' }] },
    { name: 'b', image: 'j' },
  ];

  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    [
      'merges a list by its key',
      { spec: { containers } },
      { spec: { containers: [{ name: 'b', image: 'k' }] } },
      { spec: { containers: [containers[0], { name: 'b', image: 'k' }] } } as JsonObject,
    ],
    [
      'puts new elements where the patch has them',
      { spec: { containers } },
      { spec: { containers: [{ name: 'c' }, { name: 'a' }] } },
      { spec: { containers: [{ name: 'c' }, ...containers] } },
    ],
    [
      'deletes an element',
      { spec: { containers } },
      { spec: { containers: [{ name: 'a', $patch: 'delete' }] } },
      { spec: { containers: [containers[1]] } } as JsonObject,
    ],
    [
      'replaces a list',
      { spec: { containers } },
      { spec: { containers: [{ $patch: 'replace' }, { name: 'z' }] } },
      { spec: { containers: [{ name: 'z' }] } },
    ],
    [
      'replaces a map',
      { metadata: { labels: { a: '1' } } },
      { metadata: { labels: { b: '2', $patch: 'replace' } } },
      { metadata: { labels: { b: '2' } } },
    ],
    [
      'empties a map',
      { metadata: { labels: { a: '1' } } },
      { metadata: { labels: { $patch: 'delete' } } },
      { metadata: { labels: {} } },
    ],
    [
      'deletes by null',
      { metadata: { labels: { a: '1', b: '2' } } },
      { metadata: { labels: { a: null } } },
      { metadata: { labels: { b: '2' } } },
    ],
    [
      'replaces atomic lists',
      { spec: { tolerations: [{ key: 'a' }] } },
      { spec: { tolerations: [{ key: 'b' }] } },
      { spec: { tolerations: [{ key: 'b' }] } },
    ],
    [
      'joins lists of scalars',
      { metadata: { finalizers: ['a', 'b'] } },
      { metadata: { finalizers: ['c', 'b'] } },
      { metadata: { finalizers: ['c', 'a', 'b'] } },
    ],
    [
      'deletes from lists of scalars',
      { metadata: { finalizers: ['a', 'b'] } },
      { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } },
      { metadata: { finalizers: ['b'] } },
    ],
    [
      'orders',
      { spec: { containers } },
      {
        spec: {
          '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }],
          containers: [{ name: 'a', image: 'n' }],
        },
      },
      { spec: { containers: [containers[1], { ...containers[0], image: 'n' }] } } as JsonObject,
    ],
    [
      'keeps only the keys named',
      { spec: { volumes: [{ name: 'v', emptyDir: {} }] } },
      { spec: { volumes: [{ name: 'v', secret: { secretName: 's' }, $retainKeys: ['name', 'secret'] }] } },
      { spec: { volumes: [{ name: 'v', secret: { secretName: 's' } }] } },
    ],
  ])('%s', (_what, target, patch, expected) => {
    const before = [stringifyJson(target), stringifyJson(patch)];
    expect(applyStrategicMergePatch(target, patch, pod)).toEqual(expected);
    expect([stringifyJson(target), stringifyJson(patch)]).toEqual(before);
  });

  it.each<[JsonObject, string]>([
    [{ spec: { containers: [{ image: 'x' }] } }, 'map does not contain declared merge key: name'],
    [{ spec: { containers: [{ name: 'a', $patch: 'merge' }] } }, 'merging lists cannot yet be specified'],
    [{ metadata: { labels: { $patch: 'spoil' } } }, 'unknown patch type: spoil'],
    [{ spec: { containers: ['a'] } }, 'list element types are not identical'],
    [{ metadata: { '$deleteFromPrimitiveList/finalizers': 'a' } }, 'invalid patch format of primitive list'],
    [{ spec: { '$setElementOrder/containers': [{ name: 'a' }], containers: [{ name: 'q' }] } }, "doesn't match"],
  ])('refuses %j', (patch, message) => {
    const target = { metadata: { labels: { a: '1' }, finalizers: ['f'] }, spec: { containers } };
    expect(() => applyStrategicMergePatch(target, patch, pod)).toThrow(message);
  });

  it('replaces every list without a schema', () => {
    expect(applyStrategicMergePatch({ l: [{ name: 'a' }] }, { l: [{ name: 'b' }] }, undefined)).toEqual({
      l: [{ name: 'b' }],
    });
  });
});

describe('hostile keys', () => {
  const hostile = parseJson(
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":2}',
  ) as JsonObject;

  function expectClean(result: JsonValue): void {
    expect(stringifyJson(result)).toContain('"__proto__"');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  }

  it('stay data in every kind of patch', () => {
    expectClean(applyMergePatch({ a: 1 }, hostile));
    expectClean(applyMergePatch(hostile, hostile));
    expectClean(createMergePatch({}, hostile));
    expectClean(applyStrategicMergePatch({ a: 1 }, hostile, undefined));
    expectClean(applyStrategicMergePatch(hostile, hostile, loadSchemaFacts().typeOf('v1', 'Pod')));
    expectClean(applyJsonPatch({}, [{ op: 'add', path: '/__proto__', value: { polluted: 1 } }]));
    expect(() => applyJsonPatch({}, [{ op: 'add', path: '/__proto__/polluted', value: 1 }])).toThrow(PatchError);
    expect(() => applyJsonPatch({}, [{ op: 'add', path: '/constructor/prototype/polluted', value: 1 }])).toThrow(
      PatchError,
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('survive 20,000 random patches', () => {
    const key = fc.constantFrom(
      '__proto__',
      'constructor',
      'prototype',
      'a',
      '$patch',
      '$retainKeys',
      '$setElementOrder/a',
      '$deleteFromPrimitiveList/a',
      'metadata',
      'spec',
      'containers',
      'finalizers',
    );
    const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<JsonValue>(null, 1, 'a', 'replace', 'delete'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    const object = fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true });
    const operation = fc.record({
      op: fc.constantFrom('add', 'replace', 'remove', 'move', 'copy', 'test'),
      path: fc.array(key).map((keys) => keys.map((name) => `/${name}`).join('')),
      from: fc.constantFrom('/a', '/__proto__'),
      value,
    });
    const pod = loadSchemaFacts().typeOf('v1', 'Pod');
    fc.assert(
      fc.property(object, object, fc.array(operation, { maxLength: 3 }), (target, patch, operations) => {
        for (const apply of [
          () => applyMergePatch(target, patch),
          () => applyStrategicMergePatch(target, patch, pod),
          () => applyJsonPatch(target, operations),
        ]) {
          try {
            apply();
          } catch (error) {
            expect(error).toBeInstanceOf(PatchError);
          }
        }
        expect(Reflect.ownKeys(Object.prototype)).toHaveLength(12);
      }),
      { numRuns: 20_000 },
    );
  });
});
