import type { JsonValue } from '@sluice/objects';
import { deepEqual, isJsonArray, isJsonObject } from '@sluice/objects';
import type { SchemaNode } from './schema-node.ts';

/** What was there already may stay, right or wrong: rules that came later are asked of what changes. */
export function isUnchanged(value: JsonValue, old: JsonValue | undefined): boolean {
  return old !== undefined && deepEqual(value, old);
}

/** Elements of lists with keys can be told apart from one version to the next; others cannot. */
export function counterpart(entry: JsonValue, old: JsonValue | undefined, schema: SchemaNode): JsonValue | undefined {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (schema['x-kubernetes-list-type'] !== 'map' || !isJsonArray(keys) || !isJsonArray(old) || !isJsonObject(entry))
    return undefined;
  return old.find((each) => isJsonObject(each) && keys.every((key) => each[String(key)] === entry[String(key)]));
}
