import { deepEqual } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { listAt, objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue, required } from '../validation/causes.ts';
import { qualifiedName } from '../validation/names.ts';
import { nameCauses } from './named.ts';
import { nonNegative, oneOfTop } from './rule.ts';

export function leaseCauses(lease: ApiObject): readonly Cause[] {
  const spec = objectAt(lease, 'spec');
  const seconds = spec['leaseDurationSeconds'];
  const isTooShort = typeof seconds === 'number' && seconds <= 0;
  return [
    ...(isTooShort ? [invalidValue('spec.leaseDurationSeconds', seconds, 'must be greater than 0')] : []),
    ...nonNegative(spec, 'leaseTransitions', 'spec'),
  ];
}

export function storageClassCauses(storageClass: ApiObject): readonly Cause[] {
  const provisioner = textAt(storageClass, 'provisioner') ?? '';
  const hasUnnamed = Object.hasOwn(objectAt(storageClass, 'parameters'), '');
  return [
    ...(provisioner === ''
      ? [required('provisioner', '')]
      : nameCauses(qualifiedName, provisioner.toLowerCase(), 'provisioner')),
    ...(hasUnnamed ? [invalidValue('parameters', '', 'field can not be empty.')] : []),
    ...oneOfTop(storageClass, 'reclaimPolicy', ['Delete', 'Retain']),
    ...oneOfTop(storageClass, 'volumeBindingMode', ['Immediate', 'WaitForFirstConsumer']),
  ];
}

/** What provisions volumes for a class stays as it was. */
export function storageClassUpdateCauses(storageClass: ApiObject, old: ApiObject): readonly Cause[] {
  const fields = ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'];
  const changed = fields.filter((field) => !deepEqual(storageClass[field], old[field]));
  return changed.map((field) => invalidValue(field, storageClass[field] ?? null, 'field is immutable'));
}

const systemPriorities: ReadonlyMap<string, number> = new Map([
  ['system-node-critical', 2_000_001_000],
  ['system-cluster-critical', 2_000_000_000],
]);
const highestPriority = 1_000_000_000;

export function priorityClassCauses(priorityClass: ApiObject): readonly Cause[] {
  const { name = '' } = priorityClass.metadata;
  const value = Number(priorityClass['value'] ?? 0);
  const isReserved = name.startsWith('system-');
  const tooHigh = `maximum allowed value of a user defined priority is ${highestPriority}`;
  return [
    ...(isReserved ? systemPriorityCauses(name, value) : []),
    ...(!isReserved && value > highestPriority ? [forbiddenField('value', tooHigh)] : []),
    ...oneOfTop(priorityClass, 'preemptionPolicy', ['PreemptLowerPriority', 'Never']),
  ];
}

function systemPriorityCauses(name: string, value: number): readonly Cause[] {
  const expected = systemPriorities.get(name);
  if (expected === value) return [];
  const problem =
    expected === undefined
      ? `${name} is not a known system priority class`
      : `value of ${name} PriorityClass must be ${expected}`;
  const rule = "priority class names with 'system-' prefix are reserved for system use only. error: ";
  return [forbiddenField('metadata.name', `${rule}${problem}`)];
}

export function namespaceCauses(namespace: ApiObject): readonly Cause[] {
  return listAt(namespace, 'spec', 'finalizers').flatMap((finalizer) => {
    const name = String(finalizer);
    const isFree = !name.includes('/') && name !== 'kubernetes' && name !== 'orphan' && name !== 'foregroundDeletion';
    const detail = 'name is neither a standard finalizer name nor is it fully qualified';
    return [
      ...nameCauses(qualifiedName, name, 'spec.finalizers'),
      ...(isFree ? [invalidValue('spec.finalizers', name, detail)] : []),
    ];
  });
}

export function priorityClassUpdateCauses(priorityClass: ApiObject, old: ApiObject): readonly Cause[] {
  const changed = ['value', 'preemptionPolicy'].filter((field) => !deepEqual(priorityClass[field], old[field]));
  return changed.map((field) => forbiddenField(field, 'may not be changed in an update.'));
}
