import type { JsonValue } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';

/** Whether an object carries all of these labels. */
export function matchesLabels(object: ApiObject, wanted: Readonly<Record<string, JsonValue>>): boolean {
  const labels = object.metadata.labels ?? {};
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}
