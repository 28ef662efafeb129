import type { JsonObject, KubeObject } from '@sluice/objects';
import * as z from 'zod';
import type { Resource } from './resource.ts';

const schemaOfType = {
  apiVersion: {
    description: 'Group and version of this kind.',
    type: 'string',
  },
  kind: {
    description: 'The kind of the object, in CamelCase; it cannot be changed.',
    type: 'string',
  },
  metadata: { type: 'object' },
};

/**
 * The CustomResourceDefinition of a kind, one version, with status subresource. The schema is the input side of the zod
 * schema, so that fields with a default may be absent. Upstream marks its CRDs against variable substitution; so do we.
 */
export function customResourceDefinition(resource: Resource<z.ZodType, z.ZodType>): KubeObject {
  const singular = resource.kind.toLowerCase();
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${resource.plural}.${resource.group}`,
      annotations: { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' },
    },
    spec: {
      group: resource.group,
      names: {
        categories: [...resource.categories],
        kind: resource.kind,
        listKind: `${resource.kind}List`,
        plural: resource.plural,
        ...(resource.shortNames.length === 0 ? {} : { shortNames: [...resource.shortNames] }),
        singular,
      },
      scope: 'Namespaced',
      versions: [
        {
          additionalPrinterColumns: resource.columns.map(({ jsonPath, name, type }) => ({ jsonPath, name, type })),
          name: resource.version,
          schema: { openAPIV3Schema: objectSchema(resource) },
          served: true,
          storage: true,
          subresources: { status: {} },
        },
      ],
    },
  };
}

function objectSchema(resource: Resource<z.ZodType, z.ZodType>): JsonObject {
  return {
    description: resource.description,
    properties: {
      ...schemaOfType,
      spec: structuralSchema(resource.spec),
      status: statusSchema(resource.status),
    },
    type: 'object',
  };
}

/** A fresh object must not look reconciled: kstatus compares observedGeneration with metadata.generation. */
function statusSchema(status: z.ZodType): JsonObject {
  const schema = structuralSchema(status);
  const { observedGeneration } = schema['properties'] as JsonObject;
  return observedGeneration === undefined ? schema : { default: { observedGeneration: -1 }, ...schema };
}

/** The structural schema (Kubernetes' subset of OpenAPI v3) of a zod schema. Throws on what that subset cannot say. */
export function structuralSchema(schema: z.ZodType): JsonObject {
  const generated = z.toJSONSchema(schema, {
    io: 'input',
    target: 'openapi-3.0',
    reused: 'inline',
    override: keepStructural,
  });
  delete generated.$schema;
  return generated as JsonObject;
}

/** zod says more than a structural schema may: safe-integer limits, names of map keys, its own markers. */
function keepStructural({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  delete jsonSchema.propertyNames;
  // what RegExp.source escapes, Go's syntax need not
  if (jsonSchema.pattern !== undefined) jsonSchema.pattern = jsonSchema.pattern.replaceAll('\\/', '/');
}
