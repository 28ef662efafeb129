import type { JsonObject, JsonValue, TypeSchema } from '@sluice/objects';
import { cloneJson } from '@sluice/objects';
import type { GoType, GoTypeRef } from '../go-types/go-types.ts';
import { goType } from '../go-types/go-types.ts';
import { openApiName } from './type-names.ts';

/** Types that Go writes into JSON in a form of their own, and how OpenAPI describes them. */
const scalarTypes = new Map<string, JsonObject>([
  ['meta.v1.Time', { type: 'string', format: 'date-time' }],
  ['meta.v1.MicroTime', { type: 'string', format: 'date-time' }],
  ['meta.v1.Duration', { type: 'string' }],
  ['meta.v1.FieldsV1', { type: 'object' }],
  ['runtime.RawExtension', { type: 'object' }],
  ['api.resource.Quantity', { oneOf: [{ type: 'string' }, { type: 'number' }] }],
  ['util.intstr.IntOrString', { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' }],
  ['apiextensions.v1.JSON', {}],
  ['apiextensions.v1.JSONSchemaPropsOrArray', {}],
  ['apiextensions.v1.JSONSchemaPropsOrBool', {}],
  ['apiextensions.v1.JSONSchemaPropsOrStringArray', {}],
]);

/** Collects the schemas of built-in types, each once, under their names. */
export class SchemaDocument {
  readonly components: JsonObject = {};

  /** Adds a type and what it refers to; returns its name. */
  add(type: GoType, schema: TypeSchema): string {
    const name = openApiName(type.name);
    if (this.components[name] !== undefined) return name;
    const component: JsonObject = { type: 'object' };
    this.components[name] = component;
    const properties: JsonObject = {};
    for (const field of schema.fieldNames().toSorted()) {
      const inner = schema.field(field);
      if (inner !== undefined) properties[field] = this.#property(inner, type.byName.get(field)?.type);
    }
    component['properties'] = properties;
    if (schema.required.length > 0) component['required'] = [...schema.required];
    if (schema.mapType === 'atomic') component['x-kubernetes-map-type'] = 'atomic';
    return name;
  }

  #property(schema: TypeSchema, type: GoTypeRef | undefined): JsonObject {
    const property = this.#bare(schema, type);
    if (schema.default !== undefined) property['default'] = cloneJson(schema.default);
    if (schema.enum !== undefined) property['enum'] = [...schema.enum];
    return { ...property, ...extensions(schema) };
  }

  #bare(schema: TypeSchema, type: GoTypeRef | undefined): JsonObject {
    if (type?.shape === 'struct') return this.#reference(schema, type.name);
    if (schema.shape === 'list') return { type: 'array', items: this.#element(schema, type) };
    if (schema.shape === 'map') return { type: 'object', additionalProperties: this.#element(schema, type) };
    if (schema.shape === 'struct') return this.#inline(schema);
    return scalar(schema);
  }

  #element(schema: TypeSchema, type: GoTypeRef | undefined): JsonValue {
    return schema.element === undefined ? {} : this.#property(schema.element, type?.element);
  }

  #reference(schema: TypeSchema, goName: string): JsonObject {
    const special = scalarTypes.get(goName);
    const name = openApiName(goName);
    if (special !== undefined) this.components[name] ??= { ...special };
    else {
      const type = goType(goName);
      if (type === undefined) return this.#inline(schema);
      this.add(type, schema);
    }
    const reference = { $ref: `#/components/schemas/${name}` };
    return schema.default === undefined ? reference : { allOf: [reference] };
  }

  /** `apiVersion` and the like aside, every struct of a built-in kind has a Go type; this is for those that do not. */
  #inline(schema: TypeSchema): JsonObject {
    const properties: JsonObject = {};
    for (const name of schema.fieldNames()) {
      const field = schema.field(name);
      if (field !== undefined) properties[name] = this.#property(field, undefined);
    }
    return { type: 'object', properties };
  }
}

function scalar(schema: TypeSchema): JsonObject {
  const format = schema.format === undefined ? {} : { format: schema.format };
  if (schema.shape === 'any') return {};
  if (schema.shape === 'int-or-string') return { oneOf: [{ type: 'integer' }, { type: 'string' }], ...format };
  return { type: schema.shape, ...format };
}

function extensions(schema: TypeSchema): JsonObject {
  const found: JsonObject = {};
  if (schema.shape === 'list' && schema.listType !== 'atomic') found['x-kubernetes-list-type'] = schema.listType;
  if (schema.listMapKeys.length > 0) found['x-kubernetes-list-map-keys'] = [...schema.listMapKeys];
  if (schema.shape === 'map' && schema.mapType === 'atomic') found['x-kubernetes-map-type'] = 'atomic';
  if (schema.patchMergeKey !== undefined) found['x-kubernetes-patch-merge-key'] = schema.patchMergeKey;
  if (schema.patchStrategies.length > 0) found['x-kubernetes-patch-strategy'] = schema.patchStrategies.join(',');
  return found;
}
