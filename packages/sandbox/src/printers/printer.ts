import type { JsonValue } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, listAt, objectAt, objectsAt, textAt } from '../api-object.ts';
import { ageOf } from '../tables/age.ts';

/** The cells of one object, wide columns included; `now` is for ages. */
export type Printer = (object: ApiObject, now: number) => JsonValue[];

export const none = '<none>';
export const unset = '<unset>';

export function nameOf(object: ApiObject): string {
  return object.metadata.name ?? '';
}

export function ageOfObject(object: ApiObject, now: number): string {
  return ageOf(object.metadata.creationTimestamp, now);
}

/** The text at a path, or what stands for nothing. */
export function textOr(fallback: string, value: JsonValue | undefined, ...path: readonly string[]): string {
  const found = textAt(value, ...path);
  return found === undefined || found === '' ? fallback : found;
}

/** The number at a path, 0 where there is none. */
export function count(value: JsonValue | undefined, ...path: readonly string[]): number | bigint {
  const found = at(value, ...path);
  return typeof found === 'number' || typeof found === 'bigint' ? found : 0;
}

export function texts(value: JsonValue | undefined, ...path: readonly string[]): string[] {
  return listAt(value, ...path).filter((item) => typeof item === 'string');
}

/** `a=1,b=2` in the order of keys. */
export function formatLabels(labels: JsonValue | undefined): string {
  const pairs = Object.entries(objectAt(labels)).map(([key, value]) => `${key}=${String(value)}`);
  return pairs.length === 0 ? none : pairs.toSorted().join(',');
}

/** A label selector with its expressions, as one reads it in a table. */
export function formatSelector(selector: JsonValue | undefined): string {
  if (selector === undefined || selector === null) return none;
  const terms = selectorTerms(selector);
  return terms.length === 0 ? none : terms.join(',');
}

/** The terms of a label selector, sorted by key. */
export function selectorTerms(selector: JsonValue | undefined): string[] {
  const equal = Object.entries(objectAt(selector, 'matchLabels')).map(([key, value]) => ({
    key,
    term: `${key}=${String(value)}`,
  }));
  const expressions = objectsAt(selector, 'matchExpressions').map((expression) => {
    const key = textOr('', expression, 'key');
    return { key, term: formatExpression(key, textOr('', expression, 'operator'), texts(expression, 'values')) };
  });
  return [...equal, ...expressions].toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ term }) => term);
}

function formatExpression(key: string, operator: string, values: readonly string[]): string {
  const list = `(${values.toSorted().join(',')})`;
  if (operator === 'In') return `${key} in ${list}`;
  if (operator === 'NotIn') return `${key} notin ${list}`;
  return operator === 'DoesNotExist' ? `!${key}` : key;
}

/** Names and images of the containers at a path, each as one cell. */
export function containerCells(value: JsonValue | undefined, ...path: readonly string[]): [string, string] {
  const containers = objectsAt(value, ...path);
  const column = (key: string): string => containers.map((container) => textOr('', container, key)).join(',');
  return [column('name'), column('image')];
}

/** The first few of a list, and how many more there are. */
export function formatFew(items: readonly string[], few: number, empty: string): string {
  if (items.length === 0) return empty;
  const shown = items.slice(0, few).join(',');
  return items.length > few ? `${shown} + ${items.length - few} more...` : shown;
}
