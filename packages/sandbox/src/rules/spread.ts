import type { JsonObject } from '@sluice/objects';
import { objectAt, objectsAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, invalidValue } from '../validation/causes.ts';
import { eachOf, oneOf, requiredText, selectorCauses } from './rule.ts';

/** How evenly pods are spread over parts of the cluster. */
export function spreadCauses(spec: JsonObject, path: string): readonly Cause[] {
  const kinds = objectsAt(spec, 'topologySpreadConstraints').map(kindOf);
  let index = 0;
  return eachOf(spec, 'topologySpreadConstraints', path, (constraint, where) => {
    index += 1;
    const isRepeated = kinds.slice(index).includes(kindOf(constraint));
    return [
      ...aboveZero(constraint, 'maxSkew', where),
      ...requiredText(constraint, 'topologyKey', where, 'can not be empty'),
      ...oneOf(constraint, 'whenUnsatisfiable', where, ['DoNotSchedule', 'ScheduleAnyway']),
      ...(isRepeated ? [duplicateValue(`${where}.{topologyKey, whenUnsatisfiable}`, kindOf(constraint))] : []),
      ...domainCauses(constraint, where),
      ...['nodeAffinityPolicy', 'nodeTaintsPolicy'].flatMap((key) =>
        oneOf(constraint, key, where, ['Honor', 'Ignore']),
      ),
      ...selectorCauses(objectAt(constraint, 'labelSelector'), `${where}.labelSelector`),
    ];
  });
}

/** Two constraints of one kind would contradict each other. */
function kindOf({ topologyKey = '', whenUnsatisfiable = '' }: JsonObject): string {
  return `{${String(topologyKey)}, ${String(whenUnsatisfiable)}}`;
}

function aboveZero(owner: JsonObject, key: string, path: string): readonly Cause[] {
  const value = owner[key];
  if (typeof value !== 'number' || value > 0) return [];
  return [invalidValue(`${path}.${key}`, value, 'must be greater than zero')];
}

function domainCauses(constraint: JsonObject, path: string): readonly Cause[] {
  const { minDomains, whenUnsatisfiable } = constraint;
  if (minDomains === undefined) return [];
  const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${String(whenUnsatisfiable)}`;
  return [
    ...aboveZero(constraint, 'minDomains', path),
    ...(whenUnsatisfiable === 'DoNotSchedule' ? [] : [invalidValue(`${path}.minDomains`, minDomains, detail)]),
  ];
}
