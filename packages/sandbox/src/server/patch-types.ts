import type { JsonValue } from '@sluice/objects';
import {
  PatchError,
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  cloneJson,
  isJsonObject,
} from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import type { Resource } from '../registry/resource.ts';
import { StatusError, badRequest } from '../status-error.ts';
import { goKind } from './decode-body.ts';
import { checkOperations } from './json-patch-operations.ts';

/** The live object with a patch of one of the client-side types. The live object stays as it is. */
export function patchedBy(type: string, live: ApiObject, patch: JsonValue, resource: Resource): JsonValue {
  try {
    // Patching shares what it leaves alone, and decoding changes its object in place.
    return cloneJson(apply(type, live, patch, resource));
  } catch (error) {
    if (error instanceof PatchError) throw refusal(error);
    throw error;
  }
}

function apply(type: string, live: ApiObject, patch: JsonValue, resource: Resource): JsonValue {
  if (type === 'application/json-patch+json') {
    checkOperations(patch);
    return applyJsonPatch(live, patch ?? []);
  }
  const isMerge = type === 'application/merge-patch+json';
  if (patch === null && isMerge) throw badRequest('Invalid JSON Patch');
  if (patch === null) return live;
  if (!isJsonObject(patch)) {
    const prefix = isMerge ? 'error decoding patch: ' : '';
    throw badRequest(`${prefix}json: cannot unmarshal ${goKind(patch)} into Go value of type map[string]interface {}`);
  }
  if (isMerge) return applyMergePatch(live, patch);
  return applyStrategicMergePatch(live, patch, resource.schema);
}

/** What the server says of a patch that cannot be applied depends on who is at fault: request, object or itself. */
function refusal(error: PatchError): StatusError {
  if (error.kind === 'unexpected') return new StatusError(500, '', error.detailed);
  if (error.kind === 'invalid') return badRequest(error.message);
  return new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}
