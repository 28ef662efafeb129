import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { JsonObject, JsonValue, ManagedFieldsEntry } from '../object.ts';
import type { TypeSchema } from '../schema.ts';
import { customResourceType } from '../custom-type/custom-type.ts';
import { loadSchemaFacts } from '../facts/load-schema-facts.ts';
import { deepEqual } from '../json/deep-equal.ts';
import { parseJson } from '../json/parse-json.ts';
import { stringifyJson } from '../json/stringify-json.ts';
import { conflictMessage } from './conflicts.ts';
import { compareTyped } from './compare-typed.ts';
import { FieldSet } from './field-set.ts';
import { mergeTyped } from './merge-typed.ts';
import { removeFields } from './remove-fields.ts';
import { applyServerSide, type ServerSideApply } from './server-side-apply.ts';
import { toFieldSet } from './to-field-set.ts';
import { TypedValueError } from './typed-value.ts';
import { updateManagedFields } from './update-managed-fields.ts';

const type = customResourceType({
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        text: { type: 'string' },
        set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
        list: { type: 'array', items: { type: 'string' } },
        map: { type: 'object', additionalProperties: { type: 'string' } },
        parts: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: { type: 'object', properties: { name: { type: 'string' }, value: { type: 'string' } } },
        },
        any: { 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
  },
});

const word = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor');
const spec = fc.record(
  {
    text: word,
    set: fc.uniqueArray(word, { maxLength: 4 }),
    list: fc.array(word, { maxLength: 3 }),
    map: fc.dictionary(word, word, { noNullPrototype: true }),
    parts: fc.uniqueArray(fc.record({ name: word, value: word }, { requiredKeys: ['name'], noNullPrototype: true }), {
      selector: ({ name }) => name,
      maxLength: 4,
    }),
    any: fc.dictionary(word, fc.oneof(word, fc.array(word)), { noNullPrototype: true }),
  },
  { requiredKeys: [], noNullPrototype: true },
);
const object = spec.map((value): JsonObject => ({ spec: value as JsonObject }));

describe('field sets', () => {
  const texts = fc.letrec<{ set: JsonObject }>((tie) => ({
    set: fc.dictionary(
      fc.oneof(
        word.map((name) => `f:${name}`),
        word.map((name) => `k:{"name":"${name}"}`),
        word.map((name) => `v:"${name}"`),
        fc.constant('.'),
      ),
      fc.oneof({ maxDepth: 3 }, fc.constant({}), tie('set')),
      { maxKeys: 4, noNullPrototype: true },
    ),
  })).set;

  it('survive being written and read', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const set = FieldSet.fromJson(text);
        expect(FieldSet.fromJson(parseJson(stringifyJson(set.toJson()))).equals(set)).toBe(true);
      }),
    );
  });

  it('obey the laws of sets', () => {
    fc.assert(
      fc.property(texts, texts, (left, right) => {
        const a = FieldSet.fromJson(left);
        const b = FieldSet.fromJson(right);
        expect(a.union(b).equals(b.union(a))).toBe(true);
        expect(a.intersection(b).equals(b.intersection(a))).toBe(true);
        expect(a.difference(b).union(a.intersection(b)).equals(a)).toBe(true);
        expect(a.difference(b).intersection(b).isEmpty).toBe(true);
        for (const path of a.paths())
          expect(a.union(b).has(path) && (b.has(path) || a.difference(b).has(path))).toBe(true);
      }),
    );
  });

  it.each(['f', 'x', 'k:[', 'v:{', 'i:a'])('refuse the key %s', (key) => {
    expect(() => FieldSet.fromJson({ [key]: {} })).toThrow(/invalid/);
  });

  it('leave out kinds of elements that are not known', () => {
    expect(FieldSet.fromJson({ 'z:future': {}, 'f:a': {} }).toJson()).toEqual({ 'f:a': {} });
  });

  it('are written with the escapes of Go', () => {
    const set = toFieldSet({ spec: { set: ['<&>'] } }, type);
    expect(stringifyJson(set.toJson())).toBe('{"f:spec":{"f:set":{"v:\\"\\\\u003c\\\\u0026\\\\u003e\\"":{}}}}');
  });
});

describe('typed values', () => {
  it('merge to something that contains the configuration, and again to the same', () => {
    fc.assert(
      fc.property(object, object, (live, applied) => {
        const before = stringifyJson([live, applied]);
        const merged = mergeTyped(live, applied, type);
        expect(deepEqual(mergeTyped(merged, applied, type), merged)).toBe(true);
        const { modified, added } = compareTyped(merged, applied, type);
        expect(modified.isEmpty && added.isEmpty).toBe(true);
        expect(stringifyJson([live, applied])).toBe(before);
      }),
    );
  });

  it('compare as equal exactly when they are', () => {
    fc.assert(
      fc.property(object, object, (a, b) => {
        const { removed, modified, added } = compareTyped(a, b, type);
        const sorted = (value: JsonObject): JsonValue => mergeTyped({}, value, type);
        if (deepEqual(sorted(a), sorted(b))) expect(removed.isEmpty && modified.isEmpty && added.isEmpty).toBe(true);
        const same = compareTyped(a, a, type);
        expect(same.removed.isEmpty && same.modified.isEmpty && same.added.isEmpty).toBe(true);
      }),
    );
  });

  it('lose what is removed and nothing else', () => {
    fc.assert(
      fc.property(object, object, (value, other) => {
        const rest = removeFields(value, toFieldSet(other, type), type);
        const { modified, added } = compareTyped(value, rest, type);
        expect(modified.isEmpty && added.isEmpty).toBe(true);
      }),
    );
  });
});

describe('server-side apply', () => {
  const request = (changes: Partial<ServerSideApply>): ServerSideApply => ({
    live: undefined,
    applied: {},
    manager: 'a',
    force: false,
    apiVersion: 'example.org/v1',
    time: '2026-01-01T00:00:00Z',
    schema: type,
    builtIn: false,
    ...changes,
  });

  it('keeps what the manager applied last, whatever it applied before', () => {
    fc.assert(
      fc.property(fc.array(object, { minLength: 1, maxLength: 4 }), (configurations) => {
        let live: JsonObject | undefined;
        for (const applied of configurations) live = applyServerSide(request({ live, applied })).object;
        const only = applyServerSide(request({ applied: configurations.at(-1) ?? {} })).object;
        const fields = (value: JsonObject | undefined): unknown => {
          const metadata = value?.['metadata'] as { managedFields?: ManagedFieldsEntry[] } | undefined;
          return metadata?.managedFields?.find(({ manager }) => manager === 'a')?.fieldsV1;
        };
        expect(fields(live)).toEqual(fields(only));
        // An empty map of the configuration can vanish with what was in it, as on the real server.
        expect(compareTyped(live ?? {}, configurations.at(-1) ?? {}, type).modified.isEmpty).toBe(true);
      }),
    );
  });

  it('never takes from another manager without force', () => {
    fc.assert(
      fc.property(object, object, (first, second) => {
        const live = applyServerSide(request({ applied: first })).object;
        const { object: after, conflicts } = applyServerSide(request({ live, applied: second, manager: 'b' }));
        if (conflicts.length > 0) expect(after).toBe(live);
        else expect(compareTyped(after, first, type).modified.isEmpty).toBe(true);
      }),
    );
  });

  it('owns as a whole what became atomic since', () => {
    const typeOf = (extra: JsonObject): TypeSchema =>
      customResourceType({
        type: 'object',
        properties: { spec: { type: 'object', additionalProperties: { type: 'string' }, ...extra } },
      });
    const live = applyServerSide(request({ applied: { spec: { a: '1' } }, schema: typeOf({}) })).object;
    const atomic = { schema: typeOf({ 'x-kubernetes-map-type': 'atomic' }), live, manager: 'b' };
    const { conflicts } = applyServerSide(request({ ...atomic, applied: { spec: { b: '2' } } }));
    expect(conflictMessage(conflicts)).toBe('Apply failed with 1 conflict: conflict with "a": .spec');
  });

  it('refuses what is malformed', () => {
    const apply = (applied: JsonObject): unknown => applyServerSide(request({ applied }));
    expect(() => apply({ spec: { parts: [{ value: 'x' }] } })).toThrow(TypedValueError);
    expect(() => apply({ spec: { set: ['a', 'a'] } })).toThrow('duplicate entries for key [="a"]');
    expect(() => apply({ spec: { map: ['a'] } })).toThrow('.spec.map: expected map, got []interface {}');
    expect(() => apply({ spec: { other: 1 } })).toThrow('.spec.other: field not declared in schema');
    expect(() => apply({ metadata: { managedFields: [] } })).toThrow('managedFields must be nil');
    const live = { metadata: { uid: 'u', managedFields: [{ manager: 'x', fieldsType: 'FieldsV2' }] } };
    expect(() => applyServerSide(request({ live, applied: {} }))).toThrow('invalid fieldsType');
  });

  it('does not name values in its errors', () => {
    const secret = { kind: 'Secret', apiVersion: 'v1', data: { password: ['hunter2'] }, type: { hunter2: 1 } };
    const schema = loadSchemaFacts().typeOf('v1', 'Secret');
    expect(() => applyServerSide(request({ applied: secret, schema, builtIn: true }))).toThrow(/^(?!.*hunter2)/s);
  });
});

describe('updates', () => {
  const context = {
    manager: 'm',
    apiVersion: 'example.org/v1',
    time: '2026-01-01T00:00:00Z',
    schema: type,
    builtIn: false,
  };

  it('own what they create, also when an empty object stands for none', () => {
    const next = { apiVersion: 'example.org/v1', kind: 'T', spec: { text: 'x' } };
    const entries = (live: JsonObject | undefined): JsonValue | undefined =>
      (updateManagedFields(live, next, context)['metadata'] as JsonObject | undefined)?.['managedFields'];
    expect(entries(undefined)).toMatchObject([
      { manager: 'm', operation: 'Update', fieldsV1: { 'f:spec': { '.': {}, 'f:text': {} } } },
    ]);
    expect(entries({ apiVersion: 'example.org/v1', kind: 'T' })).toEqual(entries(undefined));
    expect(entries({ metadata: { uid: 'u' } })).toBeUndefined();
  });

  it('forgive malformed entries', () => {
    const live = { metadata: { uid: 'u', managedFields: [{ fieldsType: 'FieldsV1', fieldsV1: { bad: {} } }] } };
    expect(updateManagedFields(live, { metadata: { uid: 'u' }, spec: {} }, context)).toEqual({
      metadata: { uid: 'u' },
      spec: {},
    });
  });
});
