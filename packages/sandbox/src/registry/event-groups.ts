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

/** Events are the same objects in two groups, which name their fields differently. */
export function convertEvent(event: ApiObject, apiVersion: string): ApiObject {
  if (event.apiVersion === apiVersion) return event;
  const renames = new Map(apiVersion === 'v1' ? names : names.map(([newer, core]) => [core, newer] as const));
  const converted = Object.fromEntries(Object.entries(event).map(([key, value]) => [renames.get(key) ?? key, value]));
  return Object.assign(converted, { apiVersion }) as ApiObject;
}
