import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cloneJson, type JsonObject, type JsonValue } from '@sluice/objects';
import { applyJson6902 } from './json-patch/apply-patch.ts';
import { mergeNodes } from './merge/merge.ts';
import { fromJson } from './node/from-json.ts';
import { nodeOf } from './yaml/parsed.ts';
import { readDocuments } from './yaml/documents.ts';
import { toJson } from './node/to-json.ts';
import { Schemas } from './schema/schemas.ts';

/** Nothing may reach a prototype, whatever the keys are. */
function expectCleanPrototypes(): void {
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
}

const key = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'a', 'b', 'name', '$patch', 'polluted'),
  fc.string({ maxLength: 4 }),
);
const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('x', '1', 'yes', '', 'replace', 'delete'),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 3 }).map((entries) => {
      const object: JsonObject = {};
      for (const [name, inner] of entries)
        Object.defineProperty(object, name, { value: inner, enumerable: true, configurable: true, writable: true });
      return object;
    }),
  ),
}));
const object = value.filter(
  (inner): inner is JsonObject => typeof inner === 'object' && inner !== null && !Array.isArray(inner),
);

it('the parser reads or refuses, and never does anything else', () => {
  const fragment = fc.constantFrom(
    'a',
    ': ',
    '- ',
    '\n',
    '  ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '|',
    '>',
    '&x',
    '*x',
    '<<: ',
    '#',
    '---',
    '!',
    '~',
    '\t',
    '__proto__',
    ',',
    '?',
  );
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 25 }), (fragments) => {
      try {
        for (const document of readDocuments(fragments.join(''))) toJson(nodeOf(document));
      } catch (error) {
        expect((error as Error).name).toMatch(/^(MalformedYamlError|NodeValueError)$/);
      }
    }),
    { numRuns: 20_000 },
  );
});

it('a merge keeps every key as data', () => {
  const schemas = new Schemas();
  fc.assert(
    fc.property(object, object, (target, patch) => {
      const through = { through: 'json' } as const;
      try {
        const merged = mergeNodes(
          { target: fromJson(target, through), patch: fromJson(patch, through) },
          { schemas, schema: undefined, path: [] },
        );
        toJson(merged);
      } catch (error) {
        expect((error as Error).message).toMatch(/wrong node kind|patch strategy/);
      }
      expectCleanPrototypes();
    }),
    { numRuns: 20_000 },
  );
});

it('merging nothing changes nothing but nulls', () => {
  const schemas = new Schemas();
  const withoutNull = object.filter((inner) => !JSON.stringify(inner).includes('null'));
  fc.assert(
    fc.property(withoutNull, (target) => {
      const through = { through: 'json' } as const;
      const merged = mergeNodes(
        { target: fromJson(target, through), patch: undefined },
        { schemas, schema: undefined, path: [] },
      );
      expect(toJson(merged)).toEqual(toJson(fromJson(target, through)));
    }),
    { numRuns: 2_000 },
  );
});

it('a JSON patch keeps every key as data', () => {
  const pointer = fc
    .array(fc.oneof(key, fc.constantFrom('0', '-', '-1')), { maxLength: 4 })
    .map((parts) => parts.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''));
  const operation = fc.record({
    op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test'),
    path: pointer,
    from: pointer,
    value,
  });
  fc.assert(
    fc.property(object, fc.array(operation, { maxLength: 4 }), (document, operations) => {
      const before = cloneJson(operations as JsonValue);
      try {
        applyJson6902(cloneJson(document), operations);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
      expect(operations).toEqual(before);
      expectCleanPrototypes();
    }),
    { numRuns: 20_000 },
  );
});
