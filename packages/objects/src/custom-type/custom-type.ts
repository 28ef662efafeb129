import type { JsonObject, JsonValue } from '../object.ts';
import type { TypeSchema } from '../schema.ts';
import { loadSchemaFacts } from '../facts/load-schema-facts.ts';
import { getOwn, isJsonObject } from '../json/own.ts';

/**
 * The type of a custom resource by the `openAPIV3Schema` of its definition. `apiVersion`, `kind` and `metadata` are those
 * of every object, whatever the schema says of them. Without a schema everything is allowed.
 */
export function customResourceType(openAPIV3Schema: JsonObject | undefined): TypeSchema {
  return new CustomType(openAPIV3Schema ?? { 'x-kubernetes-preserve-unknown-fields': true }, true);
}

const listTypes = ['atomic', 'set', 'map'] as const;

class CustomType implements TypeSchema {
  readonly shape: TypeSchema['shape'];
  readonly listType: TypeSchema['listType'];
  readonly listMapKeys: readonly string[];
  readonly mapType: TypeSchema['mapType'];
  readonly patchStrategies: TypeSchema['patchStrategies'] = [];
  readonly patchMergeKey: undefined;
  readonly default: JsonValue | undefined;
  readonly required: readonly string[];
  readonly nullable: boolean;
  readonly preservesUnknownFields: boolean;
  readonly format: string | undefined;
  readonly enum: readonly JsonValue[] | undefined;
  private readonly schema: JsonObject;
  private readonly hasObjectFields: boolean;
  private readonly fields = new Map<string, TypeSchema | undefined>();
  private elementType: TypeSchema | undefined;

  constructor(schema: JsonObject, isRoot = false) {
    this.schema = schema;
    this.hasObjectFields = isRoot || getOwn(schema, 'x-kubernetes-embedded-resource') === true;
    this.preservesUnknownFields = getOwn(schema, 'x-kubernetes-preserve-unknown-fields') === true;
    this.shape = shapeOf(schema, this.hasObjectFields);
    this.listType = listTypes.find((type) => type === getOwn(schema, 'x-kubernetes-list-type')) ?? 'atomic';
    this.listMapKeys = textsOf(getOwn(schema, 'x-kubernetes-list-map-keys'));
    this.mapType = getOwn(schema, 'x-kubernetes-map-type') === 'atomic' ? 'atomic' : 'granular';
    this.default = getOwn(schema, 'default');
    this.required = textsOf(getOwn(schema, 'required'));
    this.nullable = getOwn(schema, 'nullable') === true;
    this.format = textOf(getOwn(schema, 'format'));
    const values = getOwn(schema, 'enum');
    this.enum = Array.isArray(values) ? values : undefined;
  }

  field(name: string): TypeSchema | undefined {
    if (this.fields.has(name)) return this.fields.get(name);
    const field = this.readField(name);
    this.fields.set(name, field);
    return field;
  }

  fieldNames(): readonly string[] {
    const declared = Object.keys(propertiesOf(this.schema));
    return this.hasObjectFields ? [...new Set(['apiVersion', 'kind', 'metadata', ...declared])] : declared;
  }

  get element(): TypeSchema | undefined {
    const inner = getOwn(this.schema, this.shape === 'list' ? 'items' : 'additionalProperties');
    if (isJsonObject(inner)) this.elementType ??= new CustomType(inner);
    return this.elementType;
  }

  private readField(name: string): TypeSchema | undefined {
    if (this.hasObjectFields && (name === 'apiVersion' || name === 'kind' || name === 'metadata'))
      return objectField(name);
    const property = getOwn(propertiesOf(this.schema), name);
    return isJsonObject(property) ? new CustomType(property) : undefined;
  }
}

function shapeOf(schema: JsonObject, hasObjectFields: boolean): TypeSchema['shape'] {
  if (getOwn(schema, 'x-kubernetes-int-or-string') === true) return 'int-or-string';
  const type = getOwn(schema, 'type');
  switch (type) {
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
      return type;
    case 'array':
      return 'list';
    default:
      return objectShape(schema, hasObjectFields);
  }
}

function objectShape(schema: JsonObject, hasObjectFields: boolean): TypeSchema['shape'] {
  if (hasObjectFields || Object.keys(propertiesOf(schema)).length > 0) return 'struct';
  return isJsonObject(getOwn(schema, 'additionalProperties')) ? 'map' : 'any';
}

function propertiesOf(schema: JsonObject): JsonObject {
  const properties = getOwn(schema, 'properties');
  return isJsonObject(properties) ? properties : {};
}

function objectField(name: string): TypeSchema | undefined {
  return loadSchemaFacts().typeOf('v1', 'ConfigMap')?.field(name);
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  return (Array.isArray(value) ? value : []).filter((item) => typeof item === 'string');
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
