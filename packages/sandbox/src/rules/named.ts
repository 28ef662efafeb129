import type { JsonObject } from '@sluice/objects';
import { textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, required } from '../validation/causes.ts';
import type { NameRule } from '../validation/names.ts';
import { pathSegment } from '../validation/names.ts';
import { namedBy } from './text.ts';

/** A name that must be given. */
export function mustBeNamedBy(
  rule: NameRule,
  owner: JsonObject,
  key: string,
  path: string,
  detail = '',
): readonly Cause[] {
  return textAt(owner, key) ? namedBy(rule, owner, key, path) : [required(`${path}.${key}`, detail)];
}

export function nameCauses(rule: NameRule, name: string, path: string): readonly Cause[] {
  return rule(name).map((problem) => invalidValue(path, name, problem));
}

/** What another object is called, in a reference that says its kind and name. */
export function kindAndNameCauses(reference: JsonObject, path: string): readonly Cause[] {
  return ['kind', 'name'].flatMap((key) => mustBeNamedBy(pathSegment, reference, key, path));
}
