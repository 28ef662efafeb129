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
    if (isJsonObject(patch))
      throw badRequest(
        'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
      );
    return applyJsonPatch(live, patch);
  }
  if (!isJsonObject(patch))
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${goKind(patch)} into Go value of type map[string]interface {}`,
    );
  if (type === 'application/merge-patch+json') return applyMergePatch(live, patch);
  return applyStrategicMergePatch(live, patch, resource.schema);
}

/** Faults that only show while a strategic merge is on its way are the server's, it says. */
function isStrategicFault({ message }: PatchError): boolean {
  return message.includes('does not contain declared merge key') || message.startsWith('unknown patch type');
}

/** A patch that is well formed but does not fit is the object's fault, not the request's. */
function refusal(error: PatchError): StatusError {
  if (isStrategicFault(error)) return new StatusError(500, '', error.message);
  if (error.kind === 'invalid') return badRequest(error.message);
  return new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}
