import type { ApiObject } from '../api-object.ts';

/** Fields of an event that are called otherwise in the newer group: first there, then in the core group. */
const names: readonly (readonly [string, string])[] = [
  ['regarding', 'involvedObject'],
  ['note', 'message'],
  ['reportingController', 'reportingComponent'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
];

/** The core group writes these also when they are empty, the newer one does not. */
const leftOutWhenEmpty = new Set(['reportingComponent', 'reportingController', 'reportingInstance']);

/** Events are the same objects in two groups, which name their fields differently. */
export function convertEvent(event: ApiObject, apiVersion: string): ApiObject {
  if (event.apiVersion === apiVersion) return event;
  const renames = new Map(apiVersion === 'v1' ? names : names.map(([newer, core]) => [core, newer] as const));
  const fields = Object.entries(event).filter(([key, value]) => value !== '' || !leftOutWhenEmpty.has(key));
  const converted = Object.fromEntries(fields.map(([key, value]) => [renames.get(key) ?? key, value]));
  const always = apiVersion === 'v1' ? { reportingComponent: '', reportingInstance: '' } : {};
  return Object.assign(always, converted, { apiVersion }) as ApiObject;
}
