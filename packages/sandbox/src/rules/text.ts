import type { JsonObject } from '@sluice/objects';
import { isIP } from 'node:net';
import { listAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue } from '../validation/causes.ts';
import type { NameRule } from '../validation/names.ts';

/** A text that holds to a rule of names when it is given. */
export function namedBy(rule: NameRule, owner: JsonObject, key: string, path: string): readonly Cause[] {
  const value = owner[key];
  if (typeof value !== 'string' || value === '') return [];
  return rule(value).map((problem) => invalidValue(`${path}.${key}`, value, problem));
}

/** What is wrong with each text of a list; the path of an element ends in its index. */
export function eachText(
  owner: JsonObject,
  key: string,
  path: string,
  check: (text: string, path: string) => readonly Cause[],
): readonly Cause[] {
  return listAt(owner, key).flatMap((item, index) =>
    typeof item === 'string' ? check(item, `${path}.${key}[${index}]`) : [],
  );
}

/** A whole number between two others, when it is given. */
export function within(
  owner: JsonObject,
  key: string,
  path: string,
  [low, high]: readonly [number, number],
): readonly Cause[] {
  const value = owner[key];
  if (typeof value !== 'number' || (value >= low && value <= high)) return [];
  return [invalidValue(`${path}.${key}`, value, `must be between ${low} and ${high}, inclusive`)];
}

export function addressCauses(address: string, field: string): readonly Cause[] {
  if (isIP(address) !== 0) return [];
  return [invalidValue(field, address, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];
}
