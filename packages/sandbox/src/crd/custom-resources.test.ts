import type { JsonObject } from '@sluice/objects';
import { describe, expect, it } from 'vitest';
import { at, listAt, objectsAt, textAt } from '../api-object.ts';
import type { Cluster } from '../test-support/cluster.ts';
import { openCluster, widgetDefinition } from '../test-support/cluster.ts';

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const widgets = '/apis/example.com/v1/namespaces/default/widgets';

function widget(name: string, spec: JsonObject): JsonObject {
  return { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name }, spec };
}

async function withWidgets(): Promise<Cluster> {
  const cluster = await openCluster({ workloads: false });
  expect((await cluster.call('POST', definitions, { body: widgetDefinition() })).status).toBe(201);
  return cluster;
}

describe('a definition', () => {
  it('is established and listed in discovery and OpenAPI', async () => {
    await using cluster = await withWidgets();
    const { body } = await cluster.call('GET', `${definitions}/widgets.example.com`);
    expect(
      objectsAt(body, 'status', 'conditions').map((each) => `${String(each['type'])}=${String(each['status'])}`),
    ).toEqual(['NamesAccepted=True', 'Established=True']);
    expect(at(body, 'spec', 'names')).toMatchObject({ singular: 'widget', listKind: 'WidgetList' });
    const resources = listAt((await cluster.call('GET', '/apis/example.com/v1')).body, 'resources');
    expect(resources.map((each) => textAt(each, 'name'))).toEqual(['widgets', 'widgets/status', 'widgets/scale']);
    const schema = await cluster.call('GET', '/openapi/v3/apis/example.com/v1');
    expect(
      at(schema.body, 'components', 'schemas', 'com.example.v1.Widget', 'properties', 'spec', 'properties', 'size'),
    ).toEqual({ type: 'integer', minimum: 1 });
  });

  it('takes its objects along when it is deleted, once their finalizers are gone', async () => {
    await using cluster = await withWidgets();
    const held = widget('held', { size: 1 });
    await cluster.call('POST', widgets, {
      body: { ...held, metadata: { name: 'held', finalizers: ['example.com/hold'] } },
    });
    await cluster.call('POST', widgets, { body: widget('free', { size: 1 }) });
    await cluster.call('DELETE', `${definitions}/widgets.example.com`);
    expect((await cluster.call('GET', `${widgets}/free`)).status).toBe(404);
    expect((await cluster.call('GET', `${definitions}/widgets.example.com`)).status).toBe(200);
    await cluster.call('PATCH', `${widgets}/held`, {
      body: { metadata: { finalizers: [] } },
      type: 'application/merge-patch+json',
    });
    expect((await cluster.call('GET', `${definitions}/widgets.example.com`)).status).toBe(404);
    expect((await cluster.call('GET', widgets)).status).toBe(404);
  });

  it.each<[string, (version: JsonObject) => void, string]>([
    ['no type', (version) => (version['schema'] = { openAPIV3Schema: {} }), 'must not be empty at the root'],
    ['no schema', (version) => delete version['schema'], 'schema.openAPIV3Schema: Required value'],
    [
      'no storage version',
      (version) => (version['storage'] = false),
      'must have exactly one version marked as storage version',
    ],
    [
      'an array without items',
      (version) => (version['schema'] = { openAPIV3Schema: { type: 'object', properties: { a: { type: 'array' } } } }),
      'must be specified',
    ],
  ])('with %s is refused', async (_case, change, message) => {
    await using cluster = await openCluster({ workloads: false });
    const definition = widgetDefinition();
    change(objectsAt(definition, 'spec', 'versions')[0] as JsonObject);
    const reply = await cluster.call('POST', definitions, { body: definition });
    expect([reply.status, reply.body['message']]).toEqual([422, expect.stringContaining(message)]);
  });
});

describe('a custom resource', () => {
  it('is pruned and given its defaults', async () => {
    await using cluster = await withWidgets();
    const spec = { size: 3, unknown: 1, free: { anything: [1] }, port: 'http' };
    const created = await cluster.call('POST', widgets, { body: widget('one', spec) });
    expect(created.body['spec']).toEqual({ size: 3, colour: 'red', free: { anything: [1] }, port: 'http' });
    expect(created.warnings).toEqual([String.raw`299 - "unknown field \"spec.unknown\""`]);
  });

  it.each<[string, JsonObject, string]>([
    ['a missing field', {}, 'spec.size: Required value'],
    [
      'a wrong type',
      { size: 'x' },
      'spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"',
    ],
    [
      'a number below its limit',
      { size: 0 },
      'spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1',
    ],
    [
      'a value that is not listed',
      { size: 1, colour: 'blue' },
      'spec.colour: Unsupported value: "blue": supported values: "red", "green"',
    ],
  ])('with %s is refused', async (_case, spec, message) => {
    await using cluster = await withWidgets();
    const reply = await cluster.call('POST', widgets, { body: widget('one', spec) });
    expect([reply.status, reply.body['message']]).toEqual([422, `Widget.example.com "one" is invalid: ${message}`]);
  });

  it('keeps status and spec apart and counts generations', async () => {
    await using cluster = await withWidgets();
    await cluster.call('POST', widgets, { body: { ...widget('one', { size: 1 }), status: { phase: 'lost' } } });
    const type = 'application/merge-patch+json';
    const status = await cluster.call('PATCH', `${widgets}/one/status`, {
      body: { status: { phase: 'on' }, spec: { size: 9 } },
      type,
    });
    expect(status.body).toMatchObject({ metadata: { generation: 1 }, spec: { size: 1 }, status: { phase: 'on' } });
    const spec = await cluster.call('PATCH', `${widgets}/one`, {
      body: { status: { phase: 'off' }, spec: { size: 2 } },
      type,
    });
    expect(spec.body).toMatchObject({ metadata: { generation: 2 }, spec: { size: 2 }, status: { phase: 'on' } });
  });

  it('has a scale', async () => {
    await using cluster = await withWidgets();
    await cluster.call('POST', widgets, { body: widget('one', { size: 2 }) });
    const scale = await cluster.call('GET', `${widgets}/one/scale`);
    expect(scale.body).toMatchObject({ kind: 'Scale', spec: { replicas: 2 } });
    await cluster.call('PATCH', `${widgets}/one/scale`, {
      body: { spec: { replicas: 5 } },
      type: 'application/merge-patch+json',
    });
    expect(at((await cluster.call('GET', `${widgets}/one`)).body, 'spec', 'size')).toBe(5);
  });
});

describe('kinds without a definition', () => {
  const cars = '/apis/example.com/v1/namespaces/default/cars';
  const car = { apiVersion: 'example.com/v1', kind: 'Car', metadata: { name: 'one' }, spec: { wheels: [{ size: 1 }] } };

  it('are unknown', async () => {
    await using cluster = await openCluster({ workloads: false });
    expect((await cluster.apply(`${cars}/one`, car, 'm')).status).toBe(404);
  });

  it('are accepted as they are where that is wanted, and found in discovery', async () => {
    await using cluster = await openCluster({ workloads: false, lenientKinds: true });
    expect((await cluster.apply(`${cars}/one`, car, 'm')).body).toMatchObject({
      spec: car.spec,
      metadata: { generation: 1 },
    });
    cluster.sandbox.acceptKind({ apiVersion: 'example.com/v1', kind: 'ClusterPolicy' });
    const resources = listAt((await cluster.call('GET', '/apis/example.com/v1')).body, 'resources');
    expect(resources.map((each) => [textAt(each, 'name'), at(each, 'namespaced')])).toContainEqual([
      'clusterpolicies',
      false,
    ]);
    expect(cluster.sandbox.lenientKinds()).toEqual([
      { apiVersion: 'example.com/v1', kind: 'Car' },
      { apiVersion: 'example.com/v1', kind: 'ClusterPolicy' },
    ]);
  });
});
