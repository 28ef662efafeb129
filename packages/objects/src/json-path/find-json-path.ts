import type { JsonArray, JsonValue } from '../object.ts';
import { deepEqual } from '../json/deep-equal.ts';
import { getOwn, isJsonObject } from '../json/own.ts';
import { JsonPathError } from './json-path-error.ts';
import type { Filter, Operand, Step } from './json-path-steps.ts';
import { parseJsonPath } from './parse-json-path.ts';

/** Recursive steps one after the other multiply what they find. */
const mostResults = 100_000;

/**
 * Compiles a JSONPath of kubectl's kind (one expression, no `range`). The function that is returned finds the values
 * that the path names, in order; what does not exist is left out.
 *
 * @throws JsonPathError for a path that cannot be understood, and when it finds too much.
 */
export function compileJsonPath(path: string): (value: JsonValue) => JsonValue[] {
  const steps = parseJsonPath(path);
  return (value) => walk([value], steps);
}

/** Finds the values that a JSONPath names. See `compileJsonPath`. */
export function findJsonPath(value: JsonValue, path: string): JsonValue[] {
  return compileJsonPath(path)(value);
}

function walk(values: readonly JsonValue[], steps: readonly Step[]): JsonValue[] {
  let found = [...values];
  for (const step of steps) {
    found = found.flatMap((value) => take(value, step));
    if (found.length > mostResults) throw new JsonPathError(`path finds more than ${mostResults} values`);
  }
  return found;
}

function take(value: JsonValue, step: Step): JsonValue[] {
  switch (step.kind) {
    case 'fields':
      return isJsonObject(value) ? present(step.names.map((name) => getOwn(value, name))) : [];
    case 'indexes':
      return Array.isArray(value) ? present(step.indexes.map((index) => value.at(index))) : [];
    case 'slice':
      return Array.isArray(value) ? slice(value, step) : [];
    case 'wildcard':
      return children(value);
    case 'recursive':
      return descendants(value, []);
    case 'filter':
      return Array.isArray(value) ? value.filter((item) => passes(item, step.filter)) : [];
  }
}

function present(values: readonly (JsonValue | undefined)[]): JsonValue[] {
  return values.filter((value) => value !== undefined);
}

function children(value: JsonValue): JsonValue[] {
  if (Array.isArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}

function slice(list: JsonArray, { start, end, step }: Step & { kind: 'slice' }): JsonValue[] {
  return list.slice(start, end).filter((_item, index) => index % step === 0);
}

/** The value and everything inside it, containers only: the next step looks into them. */
function descendants(value: JsonValue, found: JsonValue[]): JsonValue[] {
  if (typeof value !== 'object' || value === null) return found;
  found.push(value);
  for (const child of children(value)) descendants(child, found);
  return found;
}

function passes(item: JsonValue, { left, operator, right }: Filter): boolean {
  const [actual] = valuesOf(item, left);
  if (actual === undefined) return false;
  if (operator === 'exists') return true;
  const [wanted] = valuesOf(item, right);
  if (wanted === undefined) return false;
  if (operator === '==') return deepEqual(actual, wanted);
  if (operator === '!=') return !deepEqual(actual, wanted);
  return compares(actual, operator, wanted);
}

function valuesOf(item: JsonValue, operand: Operand): JsonValue[] {
  return 'literal' in operand ? [operand.literal] : walk([item], operand.path);
}

function compares(actual: JsonValue, operator: '<' | '<=' | '>' | '>=', wanted: JsonValue): boolean {
  const isComparable =
    isOrdered(actual) && isOrdered(wanted) && (typeof actual === 'string') === (typeof wanted === 'string');
  if (!isComparable) return false;
  if (operator === '<') return actual < wanted;
  if (operator === '<=') return actual <= wanted;
  return operator === '>' ? actual > wanted : actual >= wanted;
}

function isOrdered(value: JsonValue): value is string | number | bigint {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
}
