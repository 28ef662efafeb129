import type { JsonValue } from '@sluice/objects';
import { isJsonArray, isJsonObject } from '@sluice/objects';
import { objectAt, objectsAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { ruleDefinitionCauses } from './rule-definitions.ts';
import type { SchemaNode } from './schema-node.ts';
import { itemsOf, nodeOf } from './schema-node.ts';

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/** What a place in a schema inherits from the places around it. */
export interface KeywordContext {
  readonly isRoot: boolean;
  /** Why there may be no defaults here. */
  readonly noDefaults: string | undefined;
  /** Where elements stop to be told apart from one version of an object to the next. */
  readonly uncorrelated: string | undefined;
}

export const rootContext: KeywordContext = { isRoot: true, noDefaults: undefined, uncorrelated: undefined };

/** Keywords that are not supported, not in this place, or not with this value. */
export function keywordCauses(schema: SchemaNode, path: string, context: KeywordContext): readonly Cause[] {
  const own = [
    ...supportCauses(schema, path, context),
    ...additionalCauses(schema, path),
    ...innerCauses(schema, path, context),
    ...extensionCauses(schema, path),
    ...listCauses(schema, path),
    ...mapListCauses(schema, path),
    ...keyCauses(schema, path),
  ];
  return [...own, ...ruleDefinitionCauses(schema, path, context.uncorrelated)];
}

const unsupported = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'];

/** Whether a schema has keywords that keep the server from looking at its structure at all. */
export function isBeyondStructure(schema: JsonValue): boolean {
  if (isJsonArray(schema)) return schema.some(isBeyondStructure);
  if (!isJsonObject(schema)) return false;
  if (unsupported.some((key) => schema[key] !== undefined) || isJsonArray(schema['items'])) return true;
  return ['properties', 'items', 'additionalProperties', 'allOf', 'anyOf', 'oneOf', 'not'].some((key) => {
    const inner = schema[key];
    return key === 'properties' && isJsonObject(inner)
      ? Object.values(inner).some(isBeyondStructure)
      : inner !== undefined && isBeyondStructure(inner);
  });
}

function supportCauses(schema: SchemaNode, path: string, { noDefaults }: KeywordContext): readonly Cause[] {
  const { type } = schema;
  const isType = type === undefined || type === '' || (typeof type === 'string' && types.includes(type));
  const forbidden = unsupported.filter((key) => schema[key] !== undefined);
  return [
    ...(isType ? [] : [unsupportedValue(`${path}.type`, type, types)]),
    ...(schema['default'] !== undefined && noDefaults !== undefined
      ? [forbiddenField(`${path}.default`, `must not be set ${noDefaults}`)]
      : []),
    ...forbidden.map((key) => forbiddenField(`${path}.${key}`, `${key} is not supported`)),
    ...(type === 'null'
      ? [forbiddenField(`${path}.type`, 'type cannot be set to null, use nullable as an alternative')]
      : []),
    ...(isJsonArray(schema['items'])
      ? [forbiddenField(`${path}.items`, 'items must be a schema object and not an array')]
      : []),
    ...(schema['uniqueItems'] === true
      ? [
          forbiddenField(
            `${path}.uniqueItems`,
            'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
          ),
        ]
      : []),
  ];
}

function additionalCauses(schema: SchemaNode, path: string): readonly Cause[] {
  const additional = schema['additionalProperties'];
  const hasProperties = Object.keys(objectAt(schema, 'properties')).length > 0;
  if (!hasProperties || additional === undefined || additional === true) return [];
  return [forbiddenField(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive')];
}

const heads = new Set(['apiVersion', 'kind', 'metadata']);

function innerCauses(schema: SchemaNode, path: string, context: KeywordContext): readonly Cause[] {
  const inner: KeywordContext = { ...context, isRoot: false };
  const below = (key: string): readonly Cause[] =>
    objectsAt(schema, key).flatMap((branch, index) => keywordCauses(branch, `${path}.${key}[${index}]`, inner));
  const additional = nodeOf(schema['additionalProperties']);
  const not = nodeOf(schema['not']);
  const items = itemsOf(schema);
  const inItems = schema['x-kubernetes-list-type'] === 'map' ? inner : uncorrelatedFrom(inner, path);
  return [
    ...(additional === undefined ? [] : keywordCauses(additional, `${path}.additionalProperties`, inner)),
    ...propertyCauses(schema, path, context),
    ...(not === undefined ? [] : keywordCauses(not, `${path}.not`, inner)),
    ...['allOf', 'oneOf', 'anyOf'].flatMap(below),
    ...(items === undefined ? [] : keywordCauses(items, `${path}.items`, inItems)),
  ];
}

function uncorrelatedFrom(context: KeywordContext, path: string): KeywordContext {
  return { ...context, uncorrelated: context.uncorrelated ?? path };
}

function propertyCauses(schema: SchemaNode, path: string, context: KeywordContext): readonly Cause[] {
  const isAtomic = schema['x-kubernetes-map-type'] === 'atomic';
  return Object.entries(objectAt(schema, 'properties')).flatMap(([name, property]) => {
    if (!isJsonObject(property)) return [];
    const isHead = context.isRoot && heads.has(name);
    const inner = { ...context, isRoot: false, ...(isHead ? { noDefaults: `in top-level ${name}` } : {}) };
    return keywordCauses(property, `${path}.properties[${name}]`, isAtomic ? uncorrelatedFrom(inner, path) : inner);
  });
}

function extensionCauses(schema: SchemaNode, path: string): readonly Cause[] {
  const mapType = schema['x-kubernetes-map-type'];
  return [
    ...(schema['x-kubernetes-preserve-unknown-fields'] === false
      ? [invalidValue(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined')]
      : []),
    ...(mapType === undefined ? [] : mustBe('object', 'x-kubernetes-map-type', schema, path)),
    ...(mapType === undefined || mapType === 'atomic' || mapType === 'granular'
      ? []
      : [unsupportedValue(`${path}.x-kubernetes-map-type`, mapType, ['atomic', 'granular'])]),
  ];
}

function mustBe(type: string, keyword: string, schema: SchemaNode, path: string): readonly Cause[] {
  const found = schema['type'] ?? '';
  if (found === type) return [];
  const detail = `must be ${type} if ${keyword} is specified`;
  return [found === '' ? required(`${path}.type`, detail) : invalidValue(`${path}.type`, found, detail)];
}

const listTypes = ['atomic', 'set', 'map'];

function listCauses(schema: SchemaNode, path: string): readonly Cause[] {
  const listType = schema['x-kubernetes-list-type'];
  if (listType === undefined) return [];
  const wrongType = mustBe('array', 'x-kubernetes-list-type', schema, path);
  const isKnown = typeof listType === 'string' && listTypes.includes(listType);
  return [
    ...wrongType,
    ...(wrongType.length === 0 && listType === 'set' ? setItemCauses(schema, path) : []),
    ...(isKnown ? [] : [unsupportedValue(`${path}.x-kubernetes-list-type`, listType, listTypes)]),
  ];
}

function setItemCauses(schema: SchemaNode, path: string): readonly Cause[] {
  const items = itemsOf(schema) ?? {};
  const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  const listType = items['x-kubernetes-list-type'];
  if (items['type'] === 'array' && listType !== undefined && listType !== 'atomic')
    return [invalidValue(`${path}.items.x-kubernetes-list-type`, listType, detail)];
  if (items['type'] === 'object' && items['x-kubernetes-map-type'] !== 'atomic')
    return [invalidValue(`${path}.items.x-kubernetes-map-type`, listType, detail)];
  return [];
}

function mapListCauses(schema: SchemaNode, path: string): readonly Cause[] {
  const listType = schema['x-kubernetes-list-type'];
  const keys = keysOf(schema);
  const detail = 'must be map if x-kubernetes-list-map-keys is non-empty';
  if (keys.length > 0 && listType === undefined) return [required(`${path}.x-kubernetes-list-type`, detail)];
  if (listType !== 'map') {
    return keys.length === 0 ? [] : [invalidValue(`${path}.x-kubernetes-list-type`, listType, detail)];
  }
  const items = itemsOf(schema);
  return [
    ...(keys.length === 0
      ? [required(`${path}.x-kubernetes-list-map-keys`, 'must not be empty if x-kubernetes-list-type is map')]
      : []),
    ...(schema['items'] === undefined
      ? [required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map')]
      : []),
    ...(items === undefined ? [] : mapItemCauses(items, keys, path)),
  ];
}

function keysOf(schema: SchemaNode): readonly string[] {
  const keys = schema['x-kubernetes-list-map-keys'];
  return isJsonArray(keys) ? keys.map(String) : [];
}

function mapItemCauses(items: SchemaNode, keys: readonly string[], path: string): readonly Cause[] {
  if (items['type'] !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    return [invalidValue(`${path}.items.type`, items['type'] ?? '', detail)];
  }
  return keys.flatMap((key, index) => {
    const property = nodeOf(objectAt(items, 'properties')[key]);
    const isNested = property?.['type'] === 'array' || property?.['type'] === 'object';
    const where = `${path}.x-kubernetes-list-map-keys`;
    const scalar = "must be a scalar type if parent array's x-kubernetes-list-type is map";
    return [
      ...(isNested ? [invalidValue(`${path}.items.properties[${key}].type`, items['type'], scalar)] : []),
      ...(property === undefined
        ? [invalidValue(where, [...keys], 'entries must all be names of item properties')]
        : []),
      ...(keys.indexOf(key) < index ? [invalidValue(where, [...keys], 'must not contain duplicate entries')] : []),
    ];
  });
}

/** Elements that are told apart by keys have those keys. */
function keyCauses(schema: SchemaNode, path: string): readonly Cause[] {
  const listType = schema['x-kubernetes-list-type'];
  const items = itemsOf(schema);
  if (items === undefined || (listType !== 'set' && listType !== 'map')) return [];
  const nullable =
    items['nullable'] === true
      ? [forbiddenField(`${path}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${listType}`)]
      : [];
  if (listType === 'set') return nullable;
  const declared = isJsonArray(items['required']) ? items['required'] : [];
  const because = 'this property is in x-kubernetes-list-map-keys, so it';
  return [
    ...nullable,
    ...keysOf(schema).flatMap((key) => {
      const property = nodeOf(objectAt(items, 'properties')[key]);
      const where = `${path}.items.properties[${key}]`;
      if (property === undefined) return [];
      const isGiven = declared.includes(key) || property['default'] !== undefined;
      return [
        ...(isGiven ? [] : [required(`${where}.default`, `${because} must have a default or be a required property`)]),
        ...(property['nullable'] === true
          ? [forbiddenField(`${where}.nullable`, `${because} cannot be nullable`)]
          : []),
      ];
    }),
  ];
}
