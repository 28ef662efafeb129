import type { JsonObject } from '@sluice/objects';
import { deepEqual, isJsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { objectAt, objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue } from '../validation/causes.ts';
import { undotted } from '../validation/name-rules.ts';
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
    ...eachOf(spec, 'volumeClaimTemplates', 'spec', (claim, where) =>
      claimSpecCauses(objectAt(claim, 'spec'), `${where}.spec`),
    ),
    ...allNonNegative(spec, ['replicas', 'minReadySeconds'], 'spec'),
    ...nonNegative(objectAt(spec, 'ordinals'), 'start', 'spec.ordinals'),
    ...namedBy(undotted, spec, 'serviceName', 'spec'),
    ...selectedTemplate(withClaims(spec), 'statefulset'),
  ];
}

/** Each claim becomes a volume of the pods, in place of what the template has under its name. */
function withClaims(spec: JsonObject): JsonObject {
  const names = objectsAt(spec, 'volumeClaimTemplates').map((claim) => textAt(claim, 'metadata', 'name') ?? '');
  if (names.length === 0) return spec;
  const template = objectAt(spec, 'template');
  const pod = objectAt(template, 'spec');
  const claimed = names.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const others = objectsAt(pod, 'volumes').filter(({ name }) => !names.includes(String(name)));
  return { ...spec, template: { ...template, spec: { ...pod, volumes: [...claimed, ...others] } } };
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
