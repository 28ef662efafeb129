import { createHash } from 'node:crypto';
import type { JsonObject } from '@sluice/objects';
import { cloneJson, loadSchemaFacts, stringifyJson } from '@sluice/objects';
import { goType, goTypeOfKind } from '../go-types/go-types.ts';
import type { Catalog } from '../registry/catalog.ts';
import type { Resource } from '../registry/resource.ts';
import { joinApiVersion } from '../api-object.ts';
import { pathsOf } from './paths.ts';
import { SchemaDocument } from './schema-document.ts';
import { swaggerOf } from './swagger.ts';
import { customTypeName } from './type-names.ts';

/** The OpenAPI documents of what is served, of version 3 one for each group and version, made when first asked for. */
export class OpenApi {
  readonly #catalog: Catalog;
  #generation = -1;
  #documents = new Map<string, string>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  /** `GET /openapi/v3`: where the documents are. The hash in each address changes with its content. */
  index(): JsonObject {
    const paths: JsonObject = {};
    for (const path of this.#paths()) {
      const hash = createHash('sha256')
        .update(this.document(path) ?? '')
        .digest('hex')
        .toUpperCase();
      paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` };
    }
    return { paths };
  }

  /** `GET /openapi/v3/apis/GROUP/VERSION`; `undefined` where nothing is served. */
  document(path: string): string | undefined {
    if (this.#generation !== this.#catalog.generation) {
      this.#generation = this.#catalog.generation;
      this.#documents = new Map();
    }
    const known = this.#documents.get(path);
    if (known !== undefined) return known;
    const resources = this.#catalog.all().filter((resource) => pathOf(resource) === path);
    if (resources.length === 0) return undefined;
    const document = stringifyJson(documentOf(resources));
    this.#documents.set(path, document);
    return document;
  }

  /** `GET /openapi/v2`: the schemas of everything that is served. */
  swagger(): JsonObject {
    const schemas = new SchemaDocument();
    for (const resource of this.#catalog.all()) addSchema(schemas, resource);
    return swaggerOf(schemas.components);
  }

  #paths(): readonly string[] {
    return [...new Set(this.#catalog.all().map(pathOf))];
  }
}

function pathOf({ group, version }: Resource): string {
  return group === '' ? `api/${version}` : `apis/${joinApiVersion(group, version)}`;
}

function documentOf(resources: readonly Resource[]): JsonObject {
  const schemas = new SchemaDocument();
  const paths: JsonObject = {};
  for (const resource of resources) {
    const name = addSchema(schemas, resource);
    if (name !== undefined) Object.assign(paths, pathsOf(resource, name));
  }
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'sandbox' },
    paths,
    components: { schemas: schemas.components },
  };
}

function addSchema(schemas: SchemaDocument, resource: Resource): string | undefined {
  const { group, version, kind, apiVersion, schema } = resource;
  const gvk = [{ group, version, kind }];
  const type = goTypeOfKind(apiVersion, kind);
  if (resource.origin === 'builtin') {
    if (type === undefined || schema === undefined) return undefined;
    const name = schemas.add(type, schema);
    Object.assign(schemas.components[name] as JsonObject, { 'x-kubernetes-group-version-kind': gvk });
    return name;
  }
  const name = customTypeName(group, version, kind);
  schemas.components[name] = { ...customSchema(schemas, resource), 'x-kubernetes-group-version-kind': gvk };
  return name;
}

function customSchema(schemas: SchemaDocument, { custom }: Resource): JsonObject {
  const declared =
    custom?.openApiSchema === undefined
      ? { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
      : cloneJson(custom.openApiSchema);
  const properties = declared['properties'];
  const meta = metadataReference(schemas);
  return {
    ...declared,
    properties: {
      ...(typeof properties === 'object' ? properties : {}),
      apiVersion: { type: 'string', description: common.apiVersion },
      kind: { type: 'string', description: common.kind },
      metadata: { ...meta, description: common.metadata },
    },
  };
}

const link = 'More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md';

/** What every kind says of the fields that every kind has. */
const common = {
  apiVersion: `APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. ${link}#resources`,
  kind: `Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. ${link}#types-kinds`,
  metadata: `Standard object's metadata. ${link}#metadata`,
};

/** Every kind has the same metadata: its type is that of any built-in kind. */
function metadataReference(schemas: SchemaDocument): JsonObject {
  const name = addMetadata(schemas);
  return { allOf: [{ $ref: `#/components/schemas/${name}` }] };
}

function addMetadata(schemas: SchemaDocument): string {
  const type = goType('meta.v1.ObjectMeta');
  const schema = loadSchemaFacts().typeOf('v1', 'ConfigMap')?.field('metadata');
  if (type === undefined || schema === undefined) throw new Error('the schema facts have no ObjectMeta');
  return schemas.add(type, schema);
}
