import type { JsonObject, JsonValue } from '@sluice/objects';
import { cloneJson, isJsonObject, setOwn } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import type { Resource } from '../registry/resource.ts';

/** The live object with a patch of one of the client-side types. The live object stays as it is. */
export function patchedBy(_type: string, live: ApiObject, patch: JsonValue, _resource: Resource): JsonValue {
  return merged(cloneJson(live as JsonValue), patch);
}

function merged(target: JsonValue, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return patch;
  const result: JsonObject = isJsonObject(target) ? target : {};
  for (const key of Object.keys(patch)) {
    const value = patch[key] as JsonValue;
    if (value === null) delete result[key];
    else setOwn(result, key, merged(result[key] ?? null, value));
  }
  return result;
}
