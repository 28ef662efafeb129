import type { JsonObject, JsonValue } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';

const v3Prefix = '#/components/schemas/';

/** The OpenAPI v2 document of schemas in the form of version 3; kubectl reads it for files that hold a `List`. */
export function swaggerOf(schemas: JsonObject): JsonObject {
  const definitions: JsonObject = {};
  for (const name of Object.keys(schemas).toSorted()) definitions[name] = definitionOf(schemas[name] ?? {});
  return { swagger: '2.0', info: { title: 'Kubernetes', version: 'sandbox' }, paths: {}, definitions };
}

/** Version 2 has no choices: what may be a number or a text is a text, by convention. */
function definitionOf(schema: JsonValue): JsonObject {
  if (!isJsonObject(schema)) return {};
  const { $ref, allOf, oneOf, properties, items, additionalProperties, ...rest } = schema;
  const [whole] = Array.isArray(allOf) ? allOf : [];
  if (isJsonObject(whole) && typeof whole['$ref'] === 'string') return { $ref: referenceOf(whole['$ref']) };
  if (typeof $ref === 'string') return { $ref: referenceOf($ref) };
  return {
    ...own(rest),
    ...(oneOf === undefined ? {} : { type: 'string' }),
    ...(isJsonObject(properties) ? { properties: mapped(properties) } : {}),
    ...(isJsonObject(items) ? { items: definitionOf(items) } : {}),
    ...(isJsonObject(additionalProperties) ? { additionalProperties: definitionOf(additionalProperties) } : {}),
  };
}

function own(schema: JsonObject): JsonObject {
  const kept: JsonObject = {};
  for (const [name, value] of Object.entries(schema))
    if (name === 'type' || name === 'format' || name === 'required' || name.startsWith('x-kubernetes-'))
      kept[name] = value;
  return kept;
}

function mapped(properties: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, definitionOf(value)]));
}

function referenceOf(reference: string): string {
  return reference.replace(v3Prefix, '#/definitions/');
}
