import { isDeepStrictEqual } from 'node:util';
import type { SchemaCode, SchemaObjectCode, TypeCode } from '../../packages/objects/src/facts/encoding.ts';
import { shortTypeName } from '../../packages/objects/src/facts/type-names.ts';
import type { OpenApiDocument, OpenApiSchema } from './openapi.ts';

const refPrefix = '#/components/schemas/';

/** Every type of the documents in compact form, by its short name, in the order of names. */
export function encodeTypes(documents: readonly OpenApiDocument[]): Map<string, TypeCode> {
  const types = new Map<string, TypeCode>();
  for (const document of documents) {
    for (const [fullName, schema] of Object.entries(document.components?.schemas ?? {}))
      addType(types, shortTypeName(fullName), schema);
  }
  return new Map([...types].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function addType(types: Map<string, TypeCode>, name: string, schema: OpenApiSchema): void {
  const type = encodeType(name, schema);
  const known = types.get(name);
  if (known !== undefined && !isDeepStrictEqual(known, type)) throw new Error(`two documents differ in ${name}`);
  types.set(name, type);
}

function encodeType(name: string, schema: OpenApiSchema): TypeCode {
  const code = encodeSchema(schema);
  const type = typeof code === 'string' ? namedType(code) : code;
  const [kind] = schema['x-kubernetes-group-version-kind'] ?? [];
  // Options, watch events and the like belong to every group, and each document says so for its own group only.
  if (kind === undefined || name.startsWith('meta.')) return type;
  return { gvk: `${kind.group === '' ? '' : `${kind.group}/`}${kind.version} ${kind.kind}`, ...type };
}

/** A named object without fields holds anything, and the server takes it as one value. */
function namedType(code: string): TypeCode {
  return code === 'any:object' ? { is: code, mapType: 'atomic' } : { is: code };
}

function encodeSchema(schema: OpenApiSchema): SchemaCode {
  const structure = encodeStructure(schema);
  const more = refinements(schema);
  if (Object.keys(more).length === 0) return structure;
  return typeof structure === 'string' ? { is: structure, ...more } : { ...structure, ...more };
}

function encodeStructure(schema: OpenApiSchema): SchemaCode {
  const ref = referenceOf(schema);
  if (ref !== undefined) return `#${shortTypeName(ref.slice(refPrefix.length))}`;
  if (schema.type === 'array') return { list: encodeSchema(schema.items ?? {}) };
  if (schema.type === 'object') return encodeObject(schema);
  return encodeScalar(schema);
}

/** References carry defaults of their own, therefore they come wrapped in `allOf`. */
function referenceOf(schema: OpenApiSchema): string | undefined {
  return schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0]?.$ref : undefined);
}

function encodeObject({ properties, additionalProperties, required }: OpenApiSchema): SchemaCode {
  if (properties !== undefined) {
    const fields = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, encodeSchema(schema)]));
    return required === undefined ? { fields } : { fields, required };
  }
  return typeof additionalProperties === 'object' ? { map: encodeSchema(additionalProperties) } : 'any:object';
}

function encodeScalar({ type, format, oneOf }: OpenApiSchema): string {
  if (format === 'int-or-string') return 'int-or-string';
  // Quantities are written by hand as numbers too.
  if (oneOf?.length === 2 && oneOf.some((one) => one.type === 'number')) return 'int-or-string:quantity';
  const word = type ?? 'any';
  return format === undefined ? word : `${word}:${format}`;
}

function refinements(schema: OpenApiSchema): Omit<SchemaObjectCode, 'is' | 'list' | 'map' | 'fields'> {
  const listType = schema['x-kubernetes-list-type'];
  const entries = {
    listType: listType === 'set' || listType === 'map' ? listType : undefined,
    keys: schema['x-kubernetes-list-map-keys'],
    mapType: schema['x-kubernetes-map-type'] === 'atomic' ? ('atomic' as const) : undefined,
    patch: schema['x-kubernetes-patch-strategy'],
    mergeKey: schema['x-kubernetes-patch-merge-key'],
    default: schema.default,
    enum: schema.enum,
    nullable: schema.nullable === true ? (true as const) : undefined,
    preserve: schema['x-kubernetes-preserve-unknown-fields'] === true ? (true as const) : undefined,
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}
