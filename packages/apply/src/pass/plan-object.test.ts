import { expect, test } from 'vitest';
import type { LiveRecord } from '../live/live-record.ts';
import { policyOf } from '../object/object-policy.ts';
import type { AppliedRecord } from './applied-memory.ts';
import { desiredObjects, type DesiredObject } from './desired-object.ts';
import { type Known, planObject } from './plan-object.ts';

function desired(annotations: Record<string, string> = {}): DesiredObject {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'n', annotations } };
  return desiredObjects([object], { namespace: 'flux-system', name: 'apps' })[0] as DesiredObject;
}

const ssa = 'kustomize.toolkit.fluxcd.io/ssa';
const object = desired();
const record: LiveRecord = {
  namespace: 'n',
  name: 'a',
  uid: 'u',
  resourceVersion: '1',
  managedDigest: 'm',
  owner: undefined,
  policy: policyOf({}),
  status: { status: 'Current', message: '' },
};
const applied: AppliedRecord = { desired: object, uid: 'u', managedDigest: 'm' };
const proven = { problems: [], proven: true };

test.each<[string, Partial<Known>, string]>([
  ['absent and valid', { live: 'absent', verdict: proven }, 'create'],
  ['absent, of a kind without schema', { live: 'absent' }, 'verify'],
  ['absent, not proven', { live: 'absent', verdict: { problems: [], proven: false } }, 'verify'],
  ['not watched', { live: 'unknown', verdict: proven, applied }, 'verify'],
  ['as we left it', { live: record, applied }, 'keep'],
  [
    'as we left it, something else wanted',
    { live: record, applied: { ...applied, desired: desired({ older: 'yes' }) } },
    'change',
  ],
  ['never applied by this process', { live: record }, 'verify'],
  ['a field of ours was written', { live: { ...record, managedDigest: 'other' }, applied }, 'verify'],
  ['another object of that name', { live: { ...record, uid: 'other' }, applied }, 'verify'],
  ['opted out in git', { live: 'absent', desired: desired({ [ssa]: 'Ignore' }), verdict: proven }, 'skip'],
  [
    'opted out in the cluster',
    { live: { ...record, policy: policyOf({ annotations: { [ssa]: 'ignore' } }) }, applied },
    'skip',
  ],
  ['created once, there', { live: record, desired: desired({ [ssa]: 'IfNotPresent' }) }, 'skip'],
  [
    'created once, not there',
    { live: 'absent', desired: desired({ [ssa]: 'IfNotPresent' }), verdict: proven },
    'create',
  ],
])('%s', (_, known, plan) => {
  expect(planObject({ desired: object, live: 'absent', applied: undefined, verdict: undefined, ...known })).toBe(plan);
});
