import type { JsonValue } from '@sluice/objects';
import { deepEqual, isJsonArray, isJsonObject } from '@sluice/objects';
import { objectAt, objectsAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue, required } from '../validation/causes.ts';
import { patternProblem } from './patterns.ts';
import type { SchemaNode } from './schema-node.ts';
import { additionalOf, isEmbeddedResource, itemsOf, nodeOf, preservesUnknown } from './schema-node.ts';

type Level = 'root' | 'field' | 'item';

const emptyType: Record<Level, string> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

/**
 * What keeps a schema from being structural, the shape that pruning, defaults and merging need: in the order of the
 * messages, as the server sorts them.
 */
export function structureCauses(schema: SchemaNode, path: string): readonly Cause[] {
  const causes = [...nodeCauses(schema, path, 'root'), ...completeness(schema, schema, path, path)];
  const text = ({ field, message }: Cause): string => `${field ?? ''}: ${message}`;
  return causes.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
}

function nodeCauses(schema: SchemaNode, path: string, level: Level): readonly Cause[] {
  const items = itemsOf(schema);
  const additional = additionalOf(schema);
  return [
    ...(schema['type'] === 'array' && items === undefined ? [required(`${path}.items`, 'must be specified')] : []),
    ...(items === undefined ? [] : nodeCauses(items, `${path}.items`, 'item')),
    ...propertiesOf(schema).flatMap(([name, property]) => nodeCauses(property, `${path}.properties[${name}]`, 'field')),
    ...(level === 'root' && schema['additionalProperties'] !== undefined
      ? [forbiddenField(`${path}.additionalProperties`, 'must not be used at the root')]
      : []),
    ...(additional === undefined ? [] : nodeCauses(additional, `${path}.additionalProperties`, 'field')),
    ...extensionCauses(schema, path),
    ...conditionCauses(schema, path),
    ...typeCauses(schema, path, level),
    ...headCauses(schema, path, level),
  ];
}

function propertiesOf(schema: SchemaNode): readonly (readonly [string, SchemaNode])[] {
  return Object.entries(objectAt(schema, 'properties')).flatMap(([name, property]) =>
    isJsonObject(property) ? [[name, property] as const] : [],
  );
}

function isIntOrString(schema: SchemaNode): boolean {
  return schema['x-kubernetes-int-or-string'] === true;
}

function extensionCauses(schema: SchemaNode, path: string): readonly Cause[] {
  if (!isIntOrString(schema)) return [];
  const detail = 'must be false if x-kubernetes-int-or-string is true';
  return ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource']
    .filter((key) => schema[key] === true)
    .map((key) => invalidValue(`${path}.${key}`, true, detail));
}

function typeCauses(schema: SchemaNode, path: string, level: Level): readonly Cause[] {
  const type = typeof schema['type'] === 'string' ? schema['type'] : '';
  const isEmbedded = isEmbeddedResource(schema);
  return [
    ...missingType(schema, type, path, level),
    ...(isEmbedded && schema['additionalProperties'] !== undefined
      ? [forbiddenField(`${path}.additionalProperties`, 'must not be used if x-kubernetes-embedded-resource is set')]
      : []),
    ...(level === 'root' && type !== '' && type !== 'object'
      ? [invalidValue(`${path}.type`, type, 'must be object at the root')]
      : []),
    ...(isEmbedded && !preservesUnknown(schema) && propertiesOf(schema).length === 0
      ? [
          required(
            `${path}.properties`,
            'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields',
          ),
        ]
      : []),
  ];
}

function missingType(schema: SchemaNode, type: string, path: string, level: Level): readonly Cause[] {
  if (isEmbeddedResource(schema) && type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true';
    return [type === '' ? required(`${path}.type`, detail) : invalidValue(`${path}.type`, type, detail)];
  }
  if (type !== '' || isIntOrString(schema) || preservesUnknown(schema)) return [];
  return [required(`${path}.type`, emptyType[level])];
}

/** apiVersion, kind and metadata are the server's own. */
function headCauses(schema: SchemaNode, path: string, level: Level): readonly Cause[] {
  const isHead = level === 'root' || isEmbeddedResource(schema);
  const properties = objectAt(schema, 'properties');
  const words = ['kind', 'apiVersion'].flatMap((name) => {
    const property = nodeOf(properties[name]);
    if (!isHead || property === undefined || property['type'] === 'string') return [];
    return [invalidValue(`${path}.properties[${name}].type`, property['type'] ?? '', 'must be string')];
  });
  const metadata = nodeOf(properties['metadata']);
  if (metadata === undefined) return words;
  const where = `${path}.properties[metadata]`;
  const isObject = metadata['type'] === 'object';
  const detail = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
  return [
    ...words,
    ...(isHead && !isObject ? [invalidValue(`${where}.type`, metadata['type'] ?? '', 'must be object')] : []),
    ...(level === 'root' && !isPlainMetadata(metadata) ? [forbiddenField(where, detail)] : []),
  ];
}

const plainMetadataKeys = new Set(['type', 'default', 'properties']);

function isPlainMetadata(metadata: SchemaNode): boolean {
  const names = Object.keys(objectAt(metadata, 'properties'));
  const areNames = names.every((name) => name === 'name' || name === 'generateName');
  return areNames && Object.keys(metadata).every((key) => plainMetadataKeys.has(key));
}

const eitherType: JsonValue = [{ type: 'integer' }, { type: 'string' }];

/** Below allOf, anyOf, oneOf and not there are only further conditions on what is declared outside. */
function conditionCauses(schema: SchemaNode, path: string, mayChooseType = true): readonly Cause[] {
  const skipsAny = mayChooseType && deepEqual(schema['anyOf'] ?? null, eitherType);
  const problem = typeof schema['pattern'] === 'string' ? patternProblem(schema['pattern']) : undefined;
  return [
    ...branchesOf(schema).flatMap(([branch, where, key, index]) => {
      if (key === 'anyOf' && skipsAny) return [];
      const mayChoose =
        mayChooseType && key === 'allOf' && index === 0 && deepEqual(branch['anyOf'] ?? null, eitherType);
      return nestedCauses(branch, `${path}${where}`, mayChoose);
    }),
    ...(problem === undefined
      ? []
      : [
          invalidValue(
            `${path}.pattern`,
            schema['pattern'],
            `must be a valid regular expression, but isn't: ${problem}`,
          ),
        ]),
  ];
}

type Branch = readonly [schema: SchemaNode, where: string, key: string, index: number];

function branchesOf(schema: SchemaNode): readonly Branch[] {
  const listed = ['anyOf', 'allOf', 'oneOf'].flatMap((key) =>
    objectsAt(schema, key).map((branch, index): Branch => [branch, `.${key}[${index}]`, key, index]),
  );
  const not = nodeOf(schema['not']);
  return not === undefined ? listed : [...listed, [not, '.not', 'not', 0]];
}

/** What a condition must not say, and in which words. */
const forbiddenInside: readonly (readonly [string, string])[] = [
  ['type', 'must be empty to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
];

function nestedCauses(schema: SchemaNode, path: string, mayChooseType: boolean): readonly Cause[] {
  const items = itemsOf(schema);
  const said = forbiddenInside.filter(([key]) => isSaid(schema[key]));
  return [
    ...conditionCauses(schema, path, mayChooseType),
    ...(items === undefined ? [] : nestedCauses(items, `${path}.items`, false)),
    ...propertiesOf(schema).flatMap(([name, property]) => nestedCauses(property, `${path}.properties[${name}]`, false)),
    ...(schema['additionalProperties'] === undefined
      ? []
      : [forbiddenField(`${path}.additionalProperties`, 'must be undefined to be structural')]),
    ...said.map(([key, detail]) => forbiddenField(`${path}.${key}`, detail)),
    ...(objectAt(schema, 'properties')['metadata'] === undefined
      ? []
      : [forbiddenField(`${path}.properties[metadata]`, 'must not be specified in a nested context')]),
  ];
}

function isSaid(value: JsonValue | undefined): boolean {
  return (
    value !== undefined &&
    value !== null &&
    value !== '' &&
    value !== false &&
    !(isJsonArray(value) && value.length === 0)
  );
}

/** Whatever a condition speaks of must be declared outside of it. */
function completeness(
  condition: SchemaNode,
  schema: SchemaNode | undefined,
  schemaPath: string,
  path: string,
): readonly Cause[] {
  if (schema === undefined) return [required(schemaPath, `because it is defined in ${path}`)];
  return branchesOf(condition).flatMap(([branch, where]) =>
    nestedCompleteness(branch, schema, schemaPath, `${path}${where}`),
  );
}

function nestedCompleteness(
  condition: SchemaNode,
  schema: SchemaNode | undefined,
  schemaPath: string,
  path: string,
): readonly Cause[] {
  if (schema === undefined) return [required(schemaPath, `because it is defined in ${path}`)];
  const items = itemsOf(condition);
  const properties = objectAt(schema, 'properties');
  return [
    ...completeness(condition, schema, schemaPath, path),
    ...(items === undefined ? [] : nestedCompleteness(items, itemsOf(schema), `${schemaPath}.items`, `${path}.items`)),
    ...propertiesOf(condition).flatMap(([name, property]) =>
      nestedCompleteness(
        property,
        nodeOf(properties[name]),
        `${schemaPath}.properties[${name}]`,
        `${path}.properties[${name}]`,
      ),
    ),
  ];
}
