import type { JsonValue } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { listAt, objectAt, objectsAt, textAt } from '../api-object.ts';

/** Whether an object's labels match a LabelSelector; an empty selector matches everything, a missing one nothing. */
export function matchesSelector(object: ApiObject, selector: JsonValue | undefined): boolean {
  if (selector === undefined || selector === null) return false;
  const labels = object.metadata.labels ?? {};
  return matchesLabels(object, objectAt(selector, 'matchLabels')) && objectsAt(selector, 'matchExpressions').every((each) => matches(labels, each));
}

/** Whether an object carries all of these labels. */
export function matchesLabels(object: ApiObject, wanted: Readonly<Record<string, JsonValue>>): boolean {
  const labels = object.metadata.labels ?? {};
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

function matches(labels: Readonly<Record<string, string>>, expression: JsonValue): boolean {
  const value = labels[textAt(expression, 'key') ?? ''];
  const values = listAt(expression, 'values');
  switch (textAt(expression, 'operator')) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}
