export type {
  JsonArray,
  JsonObject,
  JsonValue,
  KubeObject,
  ManagedFieldsEntry,
  ObjectMeta,
  ObjectRef,
  OwnerReference,
  TypeRef,
} from './object.ts';
export type { GroupFacts, KindFacts, PrinterColumn, SchemaFacts, SubresourceFacts, TypeSchema } from './schema.ts';

export { cloneJson } from './json/clone-json.ts';
export { deepEqual } from './json/deep-equal.ts';
export { JsonError } from './json/json-error.ts';
export { getOwn, isJsonArray, isJsonObject, objectOf, setOwn } from './json/own.ts';
export { parseJson, type ParseJsonOptions } from './json/parse-json.ts';
export { stringifyJson } from './json/stringify-json.ts';

export { loadSchemaFacts } from './facts/load-schema-facts.ts';
