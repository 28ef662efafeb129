import type { JsonValue } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { StatusError, badRequest } from '../status-error.ts';
import { goKind } from './decode-body.ts';

const mostOperations = 10_000;
const texts = ['op', 'path', 'from'];

/** Refuses what is no list of operations, before any of them is looked at. */
export function checkOperations(patch: JsonValue): void {
  const prefix = 'error decoding patch: json: cannot unmarshal';
  if (patch === null) return;
  if (!Array.isArray(patch))
    throw badRequest(`${prefix} ${goKind(patch)} into Go value of type []handlers.jsonPatchOp`);
  for (const operation of patch) {
    if (operation === null) throw unprocessable();
    if (!isJsonObject(operation))
      throw badRequest(`${prefix} ${goKind(operation)} into Go value of type handlers.jsonPatchOp`);
    const wrong = texts.find((name) => operation[name] !== undefined && !isText(operation[name]));
    if (wrong !== undefined) {
      const kind = goKind(operation[wrong] ?? null);
      throw badRequest(`${prefix} ${kind} into Go struct field jsonPatchOp.${wrong} of type string`);
    }
  }
  if (patch.length <= mostOperations) return;
  const message = `The allowed maximum operations in a JSON patch is ${mostOperations}, got ${patch.length}`;
  throw new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`);
}

function isText(value: JsonValue | undefined): boolean {
  return value === null || typeof value === 'string';
}

function unprocessable(): StatusError {
  return new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

const members = new Set([...texts, 'value']);

/** Members of operations that no operation has: the server warns of them. */
export function unknownMembers(patch: JsonValue): readonly string[] {
  if (!Array.isArray(patch)) return [];
  return patch.flatMap((operation, index) =>
    isJsonObject(operation)
      ? Object.keys(operation)
          .filter((name) => !members.has(name))
          .map((name) => `json patch unknown field ${JSON.stringify(`[${index}].${name}`)}`)
      : [],
  );
}
