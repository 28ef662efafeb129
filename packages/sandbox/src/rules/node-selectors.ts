import type { JsonObject } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { listAt, objectAt, objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue, required } from '../validation/causes.ts';
import { dnsSubdomain, labelValueName, qualifiedName } from '../validation/names.ts';
import { eachOf } from './rule.ts';
import { eachText } from './text.ts';

const neededNow = 'requiredDuringSchedulingIgnoredDuringExecution';
const wished = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Which nodes a pod may and would rather run on. */
export function nodeAffinityCauses(affinity: JsonObject, path: string): readonly Cause[] {
  const needed = affinity[neededNow];
  return [
    ...(isJsonObject(needed) ? termsCauses(needed, `${path}.${neededNow}`) : []),
    ...eachOf(affinity, wished, path, (term, where) => [
      ...weightCauses(term, where),
      ...termCauses(objectAt(term, 'preference'), `${where}.preference`, expressionCauses),
    ]),
  ];
}

/** A weight counts from 1 to 100. */
export function weightCauses({ weight }: JsonObject, path: string): readonly Cause[] {
  const isFit = typeof weight === 'number' && weight > 0 && weight <= 100;
  return isFit ? [] : [invalidValue(`${path}.weight`, weight ?? 0, 'must be in the range 1-100')];
}

function termsCauses(selector: JsonObject, path: string): readonly Cause[] {
  if (objectsAt(selector, 'nodeSelectorTerms').length === 0) {
    return [required(`${path}.nodeSelectorTerms`, 'must have at least one node selector term')];
  }
  return eachOf(selector, 'nodeSelectorTerms', path, (term, where) => termCauses(term, where, strictCauses));
}

type ExpressionRule = (expression: JsonObject, path: string) => readonly Cause[];

function termCauses(term: JsonObject, path: string, check: ExpressionRule): readonly Cause[] {
  return [...eachOf(term, 'matchExpressions', path, check), ...eachOf(term, 'matchFields', path, fieldCauses)];
}

function expressionCauses(expression: JsonObject, path: string): readonly Cause[] {
  const key = textAt(expression, 'key') ?? '';
  return [
    ...countCauses(textAt(expression, 'operator') ?? '', listAt(expression, 'values').length, path),
    ...qualifiedName(key).map((problem) => invalidValue(`${path}.key`, key, problem)),
  ];
}

/** Where a node is needed, the values must be such as labels have; a wish may have others. */
function strictCauses(expression: JsonObject, path: string): readonly Cause[] {
  return [
    ...expressionCauses(expression, path),
    ...eachText(expression, 'values', path, (value, where) =>
      labelValueName(value).map((problem) => invalidValue(where, value, problem)),
    ),
  ];
}

/** Each operator takes so many values. */
function countCauses(operator: string, count: number, path: string): readonly Cause[] {
  const field = `${path}.values`;
  switch (operator) {
    case 'In':
    case 'NotIn':
      return count > 0 ? [] : [required(field, "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist':
      if (count === 0) return [];
      return [forbiddenField(field, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
    case 'Gt':
    case 'Lt':
      return count === 1 ? [] : [required(field, "must be specified single value when `operator` is 'Lt' or 'Gt'")];
    default:
      return [invalidValue(`${path}.operator`, operator, 'not a valid selector operator')];
  }
}

/** Of the fields of a node only its name can be selected by, one at a time. */
function fieldCauses(expression: JsonObject, path: string): readonly Cause[] {
  const operator = textAt(expression, 'operator') ?? '';
  const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
  const isFew = listAt(expression, 'values').length === 1;
  const isKnown = operator === 'In' || operator === 'NotIn';
  return [
    ...(isKnown ? [] : [invalidValue(`${path}.operator`, operator, 'not a valid selector operator')]),
    ...(isKnown && !isFew ? [required(`${path}.values`, detail)] : []),
    ...fieldKeyCauses(expression, path),
  ];
}

function fieldKeyCauses(expression: JsonObject, path: string): readonly Cause[] {
  const key = textAt(expression, 'key') ?? '';
  if (key !== 'metadata.name') return [invalidValue(`${path}.key`, key, 'not a valid field selector key')];
  return eachText(expression, 'values', path, (value, where) =>
    dnsSubdomain(value).map((problem) => invalidValue(where, value, problem)),
  );
}
