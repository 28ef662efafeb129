import type { JsonObject } from '@sluice/objects';
import { isJsonArray, isJsonObject } from '@sluice/objects';
import { objectAt, objectsAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { ruleDefinitionCauses } from './cel-rules.ts';
import { isPattern } from './patterns.ts';
import type { SchemaNode } from './schema-node.ts';
import { validateValue } from './validate-value.ts';
import { additionalOf, isEmbeddedResource, itemsOf, nodeOf, preservesUnknown } from './schema-node.ts';

type Level = 'root' | 'field' | 'item';

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const emptyType: Record<Level, string> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

/** What keeps a schema from being structural: the shape that pruning, defaults and merging need. */
export function structuralCauses(schema: SchemaNode, path: string): readonly Cause[] {
  return [...nodeCauses(schema, path, 'root'), ...metadataCauses(schema, path)];
}

/** A schema may restrict the name of its objects and nothing else of their metadata. */
function metadataCauses(schema: SchemaNode, path: string): readonly Cause[] {
  const metadata = nodeOf(objectAt(schema, 'properties')['metadata']);
  if (metadata === undefined) return [];
  const restricted = Object.keys(objectAt(metadata, 'properties')).filter(
    (name) => name !== 'name' && name !== 'generateName',
  );
  const isPlain = restricted.length === 0 && Object.keys(metadata).every((key) => plainMetadataKeys.has(key));
  if (isPlain) return [];
  const detail = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
  return [forbiddenField(`${path}.properties[metadata]`, detail)];
}

const plainMetadataKeys = new Set(['type', 'description', 'properties']);

function nodeCauses(schema: SchemaNode, path: string, level: Level): readonly Cause[] {
  return [
    ...typeCauses(schema, path, level),
    ...keywordCauses(schema, path),
    ...listCauses(schema, path),
    ...innerCauses(schema, path),
    ...branchCauses(schema, path),
    ...defaultCauses(schema, path),
    ...ruleDefinitionCauses(schema, path),
  ];
}

function typeCauses(schema: SchemaNode, path: string, level: Level): readonly Cause[] {
  const type = schema['type'];
  const isFree = schema['x-kubernetes-int-or-string'] === true || preservesUnknown(schema);
  if (type === undefined || type === '')
    return isFree && level !== 'root' ? [] : [required(`${path}.type`, emptyType[level])];
  if (typeof type !== 'string' || !types.includes(type)) return [unsupportedValue(`${path}.type`, type, types)];
  if (level === 'root' && type !== 'object') return [invalidValue(`${path}.type`, type, 'must be object at the root')];
  if (type === 'array' && itemsOf(schema) === undefined) return [required(`${path}.items`, 'must be specified')];
  return [];
}

const unsupportedKeywords = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'];

function keywordCauses(schema: SchemaNode, path: string): readonly Cause[] {
  const unsupported = unsupportedKeywords.filter((key) => schema[key] !== undefined);
  return [
    ...unsupported.map((key) => forbiddenField(`${path}.${key}`, `${key} is not supported`)),
    ...patternCauses(schema, path),
    ...shapeCauses(schema, path),
  ];
}

function patternCauses(schema: SchemaNode, path: string): readonly Cause[] {
  const pattern = schema['pattern'];
  if (typeof pattern !== 'string' || isPattern(pattern)) return [];
  return [invalidValue(`${path}.pattern`, pattern, 'must be a valid regular expression')];
}

/** Keywords that are supported but not in this place or with this value. */
function shapeCauses(schema: SchemaNode, path: string): readonly Cause[] {
  const causes: Cause[] = [];
  if (schema['uniqueItems'] === true) {
    causes.push(
      forbiddenField(
        `${path}.uniqueItems`,
        'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
      ),
    );
  }
  if (isJsonArray(schema['items']))
    causes.push(forbiddenField(`${path}.items`, 'items must be a schema object and not an array'));
  if ((schema['additionalProperties'] ?? false) !== false && Object.keys(objectAt(schema, 'properties')).length > 0) {
    causes.push(
      forbiddenField(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'),
    );
  }
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    causes.push(invalidValue(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined'));
  }
  if (isEmbeddedResource(schema) && schema['type'] !== 'object') {
    causes.push(required(`${path}.type`, 'must be object if x-kubernetes-embedded-resource is true'));
  }
  return causes;
}

/** A default must itself be valid. */
function defaultCauses(schema: SchemaNode, path: string): readonly Cause[] {
  const initial = schema['default'];
  if (initial === undefined || initial === null) return [];
  return validateValue(initial, schema, '').map((cause) => ({
    ...cause,
    field: `${path}.default${cause.field ? `.${cause.field}` : ''}`,
  }));
}

function listCauses(schema: SchemaNode, path: string): readonly Cause[] {
  const listType = schema['x-kubernetes-list-type'];
  if (listType === undefined) return [];
  if (listType !== 'atomic' && listType !== 'set' && listType !== 'map') {
    return [unsupportedValue(`${path}.x-kubernetes-list-type`, listType, ['atomic', 'set', 'map'])];
  }
  if (schema['type'] !== 'array')
    return [required(`${path}.type`, 'must be array if x-kubernetes-list-type is specified')];
  return listType === 'map' ? mapKeyCauses(schema, path) : [];
}

function mapKeyCauses(schema: SchemaNode, path: string): readonly Cause[] {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (!isJsonArray(keys) || keys.length === 0) {
    return [required(`${path}.x-kubernetes-list-map-keys`, 'must not be empty if x-kubernetes-list-type is map')];
  }
  const items = itemsOf(schema) ?? {};
  const properties = objectAt(items, 'properties');
  const declared = isJsonArray(items['required']) ? items['required'] : [];
  return keys.flatMap((key) => {
    const property = nodeOf(properties[String(key)]);
    if (property === undefined)
      return [
        invalidValue(`${path}.x-kubernetes-list-map-keys`, [...keys], 'entries must all be names of item properties'),
      ];
    if (declared.includes(key) || property['default'] !== undefined) return [];
    const detail =
      'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property';
    return [required(`${path}.items.properties[${String(key)}].default`, detail)];
  });
}

function innerCauses(schema: SchemaNode, path: string): readonly Cause[] {
  const properties = objectAt(schema, 'properties');
  const causes = Object.keys(properties).flatMap((name) => {
    const property = properties[name];
    return isJsonObject(property) ? nodeCauses(property, `${path}.properties[${name}]`, 'field') : [];
  });
  const additional = additionalOf(schema);
  const items = itemsOf(schema);
  if (additional !== undefined) causes.push(...nodeCauses(additional, `${path}.additionalProperties`, 'field'));
  if (items !== undefined) causes.push(...nodeCauses(items, `${path}.items`, 'item'));
  return causes;
}

/** Below allOf, anyOf, oneOf and not there are only further conditions on what is declared outside. */
function branchCauses(schema: SchemaNode, path: string): readonly Cause[] {
  const branches: [SchemaNode, string][] = ['allOf', 'anyOf', 'oneOf'].flatMap((key) =>
    objectsAt(schema, key).map((branch, index): [SchemaNode, string] => [branch, `${path}.${key}[${index}]`]),
  );
  const not = nodeOf(schema['not']);
  if (not !== undefined) branches.push([not, `${path}.not`]);
  const isIntOrString = schema['x-kubernetes-int-or-string'] === true;
  return branches.flatMap(([branch, where]) => conditionCauses(branch, where, isIntOrString));
}

function conditionCauses(branch: JsonObject, path: string, allowsType: boolean): readonly Cause[] {
  const causes: Cause[] = [];
  if (branch['type'] !== undefined && branch['type'] !== '' && !allowsType)
    causes.push(forbiddenField(`${path}.type`, 'must be empty to be structural'));
  if (branch['default'] !== undefined)
    causes.push(forbiddenField(`${path}.default`, 'must be undefined to be structural'));
  if (additionalOf(branch) !== undefined)
    causes.push(forbiddenField(`${path}.additionalProperties`, 'must be undefined to be structural'));
  const properties = objectAt(branch, 'properties');
  for (const name of Object.keys(properties))
    causes.push(...conditionCauses(objectAt(properties, name), `${path}.properties[${name}]`, allowsType));
  const items = itemsOf(branch);
  if (items !== undefined) causes.push(...conditionCauses(items, `${path}.items`, allowsType));
  return [...causes, ...branchCauses(branch, path)];
}
