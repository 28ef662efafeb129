import type { JsonObject } from '@sluice/objects';
import { textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, unsupportedValue } from '../validation/causes.ts';
import { labelValueName, qualifiedName } from '../validation/names.ts';
import { oneOf } from './rule.ts';
import { namedBy } from './text.ts';

/** A taint that a pod bears. */
export function tolerationCauses(toleration: JsonObject, path: string): readonly Cause[] {
  const { effect } = toleration;
  const isTimed = toleration['tolerationSeconds'] !== undefined && effect !== 'NoExecute';
  return [
    ...namedBy(qualifiedName, toleration, 'key', path),
    ...keylessCauses(toleration, path),
    ...(isTimed
      ? [invalidValue(`${path}.effect`, effect ?? '', "effect must be 'NoExecute' when `tolerationSeconds` is set")]
      : []),
    ...operatorCauses(toleration, `${path}.operator`),
    ...(effect === '' ? [] : oneOf(toleration, 'effect', path, ['NoSchedule', 'PreferNoSchedule', 'NoExecute'])),
  ];
}

function keylessCauses(toleration: JsonObject, path: string): readonly Cause[] {
  const operator = textAt(toleration, 'operator') ?? '';
  if (textAt(toleration, 'key') || operator === 'Exists') return [];
  const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
  return [invalidValue(`${path}.operator`, operator, detail)];
}

/** What is wrong with a value is said of the operator. */
function operatorCauses(toleration: JsonObject, field: string): readonly Cause[] {
  const operator = textAt(toleration, 'operator') ?? '';
  const value = textAt(toleration, 'value') ?? '';
  if (operator === 'Exists') {
    return value === '' ? [] : [invalidValue(field, value, "value must be empty when `operator` is 'Exists'")];
  }
  if (operator !== '' && operator !== 'Equal') return [unsupportedValue(field, operator, ['Equal', 'Exists'])];
  const problems = labelValueName(value);
  return problems.length === 0 ? [] : [invalidValue(field, value, problems.join(';'))];
}
