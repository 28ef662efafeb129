import type { JsonObject, JsonValue } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { objectsAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { labelCauses } from '../validation/metadata.ts';

/** A whole number that must not be below zero. */
export function nonNegative(owner: JsonObject, key: string, path: string): readonly Cause[] {
  const value = owner[key];
  if (typeof value !== 'number' || value >= 0) return [];
  return [invalidValue(`${path}.${key}`, value, 'must be greater than or equal to 0')];
}

/** Several of them, in the order given. */
export function allNonNegative(owner: JsonObject, keys: readonly string[], path: string): readonly Cause[] {
  return keys.flatMap((key) => nonNegative(owner, key, path));
}

/** A word out of a few; absent is fine. */
export function oneOf(owner: JsonObject, key: string, path: string, words: readonly string[]): readonly Cause[] {
  const value = owner[key];
  if (value === undefined || (typeof value === 'string' && words.includes(value))) return [];
  return [unsupportedValue(`${path}.${key}`, value, words)];
}

/** The same for a field of the object itself. */
export function oneOfTop(owner: JsonObject, key: string, words: readonly string[]): readonly Cause[] {
  const value = owner[key];
  return value === undefined || words.includes(String(value)) ? [] : [unsupportedValue(key, value, words)];
}

export function requiredText(owner: JsonObject, key: string, path: string, detail = ''): readonly Cause[] {
  return owner[key] === undefined || owner[key] === '' ? [required(`${path}.${key}`, detail)] : [];
}

/** What is wrong with each struct of a list; the path of an element ends in its index. */
export function eachOf(
  owner: JsonObject,
  key: string,
  path: string,
  check: (item: JsonObject, path: string) => readonly Cause[],
): readonly Cause[] {
  return objectsAt(owner, key).flatMap((item, index) => check(item, `${path}.${key}[${index}]`));
}

/** The keys of a map in their order, as Go writes them. */
export function sorted(value: JsonValue | undefined): JsonValue {
  if (!isJsonObject(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const highestPort = 65_535;

export function portCauses(owner: JsonObject, key: string, path: string, before = ''): readonly Cause[] {
  const value = owner[key];
  if (typeof value !== 'number' || (value >= 1 && value <= highestPort)) return [];
  return [invalidValue(`${path}.${key}`, value, `${before}must be between 1 and ${highestPort}, inclusive`)];
}

/** What is wrong with a label selector itself. */
export function selectorCauses(selector: JsonObject, path: string): readonly Cause[] {
  const { matchLabels } = selector;
  return [
    ...(isJsonObject(matchLabels) ? labelCauses(matchLabels, `${path}.matchLabels`) : []),
    ...eachOf(selector, 'matchExpressions', path, (expression, where) => expressionCauses(expression, where)),
  ];
}

function expressionCauses(expression: JsonObject, path: string): readonly Cause[] {
  const { operator, values } = expression;
  const count = Array.isArray(values) ? values.length : 0;
  if (operator === 'In' || operator === 'NotIn') {
    return count === 0 ? [required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")] : [];
  }
  if (operator === 'Exists' || operator === 'DoesNotExist') {
    const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
    return count === 0
      ? []
      : [{ reason: 'FieldValueForbidden', message: `Forbidden: ${detail}`, field: `${path}.values` }];
  }
  return [invalidValue(`${path}.operator`, operator, 'not a valid selector operator')];
}
