import type { KubeObject, ManagedFieldsEntry } from '@sluice/objects';
import { expect, test } from 'vitest';
import { takersOf } from './taken-fields.ts';

function entry(
  manager: string,
  operation: 'Apply' | 'Update',
  fieldsV1: ManagedFieldsEntry['fieldsV1'],
): ManagedFieldsEntry {
  return {
    manager,
    operation,
    apiVersion: 'apps/v1',
    fieldsType: 'FieldsV1',
    ...(fieldsV1 === undefined ? {} : { fieldsV1 }),
  };
}

const container = 'k:{"name":"main"}';
const desired: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', finalizers: ['a'] },
  spec: { replicas: 2, template: { spec: { containers: [{ name: 'main', image: 'x:1' }] } } },
};

function live(...managedFields: ManagedFieldsEntry[]): KubeObject {
  return { ...desired, metadata: { name: 'web', managedFields } };
}

const ours = entry('kustomize-controller', 'Apply', {
  'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { [container]: { '.': {}, 'f:name': {} } } } } },
});

test('fields that we apply and no longer own are named by path', () => {
  const taken = entry('kubectl-edit', 'Update', {
    'f:metadata': { 'f:finalizers': { 'v:"a"': {}, 'v:"b"': {} } },
    'f:spec': {
      'f:replicas': {},
      'f:paused': {},
      'f:template': { 'f:spec': { 'f:containers': { [container]: { '.': {}, 'f:image': {}, 'f:name': {} } } } },
    },
  });
  expect(takersOf(desired, live(ours, taken))).toEqual([
    {
      manager: 'kubectl-edit',
      fields: ['metadata.finalizers["a"]', 'spec.replicas', 'spec.template.spec.containers[name=main].image'],
    },
  ]);
});

test('shared fields and fields of others are nobody’s taking', () => {
  const shared = entry('helm', 'Apply', {
    'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { [container]: { 'f:name': {} } } } } },
  });
  const other = entry('operator', 'Update', { 'f:spec': { 'f:paused': {} } });
  expect(takersOf(desired, live(ours, shared, other))).toEqual([]);
});

test('malformed field sets are passed over', () => {
  const odd = entry('odd', 'Update', {
    'f:spec': { 'f:replicas': { 'f:deep': {} }, 'k:nonsense': {} },
    'f:__proto__': {},
  });
  expect(takersOf(desired, live(odd))).toEqual([]);
});
