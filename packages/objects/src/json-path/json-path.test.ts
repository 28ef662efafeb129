import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../object.ts';
import { parseJson } from '../json/parse-json.ts';
import { compileJsonPath, findJsonPath } from './find-json-path.ts';
import { JsonPathError } from './json-path-error.ts';

const pod = {
  kind: 'Pod',
  metadata: { name: 'web', annotations: { 'example.org/a.b': 'x' } },
  spec: {
    containers: [
      { name: 'a', ports: [{ port: 80 }, { port: 443 }] },
      { name: 'b', ports: [] },
    ],
  },
  status: {
    conditions: [
      { type: 'Ready', status: 'True', age: 5 },
      { type: 'Synced', status: 'False', age: 50 },
    ],
  },
};

describe('JSONPath', () => {
  it.each<[string, JsonValue[]]>([
    ['.metadata.name', ['web']],
    ['{.metadata.name}', ['web']],
    ['$.metadata.name', ['web']],
    ['metadata.name', ['web']],
    ['.metadata.missing.deeper', []],
    ['.metadata.annotations.example\\.org/a\\.b', ['x']],
    [".metadata.annotations['example.org/a.b']", ['x']],
    ["['kind','metadata'].name", ['web']],
    ['.spec.containers[0].name', ['a']],
    ['.spec.containers[-1].name', ['b']],
    ['.spec.containers[7].name', []],
    ['.spec.containers[*].name', ['a', 'b']],
    ['.spec.containers[0:1].name', ['a']],
    ['.spec.containers[0,1].name', ['a', 'b']],
    ['.spec.containers[0].ports[0:2:2].port', [80]],
    ['.status.conditions[?(@.type=="Ready")].status', ['True']],
    [".status.conditions[?(@.type == 'Ready')].status", ['True']],
    ['.status.conditions[?(@.age > 10)].type', ['Synced']],
    ['.status.conditions[?(@.age <= 5)].type', ['Ready']],
    ['.status.conditions[?(@.status != "True")].type', ['Synced']],
    ['.status.conditions[?(@.missing)].type', []],
    ['.status.conditions[?(@.age)].type', ['Ready', 'Synced']],
    ['..port', [80, 443]],
    ['.metadata.*', ['web', { 'example.org/a.b': 'x' }]],
    ['.metadata.constructor', []],
  ])('%s', (path, expected) => {
    expect(findJsonPath(pod, path)).toEqual(expected);
  });

  it.each(['.a[', '.a[?(@.b', ".a['x", '.a[1', '.a]', '.a[0:1:0]', '.a[?(@.b == )]', '.a..', 'x'.repeat(20_000)])(
    'refuses %.20s',
    (path) => {
      expect(() => compileJsonPath(path)).toThrow(JsonPathError);
    },
  );

  it('reads __proto__ as data', () => {
    const value = parseJson('{"__proto__":{"x":1}}');
    expect(findJsonPath(value, '.__proto__.x')).toEqual([1]);
    expect(findJsonPath({}, '.__proto__')).toEqual([]);
  });

  it('stops when it finds too much', () => {
    const list = Array.from({ length: 500 }, () => Array(500).fill(1) as number[]);
    expect(() => findJsonPath(list, '[*][*]')).toThrow('more than');
  });
});
