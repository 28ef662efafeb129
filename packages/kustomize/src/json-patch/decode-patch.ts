import { getOwn, isJsonArray, isJsonObject, parseJson, type JsonObject, type JsonValue } from '@sluice/objects';
import { readConfig } from '../yaml/read-config.ts';

/** One step of a JSON patch (RFC 6902), not yet checked: a wrong operation is an error only when it is reached. */
export type Operation = JsonObject;

/**
 * Reads a JSON patch from JSON, or from YAML where it does not start with a bracket. An empty YAML text is an empty
 * patch.
 */
export function decodePatch(text: string): readonly Operation[] {
  const value = text.startsWith('[') ? parseJson(text) : readConfig(text, () => undefined);
  if (value === null) return [];
  if (!isJsonArray(value))
    throw new Error(`json: cannot unmarshal ${typeName(value)} into Go value of type jsonpatch.Patch`);
  return value.map(operationOf);
}

function operationOf(value: JsonValue): Operation {
  if (isJsonObject(value)) return value;
  if (value === null) return {};
  throw new Error(`json: cannot unmarshal ${typeName(value)} into Go value of type jsonpatch.Operation`);
}

/** The text of a field of an operation; undefined where it is missing or no string. */
export function textIn(operation: Operation, name: string): string | undefined {
  const value = getOwn(operation, name);
  return typeof value === 'string' ? value : undefined;
}

export function typeName(value: JsonValue): string {
  if (value === null) return 'null';
  if (isJsonArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'bigint' ? 'number' : typeof value;
}
