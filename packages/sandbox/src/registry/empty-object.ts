import type { JsonObject, TypeSchema } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { goTypeOfKind } from '../go-types/go-types.ts';
import { fitSchema } from './fit-schema.ts';
import type { Resource } from './resource.ts';

const emptyObjects = new WeakMap<Resource, ApiObject>();

/** Zero values stay; what the server would fill in is not there yet. */
function dropDefaults(object: JsonObject, schema: TypeSchema): void {
  for (const [key, value] of Object.entries(object)) {
    if (isJsonObject(value)) dropDefaults(value, schema.field(key) ?? schema);
    else if (schema.field(key)?.default !== undefined && value !== '' && value !== 0 && value !== false)
      delete object[key];
  }
}

/**
 * An object of a built-in kind in which nothing is set. Fields that have a value even so, like the times of an event,
 * come to be owned by nobody who creates one.
 */
export function emptyObject(resource: Resource): ApiObject | undefined {
  if (resource.origin !== 'builtin' || resource.schema === undefined) return undefined;
  const known = emptyObjects.get(resource);
  if (known !== undefined) return known;
  const made: ApiObject = { apiVersion: resource.apiVersion, kind: resource.kind, metadata: {} };
  fitSchema(made, resource.schema, goTypeOfKind(resource.apiVersion, resource.kind));
  dropDefaults(made, resource.schema);
  emptyObjects.set(resource, made);
  return made;
}
