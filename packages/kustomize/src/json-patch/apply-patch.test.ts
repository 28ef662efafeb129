import type { JsonArray, JsonObject } from '@sluice/objects';
import { describe, expect, it } from 'vitest';
import { applyJson6902 } from './apply-patch.ts';
import { decodePatch } from './decode-patch.ts';

const document = (): JsonObject => ({ a: { b: [1, 2, 3], 'c/d': 1, 'e~f': 2 }, n: null, s: 'text' });
const apply = (patch: string): JsonObject | JsonArray => applyJson6902(document(), decodePatch(patch));

describe('operations that apply', () => {
  it.each([
    ['add to the end', '[{"op":"add","path":"/a/b/-","value":4}]', { a: { b: [1, 2, 3, 4] } }],
    ['add before an index', '[{"op":"add","path":"/a/b/0","value":0}]', { a: { b: [0, 1, 2, 3] } }],
    ['add at a negative index', '[{"op":"add","path":"/a/b/-1","value":4}]', { a: { b: [1, 2, 3, 4] } }],
    ['add without a value', '[{"op":"add","path":"/x"}]', { x: null }],
    ['escapes', '[{"op":"replace","path":"/a/c~1d","value":3},{"op":"remove","path":"/a/e~0f"}]', { a: { 'c/d': 3 } }],
    ['replace a missing key', '[{"op":"replace","path":"/x","value":1}]', { x: 1 }],
    ['replace at a negative index', '[{"op":"replace","path":"/a/b/-3","value":9}]', { a: { b: [9, 2, 3] } }],
    ['remove at a negative index', '[{"op":"remove","path":"/a/b/-1"}]', { a: { b: [1, 2] } }],
    ['move', '[{"op":"move","from":"/a/b","path":"/moved"}]', { moved: [1, 2, 3] }],
    ['copy of a missing key', '[{"op":"copy","from":"/none","path":"/x"}]', { x: null }],
    ['test of a null', '[{"op":"test","path":"/n","value":null}]', { n: null }],
    ['a pointer without a slash skips its first part', '[{"op":"add","path":"x/y","value":1}]', { y: 1 }],
    ['the whole document', '[{"op":"replace","path":"","value":{"x":1}}]', { x: 1 }],
    ['YAML 1.1', '- {op: add, path: /x, value: yes}', { x: true }],
    ['nothing', '', { s: 'text' }],
  ])('%s', (_, patch, expected) => {
    expect(apply(patch)).toMatchObject(expected);
  });
});

describe('operations that do not', () => {
  it.each([
    ['[{"op":"add","path":"/a/b/4","value":1}]', 'invalid index referenced'],
    ['[{"op":"add","path":"/a/b/x","value":1}]', 'not a proper array index'],
    ['[{"op":"add","path":"/n/x","value":1}]', 'doc is missing path'],
    ['[{"op":"add","path":"/s/x","value":1}]', 'doc is missing path'],
    ['[{"op":"remove","path":"/x"}]', 'Unable to remove nonexistent key: x'],
    ['[{"op":"remove","path":"/a/b/3"}]', 'invalid index referenced'],
    ['[{"op":"replace","path":"/a/b/3","value":1}]', 'doc is missing key'],
    ['[{"op":"replace","path":"","value":1}]', 'must be object or array'],
    ['[{"op":"move","from":"/x","path":"/y"}]', 'nonexistent key'],
    ['[{"op":"copy","path":"/y"}]', 'failed to decode from'],
    ['[{"op":"test","path":"/s","value":"other"}]', 'testing value /s failed'],
    ['[{"op":"increment","path":"/s"}]', 'Unexpected kind: increment'],
    ['[{"path":"/s"}]', 'Unexpected kind: unknown'],
    ['[{"op":"add","value":1}]', 'failed to decode path'],
    ['{"op":"add"}', 'cannot unmarshal object into Go value of type jsonpatch.Patch'],
    ['["add"]', 'cannot unmarshal string into Go value of type jsonpatch.Operation'],
    ['[{"op":', 'invalid JSON'],
  ])('%s', (patch, reason) => {
    expect(() => apply(patch)).toThrow(reason);
  });
});
