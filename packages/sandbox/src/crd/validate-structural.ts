import type { JsonValue } from '@sluice/objects';
import { cloneJson, deepEqual, isJsonObject } from '@sluice/objects';
import { objectAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue } from '../validation/causes.ts';
import { pruneValue } from './prune.ts';
import { isBeyondStructure, keywordCauses, rootContext } from './schema-keywords.ts';
import type { SchemaNode } from './schema-node.ts';
import { isEmbeddedResource, itemsOf } from './schema-node.ts';
import { structureCauses } from './structure.ts';
import { validateValue } from './validate-value.ts';

/** What is wrong with a schema: its structure, or where that is right its defaults; then its keywords. */
export function structuralCauses(schema: SchemaNode, path: string): readonly Cause[] {
  const structure = isBeyondStructure(schema) ? [] : structureCauses(schema, path);
  return [
    ...(schema['nullable'] === true ? [forbiddenField(`${path}.nullable`, 'nullable cannot be true at the root')] : []),
    ...(structure.length > 0 ? structure : defaultCauses(schema, path)),
    ...keywordCauses(schema, path, rootContext),
  ];
}

/** Defaults must themselves be valid, and hold nothing that would be pruned. */
function defaultCauses(schema: SchemaNode, path: string): readonly Cause[] {
  const items = itemsOf(schema);
  const properties = Object.entries(objectAt(schema, 'properties'));
  return [
    ...ownDefaultCauses(schema, path),
    ...(items === undefined ? [] : defaultCauses(items, `${path}.items`)),
    ...properties.flatMap(([name, property]) =>
      isJsonObject(property) ? defaultCauses(property, `${path}.properties[${name}]`) : [],
    ),
  ];
}

function ownDefaultCauses(schema: SchemaNode, path: string): readonly Cause[] {
  const initial = schema['default'];
  if (initial === undefined || initial === null) return [];
  const invalid = validateValue(initial, schema, '').map((cause) => ({
    ...cause,
    field: placed(`${path}.default`, cause.field ?? ''),
  }));
  return [...prunedCauses(initial, schema, path), ...invalid];
}

function placed(path: string, field: string): string {
  return field === '' || field.startsWith('[') ? path + field : `${path}.${field}`;
}

function prunedCauses(initial: JsonValue, schema: SchemaNode, path: string): readonly Cause[] {
  const pruned = cloneJson(initial);
  pruneValue(pruned, schema, isEmbeddedResource(schema));
  return deepEqual(pruned, initial) ? [] : [invalidValue(`${path}.default`, initial, 'must not have unknown fields')];
}
