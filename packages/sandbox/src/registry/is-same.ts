import { deepEqual } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';

/**
 * Whether a write would leave the object as it is. The times of managedFields do not count, as upstream: they tell when
 * something changed, and here nothing did.
 */
export function isSame(draft: ApiObject, live: ApiObject): boolean {
  return deepEqual(withoutTimes(draft), withoutTimes(live));
}

function withoutTimes(object: ApiObject): ApiObject {
  const managedFields = object.metadata.managedFields?.map(({ time: _time, ...entry }) => entry);
  if (managedFields === undefined) return object;
  return Object.assign({}, object, { metadata: { ...object.metadata, managedFields } });
}
