import type { KubeObject, ManagedFieldsEntry } from '@sluice/objects';
import { expect, test } from 'vitest';
import { policyOf } from '../object/object-policy.ts';
import { foldManagedFields, managedDigest, takenManagers } from './managed-fields.ts';
import { planTakeover } from './takeover.ts';

const taken = takenManagers(['legacy-tool']);
const time = '2026-01-01T00:00:00Z';

function entry(
  manager: string,
  operation: 'Apply' | 'Update',
  fields: string[],
  subresource?: string,
): ManagedFieldsEntry {
  const fieldsV1 = Object.fromEntries(fields.map((field) => [`f:${field}`, {}]));
  return {
    manager,
    operation,
    apiVersion: 'v1',
    time,
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...(subresource ? { subresource } : {}),
  };
}

function live(...managedFields: ManagedFieldsEntry[]): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', resourceVersion: '7', managedFields } };
}

const ours = entry('kustomize-controller', 'Apply', ['data']);
const digest = (...entries: ManagedFieldsEntry[]) => managedDigest(live(...entries).metadata, taken);

test('the digest changes with what is ours, and with what we take over', () => {
  expect(digest(ours)).not.toBe(digest());
  expect(digest(ours)).not.toBe(digest(entry('kustomize-controller', 'Apply', ['data', 'x'])));
  expect(digest(ours)).not.toBe(digest(ours, entry('kubectl-edit', 'Update', ['x'])));
});

test('the digest does not change with the time, a status, or the fields of others', () => {
  expect(digest({ ...ours, time: '2027-01-01T00:00:00Z' })).toBe(digest(ours));
  expect(digest(ours, entry('hpa', 'Update', ['replicas']))).toBe(digest(ours));
  expect(digest(ours, entry('kubectl', 'Update', ['x'], 'status'))).toBe(digest(ours));
});

test('managers that we take over are folded into our entry, others stay', () => {
  const object = live(
    ours,
    entry('kubectl-client-side-apply', 'Update', ['x']),
    entry('kubectl', 'Update', ['y'], 'status'),
    entry('flux-client-side-apply', 'Update', ['z']),
    entry('legacy-tool', 'Apply', ['w']),
    entry('before-first-apply', 'Update', ['v']),
  );
  const folded = foldManagedFields(object, taken, Date.parse(time)) ?? [];
  expect(folded.map((each) => each.manager)).toEqual(['kustomize-controller', 'kubectl', 'flux-client-side-apply']);
  expect(Object.keys(folded[0]?.fieldsV1 ?? {}).sort()).toEqual(['f:data', 'f:v', 'f:w', 'f:x']);
});

test('nothing to fold is no patch', () => {
  expect(foldManagedFields(live(ours), taken, Date.parse(time))).toBeUndefined();
});

const none = policyOf({});

test('a takeover removes what earlier tools left, for exactly this version', () => {
  const object = live(ours, entry('kubectl', 'Update', ['x']));
  object.metadata.annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}', keep: 'me' };
  const patch = planTakeover(object, { desired: none, live: none }, taken, Date.parse(time)) ?? [];
  expect(patch.map(({ op, path }) => [op, path])).toEqual([
    ['remove', '/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration'],
    ['replace', '/metadata/managedFields'],
    ['replace', '/metadata/resourceVersion'],
  ]);
  expect(patch.at(-1)).toMatchObject({ value: '7' });
});

test('ssa: Merge leaves the fields of others theirs', () => {
  const merged = policyOf({ annotations: { 'kustomize.toolkit.fluxcd.io/ssa': 'Merge' } });
  const object = live(entry('kubectl', 'Update', ['x']));
  expect(planTakeover(object, { desired: merged, live: none }, taken, Date.parse(time))).toBeUndefined();
  expect(planTakeover(object, { desired: none, live: merged }, taken, Date.parse(time))).toBeUndefined();
  expect(planTakeover(object, { desired: none, live: none }, taken, Date.parse(time))).toBeDefined();
});
