import type { JsonObject, JsonValue } from '@sluice/objects';
import type { RawFields } from './special-types.ts';
import { numberOf } from './special-types.ts';

/** Fields of a JSON schema that hold one of two things. */
const choices = new Set([
  'apiextensions.v1.JSONSchemaPropsOrArray',
  'apiextensions.v1.JSONSchemaPropsOrBool',
  'apiextensions.v1.JSONSchemaPropsOrStringArray',
]);
export const schemaType = 'apiextensions.v1.JSONSchemaProps';

export function isSchemaChoice(name: string): boolean {
  return choices.has(name);
}

/** A schema, or what stands in its place: a list of schemas, a boolean, a list of names. */
export function decodeSchemaChoice(
  name: string,
  fields: RawFields,
  decode: (type: string, bytes: Uint8Array) => JsonObject,
): JsonValue {
  const schemaField = name.endsWith('OrBool') ? 2 : 1;
  const schema = fields.get(schemaField)?.at(-1);
  if (schema instanceof Uint8Array) return decode(schemaType, schema);
  if (name.endsWith('OrBool')) return numberOf(fields, 1) !== 0n;
  const list = (fields.get(2) ?? []).filter((each) => each instanceof Uint8Array);
  return name.endsWith('StringArray')
    ? list.map((each) => new TextDecoder().decode(each))
    : list.map((each) => decode(schemaType, each));
}
