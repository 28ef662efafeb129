import type { JsonObject } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { listAt, objectAt, objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { qualifiedName } from '../validation/names.ts';
import { eachOf, oneOf } from './rule.ts';

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];

/** What a job does when a pod fails in one way or another. */
export function failurePolicyCauses(spec: JsonObject, path: string): readonly Cause[] {
  return eachOf(objectAt(spec, 'podFailurePolicy'), 'rules', `${path}.podFailurePolicy`, (rule, where) => [
    ...actionCauses(rule, spec, `${where}.action`),
    ...(isJsonObject(rule['onExitCodes']) ? exitCauses(rule['onExitCodes'], spec, `${where}.onExitCodes`) : []),
    ...eachOf(rule, 'onPodConditions', where, conditionCauses),
    ...oneWayCauses(rule, where),
  ]);
}

function actionCauses({ action = '' }: JsonObject, spec: JsonObject, field: string): readonly Cause[] {
  if (action === '') return [anyOf(field, actions)];
  if (!actions.includes(String(action))) return [unsupportedValue(field, action, actions)];
  if (action !== 'FailIndex' || spec['backoffLimitPerIndex'] !== undefined) return [];
  return [invalidValue(field, action, 'requires the backoffLimitPerIndex to be set')];
}

/** A real server shows no value where a whole rule is wrong. */
function oneWayCauses(rule: JsonObject, field: string): readonly Cause[] {
  const byCode = isJsonObject(rule['onExitCodes']);
  const byCondition = objectsAt(rule, 'onPodConditions').length > 0;
  if (byCode !== byCondition) return [];
  const detail = byCode
    ? 'specifying both OnExitCodes and OnPodConditions is not supported'
    : 'specifying one of OnExitCodes and OnPodConditions is required';
  return [{ reason: 'FieldValueInvalid', message: `Invalid value: ${detail}`, field }];
}

const operators = ['In', 'NotIn'];

function anyOf(field: string, words: readonly string[]): Cause {
  return required(field, `valid values: [${words.map((word) => JSON.stringify(word)).join(' ')}]`);
}

function exitCauses(codes: JsonObject, spec: JsonObject, path: string): readonly Cause[] {
  return [
    ...((textAt(codes, 'operator') ?? '') === ''
      ? [anyOf(`${path}.operator`, operators)]
      : oneOf(codes, 'operator', path, operators)),
    ...containerCauses(codes, spec, `${path}.containerName`),
    ...codeCauses(codes, `${path}.values`),
  ];
}

function containerCauses(codes: JsonObject, spec: JsonObject, field: string): readonly Cause[] {
  const name = textAt(codes, 'containerName');
  if (name === undefined) return [];
  const pod = objectAt(spec, 'template', 'spec');
  const all = [...objectsAt(pod, 'containers'), ...objectsAt(pod, 'initContainers')];
  if (all.some((container) => container['name'] === name)) return [];
  return [invalidValue(field, name, 'must be one of the container or initContainer names in the pod template')];
}

function codeCauses(codes: JsonObject, field: string): readonly Cause[] {
  const values = listAt(codes, 'values');
  if (values.length === 0) return [invalidValue(field, [], 'at least one value is required')];
  const isOrdered = values.every((value, index) => index === 0 || Number(values[index - 1]) <= Number(value));
  return [
    ...values.flatMap((value, index) => [
      ...(value === 0 && codes['operator'] === 'In'
        ? [invalidValue(`${field}[${index}]`, value, 'must not be 0 for the In operator')]
        : []),
      ...(values.indexOf(value) < index ? [duplicateValue(`${field}[${index}]`, value)] : []),
    ]),
    ...(isOrdered ? [] : [invalidValue(field, [...values], 'must be ordered')]),
  ];
}

function conditionCauses(condition: JsonObject, path: string): readonly Cause[] {
  const type = textAt(condition, 'type') ?? '';
  return [
    ...qualifiedName(type).map((problem) => invalidValue(`${path}.type`, type, problem)),
    ...oneOf(condition, 'status', path, ['False', 'True', 'Unknown']),
  ];
}
