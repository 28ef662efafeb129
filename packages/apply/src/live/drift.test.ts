import type { KubeObject } from '@sluice/objects';
import { expect, test } from 'vitest';
import { hasDrifted } from './drift.ts';

const base: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', labels: { x: '1' }, finalizers: ['f'], resourceVersion: '1' },
  data: { k: 'v' },
  status: { phase: 'x' },
};

test.each<[string, Partial<KubeObject>, boolean]>([
  ['nothing', {}, false],
  ['data', { data: { k: 'other' } }, true],
  ['a label', { metadata: { ...base.metadata, labels: { x: '2' } } }, true],
  ['an annotation', { metadata: { ...base.metadata, annotations: { y: '1' } } }, true],
  ['a new field', { immutable: true }, true],
  ['an empty map that was absent', { binaryData: {} }, false],
  ['finalizers and versions', { metadata: { ...base.metadata, finalizers: [], resourceVersion: '2' } }, false],
  ['status', { status: { phase: 'y' } }, false],
])('%s', (_, change, expected) => {
  expect(hasDrifted(base, { ...base, ...change })).toBe(expected);
});
