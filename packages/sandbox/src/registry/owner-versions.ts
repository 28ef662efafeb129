import type { JsonObject } from '@sluice/objects';
import { TypedValueError, validateTyped } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { StatusError } from '../status-error.ts';
import type { Resource } from './resource.ts';

/**
 * Owners that speak another version are compared in that version: the object, as it was and as it is to be, must have a
 * form in it.
 *
 * @throws StatusError 500 where it has none
 */
export function checkOwnerVersions(live: ApiObject | undefined, next: ApiObject | undefined, resource: Resource): void {
  for (const version of otherVersions(live, resource)) {
    const versioned = resource.custom?.inVersion?.(version);
    if (versioned === undefined)
      throw new StatusError(500, '', `request to convert CR to an invalid group/version: ${version}`);
    if (live !== undefined) checkForm(versioned(live), '');
    if (next !== undefined) checkForm(versioned(next), 'failed to convert new object: ');
  }
}

function checkForm({ object, schema }: VersionedForm, prefix: string): void {
  try {
    validateTyped(object, schema);
  } catch (error) {
    if (error instanceof TypedValueError) throw new StatusError(500, '', prefix + error.message);
    throw error;
  }
}

/** An object as another version has it, and the schema of that version. */
export interface VersionedForm {
  readonly object: JsonObject;
  readonly schema: Parameters<typeof validateTyped>[1];
}

function otherVersions(live: ApiObject | undefined, resource: Resource): readonly string[] {
  if (resource.custom?.inVersion === undefined) return [];
  const versions = (live?.metadata.managedFields ?? []).map(({ apiVersion }) => apiVersion ?? '');
  return [...new Set(versions)].filter((version) => version !== '' && version !== resource.apiVersion);
}
