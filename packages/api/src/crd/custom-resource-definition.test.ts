import type { JsonObject, JsonValue, KubeObject } from '@sluice/objects';
import { isJsonObject, readYaml } from '@sluice/objects';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { resources } from '../resources.ts';
import { customResourceDefinition, structuralSchema } from './custom-resource-definition.ts';

const upstreamFolder = new URL('../../../../../shared/crds/', import.meta.url);

/** Everything but texts: descriptions are our own, and the version of upstream's generator says nothing. */
function comparable(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((item) => comparable(item) as JsonValue);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value)
    .filter(
      ([key, item]) =>
        !(key === 'description' && typeof item === 'string') && key !== 'controller-gen.kubebuilder.io/version',
    )
    .map(([key, item]) => [key, comparable(item)]);
  return Object.fromEntries(entries) as JsonObject;
}

interface Definition extends KubeObject {
  readonly spec: {
    readonly names: { readonly kind: string };
    readonly versions: { subresources: object; schema: { openAPIV3Schema: { properties: { status?: unknown } } } }[];
  };
}

/**
 * What upstream does not have: Provider's type `email`, the kinds of progressive delivery in Alerts, and the status of
 * both.
 */
function withoutAdditions(crd: KubeObject): KubeObject {
  const text = JSON.stringify(crd).replace(',"email"]', ']').replace(',"Canary","Gate"]', ']');
  const definition = JSON.parse(text) as Definition;
  if (!['Alert', 'Provider'].includes(definition.spec.names.kind)) return definition;
  for (const version of definition.spec.versions) {
    version.subresources = {};
    delete version.schema.openAPIV3Schema.properties.status;
  }
  return definition;
}

const upstreamResources = resources.filter(({ group }) => group.endsWith('.toolkit.fluxcd.io'));

/** Paths of schemas without a description. */
function undescribed(schema: JsonObject, path: string): string[] {
  const here = typeof schema['description'] === 'string' || path.endsWith('.metadata') ? [] : [path];
  const properties = isJsonObject(schema['properties']) ? Object.entries(schema['properties']) : [];
  return [
    ...here,
    ...properties.flatMap(([name, child]) => (isJsonObject(child) ? undescribed(child, `${path}.${name}`) : [])),
  ];
}

describe.skipIf(!existsSync(upstreamFolder))(
  "the CRDs say what upstream's say (skipped without ../shared/crds)",
  () => {
    it.each(upstreamResources.map((resource) => [resource.kind, resource] as const))('%s', (_kind, resource) => {
      const file = new URL(`${resource.group}_${resource.plural}.yaml`, upstreamFolder);
      const [upstream] = readYaml(readFileSync(file, 'utf8'));
      const ours = withoutAdditions(customResourceDefinition(resource));
      expect(comparable(ours as JsonValue)).toEqual(comparable(upstream));
    });
  },
);

describe('the CRDs', () => {
  it.each(resources.map((resource) => [resource.kind, resource] as const))(
    '%s describes every field',
    (_kind, resource) => {
      const crd: KubeObject = customResourceDefinition(resource);
      const versions = (crd['spec'] as { versions: { schema: { openAPIV3Schema: JsonObject } }[] }).versions;
      expect(versions.flatMap((version) => undescribed(version.schema.openAPIV3Schema, resource.kind))).toEqual([]);
    },
  );
});

describe('structuralSchema', () => {
  it('keeps limits that were asked for and drops those of safe integers', () => {
    expect(structuralSchema(z.int())).toEqual({ type: 'integer' });
    expect(structuralSchema(z.int().min(0).max(5))).toEqual({ type: 'integer', minimum: 0, maximum: 5 });
  });

  it('says a map without the names of its keys', () => {
    expect(structuralSchema(z.record(z.string(), z.string()))).toEqual({
      type: 'object',
      additionalProperties: { type: 'string' },
    });
  });

  it('keeps a default and does not require its field', () => {
    expect(structuralSchema(z.object({ timeout: z.string().default('60s') }))).toEqual({
      type: 'object',
      properties: { timeout: { type: 'string', default: '60s' } },
    });
  });
});
