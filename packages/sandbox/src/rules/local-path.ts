import type { Cause } from '../status-error.ts';
import { invalidValue } from '../validation/causes.ts';

/** A path that stays below where it starts; `mayBeAbsolute` where only leaving it is forbidden. */
export function localPathCauses(path: string, field: string, mayBeAbsolute = false): readonly Cause[] {
  const leaves = path.split('/').includes('..');
  return [
    ...(path.startsWith('/') && !mayBeAbsolute ? [invalidValue(field, path, 'must be a relative path')] : []),
    ...(leaves ? [invalidValue(field, path, "must not contain '..'")] : []),
  ];
}
