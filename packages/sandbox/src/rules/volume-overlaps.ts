import type { JsonObject } from '@sluice/objects';
import { objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue } from '../validation/causes.ts';

/** Which places the uses of a list take, by the names of their volumes. */
export function placesOf(container: JsonObject, list: string, key: string): ReadonlyMap<string, string> {
  return new Map(objectsAt(container, list).map((each) => [textAt(each, 'name') ?? '', textAt(each, key) ?? '']));
}

/** A volume is mounted or taken as a device, not both. */
export function overlaps(
  use: JsonObject,
  path: string,
  key: string,
  others: ReadonlyMap<string, string>,
  list: string,
): readonly Cause[] {
  const name = textAt(use, 'name') ?? '';
  const place = textAt(use, key) ?? '';
  return [
    ...(others.has(name) ? [invalidValue(`${path}.name`, name, `must not already exist in ${list}`)] : []),
    ...([...others.values()].includes(place)
      ? [invalidValue(`${path}.${key}`, place, `must not already exist as a path in ${list}`)]
      : []),
  ];
}
