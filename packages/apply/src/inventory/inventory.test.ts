import { expect, test } from 'vitest';
import { haveSameEntries, staleEntries, unionOfEntries } from './inventory.ts';
import { inventoryEntryOf, inventoryIdOf, parseInventoryEntry } from './inventory-id.ts';

test.each([
  [{ apiVersion: 'v1', kind: 'Namespace', name: 'ns' }, '_ns__Namespace', 'v1'],
  [{ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'a', name: 'web' }, 'a_web_apps_Deployment', 'v1'],
  [
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: 'system:a:b' },
    '_system__a__b_rbac.authorization.k8s.io_ClusterRole',
    'v1',
  ],
  [
    { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'a', name: 'with_underscore' },
    'a_with_underscore__ConfigMap',
    'v1',
  ],
])('an id names the object and is read back: %j', (ref, id, v) => {
  expect(inventoryIdOf(ref)).toBe(id);
  expect(parseInventoryEntry({ id, v })).toEqual(ref);
});

test.each(['', 'a', 'a_b', 'a_b_c', '____'])('"%s" is no id', (id) => {
  expect(parseInventoryEntry({ id, v: 'v1' })).toBeUndefined();
});

test('an object without namespace has an empty part', () => {
  expect(inventoryEntryOf({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } })).toEqual({
    id: '_n__Node',
    v: 'v1',
  });
});

const entry = (id: string, v = 'v1') => ({ id, v });

test('another API version is the same object', () => {
  expect(staleEntries([entry('a'), entry('b', 'v1beta1')], [entry('b')])).toEqual([entry('a')]);
});

test('a union forgets nothing and takes the new versions', () => {
  expect(unionOfEntries([entry('a'), entry('b', 'v1beta1')], [entry('b'), entry('c')])).toEqual([
    entry('b'),
    entry('c'),
    entry('a'),
  ]);
});

test('entries are the same in any order', () => {
  expect(haveSameEntries([entry('a'), entry('b')], [entry('b'), entry('a')])).toBe(true);
  expect(haveSameEntries([entry('a')], [entry('a'), entry('b')])).toBe(false);
  expect(haveSameEntries([entry('a'), entry('b')], [entry('a')])).toBe(false);
});
