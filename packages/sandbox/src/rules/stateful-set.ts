import type { JsonObject } from '@sluice/objects';
import { deepEqual, isJsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue } from '../validation/causes.ts';
import { dnsLabel } from '../validation/names.ts';
import { claimSpecCauses } from './claim.ts';
import { allNonNegative, eachOf, nonNegative, oneOf } from './rule.ts';
import { namedBy } from './text.ts';
import { selectedTemplate } from './workloads.ts';

export function statefulSetCauses(statefulSet: ApiObject): readonly Cause[] {
  const spec = objectAt(statefulSet, 'spec');
  return [
    ...policyCauses(textAt(spec, 'podManagementPolicy') ?? ''),
    ...strategyCauses(objectAt(spec, 'updateStrategy'), 'spec.updateStrategy'),
    ...['whenDeleted', 'whenScaled'].flatMap((key) => retentionCauses(spec, key)),
    ...allNonNegative(spec, ['replicas', 'minReadySeconds'], 'spec'),
    ...nonNegative(objectAt(spec, 'ordinals'), 'start', 'spec.ordinals'),
    ...selectedTemplate(spec, 'statefulset'),
    ...eachOf(spec, 'volumeClaimTemplates', 'spec', (claim, where) =>
      claimSpecCauses(objectAt(claim, 'spec'), `${where}.spec`),
    ),
    ...namedBy(dnsLabel, spec, 'serviceName', 'spec'),
  ];
}

const policies = ['OrderedReady', 'Parallel'];

function policyCauses(policy: string): readonly Cause[] {
  if (policies.includes(policy)) return [];
  return [invalidValue('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'")];
}

function retentionCauses(spec: JsonObject, key: string): readonly Cause[] {
  const policy = objectAt(spec, 'persistentVolumeClaimRetentionPolicy');
  return oneOf(policy, key, 'spec.persistentVolumeClaimRetentionPolicy', ['Retain', 'Delete']);
}

function strategyCauses({ type = '', rollingUpdate }: JsonObject, path: string): readonly Cause[] {
  const rolling = isJsonObject(rollingUpdate) ? rollingUpdate : undefined;
  const shown = rolling === undefined ? null : shownRolling(rolling);
  switch (type) {
    case 'RollingUpdate':
      return nonNegative(rolling ?? {}, 'partition', `${path}.rollingUpdate`);
    case 'OnDelete':
      if (shown === null) return [];
      return [invalidValue(`${path}.rollingUpdate`, shown, "only allowed for updateStrategy 'RollingUpdate'")];
    default:
      return [invalidValue(path, { Type: type, RollingUpdate: shown }, "must be 'RollingUpdate' or 'OnDelete'")];
  }
}

/** As Go writes its own type. */
function shownRolling({ partition = null, maxUnavailable = null }: JsonObject): JsonObject {
  return { Partition: partition, MaxUnavailable: maxUnavailable };
}

const changeableOfStatefulSet = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

export function statefulSetUpdateCauses(statefulSet: ApiObject, old: ApiObject): readonly Cause[] {
  const fixed = (object: ApiObject): JsonObject =>
    Object.fromEntries(
      Object.entries(objectAt(object, 'spec')).filter(([key]) => !changeableOfStatefulSet.includes(key)),
    );
  if (deepEqual(fixed(statefulSet), fixed(old))) return [];
  const names = changeableOfStatefulSet.map((name) => `'${name}'`);
  const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
  return [forbiddenField('spec', `updates to statefulset spec for fields other than ${list} are forbidden`)];
}
