import { describe, expect, test } from 'vitest';
import type { TypeSchema } from '../schema.ts';
import { loadSchemaFacts, readFacts } from './load-schema-facts.ts';

const facts = loadSchemaFacts();

function at(apiVersion: string, kind: string, ...path: string[]): TypeSchema {
  let schema = facts.typeOf(apiVersion, kind);
  for (const step of path) schema = step === '[]' ? schema?.element : schema?.field(step);
  if (schema === undefined) throw new Error(`no ${path.join('.')} in ${apiVersion} ${kind}`);
  return schema;
}

describe('kinds', () => {
  test('of the core group and of others, as discovery has them', () => {
    expect(facts.kind('v1', 'Pod')).toMatchObject({
      resource: 'pods',
      singular: 'pod',
      namespaced: true,
      shortNames: ['po'],
      categories: ['all'],
    });
    expect(facts.kind('v1', 'Namespace')).toMatchObject({
      namespaced: false,
      verbs: expect.not.arrayContaining(['deletecollection']) as unknown,
    });
    expect(facts.kind('apps/v1', 'Deployment')).toMatchObject({ group: 'apps', version: 'v1', shortNames: ['deploy'] });
    expect(facts.kind('apps/v1', 'Pod')).toBeUndefined();
  });

  test('with subresources, of their own group where they have one', () => {
    const deployment = facts.kind('apps/v1', 'Deployment');
    expect(deployment?.subresources).toContainEqual({
      name: 'scale',
      group: 'autoscaling',
      version: 'v1',
      kind: 'Scale',
      verbs: ['get', 'patch', 'update'],
    });
    expect(deployment?.subresources).toContainEqual({
      name: 'status',
      group: 'apps',
      version: 'v1',
      kind: 'Deployment',
      verbs: ['get', 'patch', 'update'],
    });
  });

  test('with the columns of their tables', () => {
    const columns = facts.kind('apps/v1', 'Deployment')?.columns ?? [];
    expect(columns.filter(({ priority }) => priority === 0).map(({ name }) => name)).toEqual([
      'Name',
      'Ready',
      'Up-to-date',
      'Available',
      'Age',
    ]);
    expect(columns[0]).toEqual({ name: 'Name', type: 'string', format: 'name', priority: 0, description: '' });
  });

  test('in groups, the core group first and the preferred version first', () => {
    expect(facts.groups()[0]).toEqual({ name: '', versions: ['v1'], preferredVersion: 'v1' });
    expect(facts.groups()).toContainEqual({ name: 'autoscaling', versions: ['v2', 'v1'], preferredVersion: 'v2' });
  });

  test('each have a type', () => {
    const typeless = facts
      .kinds()
      .filter(
        ({ group, version, kind }) => facts.typeOf(group === '' ? version : `${group}/${version}`, kind) === undefined,
      );
    expect(typeless).toEqual([]);
  });
});

describe('types', () => {
  const container = ['spec', 'template', 'spec', 'containers', '[]'];

  test('lists by how they are owned and merged', () => {
    expect(at('apps/v1', 'Deployment', ...container, 'ports')).toMatchObject({
      shape: 'list',
      listType: 'map',
      listMapKeys: ['containerPort', 'protocol'],
      patchStrategies: ['merge'],
      patchMergeKey: 'containerPort',
    });
    expect(at('apps/v1', 'Deployment', ...container, 'args')).toMatchObject({
      listType: 'atomic',
      patchStrategies: [],
      patchMergeKey: undefined,
    });
    expect(at('v1', 'Pod', 'metadata', 'finalizers')).toMatchObject({ listType: 'set', patchStrategies: ['merge'] });
    expect(at('v1', 'Pod', 'spec', 'volumes')).toMatchObject({
      patchStrategies: ['merge', 'retainKeys'],
      patchMergeKey: 'name',
    });
  });

  test('maps and structs', () => {
    expect(at('apps/v1', 'Deployment', 'spec', 'selector')).toMatchObject({ shape: 'struct', mapType: 'atomic' });
    expect(at('apps/v1', 'Deployment', 'spec')).toMatchObject({
      shape: 'struct',
      mapType: 'granular',
      required: ['selector', 'template'],
    });
    expect(at('v1', 'ConfigMap', 'data')).toMatchObject({ shape: 'map', element: { shape: 'string' } });
    expect(at('v1', 'Pod', 'spec', 'nodeSelector')).toMatchObject({ shape: 'map', mapType: 'atomic' });
  });

  test('scalars with their formats, defaults and values', () => {
    expect(at('apps/v1', 'Deployment', 'spec', 'replicas')).toMatchObject({ shape: 'integer', format: 'int32' });
    expect(at('v1', 'Secret', 'data', '[]')).toMatchObject({ shape: 'string', format: 'byte' });
    expect(at('v1', 'Service', 'spec', 'ports', '[]', 'targetPort').shape).toBe('int-or-string');
    expect(at('v1', 'PersistentVolumeClaim', 'spec', 'resources', 'requests', '[]')).toMatchObject({
      shape: 'int-or-string',
      format: 'quantity',
    });
    expect(at('apps/v1', 'Deployment', ...container, 'ports', '[]', 'protocol')).toMatchObject({
      default: 'TCP',
      enum: ['SCTP', 'TCP', 'UDP'],
    });
    expect(at('v1', 'Pod', 'metadata', 'creationTimestamp')).toMatchObject({ shape: 'string', format: 'date-time' });
  });

  test('free-form values', () => {
    expect(at('apps/v1', 'ControllerRevision', 'data')).toMatchObject({ shape: 'any', preservesUnknownFields: true });
    expect(at('v1', 'Pod').preservesUnknownFields).toBe(false);
  });

  test('that contain themselves', () => {
    const schema = at(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      'spec',
      'versions',
      '[]',
      'schema',
      'openAPIV3Schema',
    );
    expect(schema.field('not')?.field('not')).toBe(schema.field('not'));
    expect(schema.field('properties')?.element?.fieldNames()).toEqual(schema.fieldNames());
  });

  test('have no field that users could find on a prototype', () => {
    expect(at('v1', 'Pod').field('constructor')).toBeUndefined();
    expect(at('v1', 'Pod').field('__proto__')).toBeUndefined();
    expect(facts.typeOf('v1', 'toString')).toBeUndefined();
  });

  test('decode whole, each of them', () => {
    const seen = new Set<TypeSchema>();
    const visit = (schema: TypeSchema | undefined): void => {
      if (schema === undefined || seen.has(schema)) return;
      seen.add(schema);
      visit(schema.element);
      for (const name of schema.fieldNames()) visit(schema.field(name));
    };
    for (const { group, version, kind } of facts.kinds())
      visit(facts.typeOf(group === '' ? version : `${group}/${version}`, kind));
    expect(seen.size).toBeGreaterThan(1000);
  });
});

test('facts of another format are refused', () => {
  expect(() => readFacts('{"format":2}\n\n\n\n')).toThrow('format 2');
});
