import { expect, test } from 'vitest';
import { parseKey } from '@sluice/core';
import { type DependencyGraph, findCycle } from './dependency-graph.ts';

function graph(edges: Record<string, string[]>): DependencyGraph {
  return {
    read: () => Promise.resolve({ problem: 'not asked here' }),
    dependenciesOf: ({ namespace, name }) => (edges[`${namespace}/${name}`] ?? []).map(parseKey),
  };
}

test.each<[string, Record<string, string[]>, string[] | undefined]>([
  ['none', { 'n/a': ['n/b'], 'n/b': ['n/c'] }, undefined],
  ['itself', { 'n/a': ['n/a'] }, ['n/a', 'n/a']],
  ['two', { 'n/a': ['n/b'], 'n/b': ['n/a'] }, ['n/a', 'n/b', 'n/a']],
  [
    'a longer one, past a diamond',
    { 'n/a': ['n/b', 'n/c'], 'n/b': ['n/d'], 'n/c': ['n/d'], 'n/d': ['n/a'] },
    ['n/a', 'n/b', 'n/d', 'n/a'],
  ],
  ['one that it only depends on', { 'n/a': ['n/b'], 'n/b': ['n/c'], 'n/c': ['n/b'] }, undefined],
  ['through another namespace', { 'n/a': ['m/a'], 'm/a': ['n/a'] }, ['n/a', 'm/a', 'n/a']],
])('cycles: %s', (_, edges, expected) => {
  expect(findCycle(graph(edges), { namespace: 'n', name: 'a' })).toEqual(expected);
});

test('a cycle of thirty is named whole', () => {
  const edges = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [`n/${String(index)}`, [`n/${String((index + 1) % 30)}`]]),
  );
  expect(findCycle(graph(edges), { namespace: 'n', name: '0' })).toHaveLength(31);
});
