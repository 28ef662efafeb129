import type { JsonObject, JsonValue } from '@sluice/objects';
import { isJsonObject, stringifyJson } from '@sluice/objects';
import type { GoType } from '../go-types/go-types.ts';
import { goType, goTypeOfKind } from '../go-types/go-types.ts';
import type { Resource } from '../registry/resource.ts';
import { StatusError } from '../status-error.ts';

const handled = /^\S+ in version "[^"]*" cannot be handled as an? \S+: /;

/**
 * Turns what is wrong with the result of a patch into the server's answer, which shows that result whole: its fields in
 * the order of names, those of metadata in the order of Go's struct.
 */
export function refusedPatch(error: unknown, patched: JsonValue, resource: Resource): unknown {
  if (!(error instanceof StatusError) || error.code !== 400 || !handled.test(error.message)) return error;
  const text = stringifyJson(inGoOrder(patched, resource));
  const message = `Invalid value: ${JSON.stringify(text)}: ${error.message.replace(handled, '')}`;
  const causes = [{ reason: 'FieldValueInvalid', message, field: 'patch' }];
  return new StatusError(422, 'Invalid', ` "" is invalid: patch: ${message}`, { causes });
}

function inGoOrder(patched: JsonValue, { apiVersion, kind }: Resource): JsonValue {
  if (!isJsonObject(patched)) return patched;
  const type = goTypeOfKind(apiVersion, kind)?.byName.get('metadata')?.type.name;
  const ordered = sortedKeys(patched);
  const { metadata } = ordered;
  if (isJsonObject(metadata))
    ordered['metadata'] = structOrder(metadata, type === undefined ? undefined : goType(type));
  return ordered;
}

function sortedKeys(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function structOrder(object: JsonObject, type: GoType | undefined): JsonObject {
  const positions = new Map(type?.fields.map(({ name, number }) => [name, number]));
  const positionOf = (key: string): number => positions.get(key) ?? Number.MAX_SAFE_INTEGER;
  return Object.fromEntries(Object.entries(object).toSorted(([a], [b]) => positionOf(a) - positionOf(b)));
}
