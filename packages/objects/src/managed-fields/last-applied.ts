import type { JsonObject, JsonValue } from '../object.ts';
import type { TypeSchema } from '../schema.ts';
import { getOwn, isJsonObject, objectOf, setOwn } from '../json/own.ts';
import { parseJson } from '../json/parse-json.ts';
import { stringifyJson } from '../json/stringify-json.ts';
import { compareTyped } from './compare-typed.ts';
import { FieldSet } from './field-set.ts';
import { toFieldSet } from './to-field-set.ts';

/** The annotation in which `kubectl apply` keeps what it applied. */
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

const annotationsLimit = 256 * 1024;

function annotationsOf(object: JsonObject): JsonObject {
  const metadata = getOwn(object, 'metadata');
  const annotations = isJsonObject(metadata) ? getOwn(metadata, 'annotations') : undefined;
  return isJsonObject(annotations) ? annotations : {};
}

/**
 * The fields that `kubectl apply` set and nobody changed since: kubectl may take them over by server-side apply without
 * a conflict.
 */
export function unchangedSinceLastApplied(
  live: JsonObject,
  apiVersion: string,
  schema: TypeSchema | undefined,
): FieldSet {
  const lastApplied = readLastApplied(live);
  if (lastApplied === undefined || lastApplied['apiVersion'] !== apiVersion) return FieldSet.empty;
  const { modified, added, removed } = compareTyped(lastApplied, live, schema);
  return toFieldSet(lastApplied, schema).difference(modified).difference(added).difference(removed);
}

function readLastApplied(live: JsonObject): JsonObject | undefined {
  const text = getOwn(annotationsOf(live), lastAppliedAnnotation);
  try {
    const value = typeof text === 'string' && text !== '' ? parseJson(text) : undefined;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the annotation of an object up to date with what kubectl applies by server-side apply. */
export function syncLastApplied(object: JsonObject, applied: JsonObject): JsonObject {
  const annotations = annotationsOf(object);
  if (getOwn(annotations, lastAppliedAnnotation) === undefined) return object;
  const synced = { ...annotations };
  setOwn(synced, lastAppliedAnnotation, `${stringifyJson(sortedKeys(withoutAnnotation(applied)))}\n`);
  if (stringifyJson(synced).length > annotationsLimit) Reflect.deleteProperty(synced, lastAppliedAnnotation);
  const metadata = getOwn(object, 'metadata');
  return { ...object, metadata: { ...(isJsonObject(metadata) ? metadata : {}), annotations: synced } };
}

/** Go writes maps in the order of their keys. */
function sortedKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]): [string, JsonValue] => [key, sortedKeys(item)]);
  return objectOf(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function withoutAnnotation(applied: JsonObject): JsonObject {
  const annotations = annotationsOf(applied);
  if (!Object.hasOwn(annotations, lastAppliedAnnotation)) return applied;
  const { [lastAppliedAnnotation]: _removed, ...rest } = annotations;
  const metadata = getOwn(applied, 'metadata');
  return { ...applied, metadata: { ...(isJsonObject(metadata) ? metadata : {}), annotations: rest } };
}
