import { deepEqual, type JsonValue, type KubeObject } from '@sluice/objects';
import { fieldAt } from '../object/read-field.ts';

/**
 * Whether applying would change what users see: labels, annotations, or anything outside `metadata` and `status`.
 * `applied` is what a dry-run of the apply gave. Finalizers, owners and field managers are no drift.
 */
export function hasDrifted(live: KubeObject, applied: KubeObject): boolean {
  if (!sameTexts(live.metadata.labels, applied.metadata.labels)) return true;
  if (!sameTexts(live.metadata.annotations, applied.metadata.annotations)) return true;
  const names = new Set([...Object.keys(live), ...Object.keys(applied)]);
  names.delete('metadata');
  names.delete('status');
  return [...names].some((name) => !sameValue(fieldAt(live, name), fieldAt(applied, name)));
}

function sameTexts(a: Record<string, string> | undefined, b: Record<string, string> | undefined): boolean {
  return sameValue(a ?? {}, b ?? {});
}

/** Absent and empty are the same: the API server leaves empty maps and lists out or not, by kind. */
function sameValue(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return isEmpty(a) && isEmpty(b);
  return deepEqual(a as JsonValue, b as JsonValue);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
