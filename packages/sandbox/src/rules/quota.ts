import type { ApiObject } from '../api-object.ts';
import { listAt, objectAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue } from '../validation/causes.ts';
import { negativeQuantity } from './container-resources.ts';
import { isWhole } from './quantities.ts';
import { isInteger, isStandardOfQuotas, quotaResourceCauses } from './resource-names.ts';

const scopes = new Set([
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'PriorityClass',
  'CrossNamespacePodAffinity',
  'VolumeAttributesClass',
]);
const conflicts = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const;
const ofPods = /^(?:pods|(?:(?:requests|limits)\.)?(?:cpu|memory))$/;

export function quotaCauses(quota: ApiObject): readonly Cause[] {
  const hard = objectAt(quota, 'spec', 'hard');
  const limits = Object.entries(hard).flatMap(([name, value]) => {
    const path = `spec.hard[${name}]`;
    const isBroken = isInteger(name) && !isWhole(value);
    return [
      ...quotaResourceCauses(name, path),
      ...negativeQuantity(value, path),
      ...(isBroken ? [invalidValue(path, String(value), 'must be an integer')] : []),
    ];
  });
  return [...limits, ...scopeCauses(listAt(quota, 'spec', 'scopes').map(String), Object.keys(hard))];
}

function scopeCauses(given: readonly string[], limited: readonly string[]): readonly Cause[] {
  const details = given.flatMap((scope) => [
    ...(scopes.has(scope) ? [] : ['unsupported scope']),
    ...limited
      .filter((name) => isStandardOfQuotas(name) && !canScope(scope, name))
      .map(() => 'unsupported scope applied to resource'),
  ]);
  const clashes = conflicts.filter((pair) => pair.every((scope) => given.includes(scope)));
  return [...details, ...clashes.map(() => 'conflicting scopes')].map((detail) =>
    invalidValue('spec.scopes', [...given], detail),
  );
}

/** Most scopes choose among pods; one chooses among claims. */
function canScope(scope: string, name: string): boolean {
  if (!scopes.has(scope)) return true;
  if (scope === 'BestEffort') return name === 'pods';
  if (scope === 'VolumeAttributesClass') return name === 'persistentvolumeclaims' || name === 'requests.storage';
  return ofPods.test(name);
}
