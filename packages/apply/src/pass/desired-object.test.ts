import type { KubeObject } from '@sluice/objects';
import { expect, test } from 'vitest';
import { desiredObjects } from './desired-object.ts';

const owner = { namespace: 'flux-system', name: 'apps' };
const ownLabels = {
  'kustomize.toolkit.fluxcd.io/name': 'apps',
  'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
};
const prepare = (...objects: KubeObject[]) => desiredObjects(objects, owner).map((desired) => desired.object);

function configMap(fields: Record<string, unknown> = {}, metadata: Record<string, unknown> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', ...metadata }, ...fields };
}

test('every object says whose it is', () => {
  expect(prepare(configMap({}, { labels: { x: '1' } }))[0]?.metadata.labels).toEqual({ x: '1', ...ownLabels });
});

test('common metadata beats what the object has', () => {
  const common = { labels: { x: '2' }, annotations: { y: '3' } };
  const [desired] = desiredObjects([configMap({}, { labels: { x: '1' } })], owner, common);
  expect(desired?.object.metadata).toMatchObject({ labels: { x: '2', ...ownLabels }, annotations: { y: '3' } });
});

test('lists become their items, incomplete objects are left out', () => {
  const list: KubeObject = {
    apiVersion: 'v1',
    kind: 'List',
    metadata: {},
    items: [configMap(), configMap({}, { name: 'b' })],
  };
  const nameless: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} };
  expect(prepare(list, nameless).map((object) => object.metadata.name)).toEqual(['a', 'b']);
});

test('what the server sets and status are not sent', () => {
  const object = configMap(
    { status: { x: 1 } },
    { creationTimestamp: null, managedFields: [], resourceVersion: '9', uid: 'u', generation: 1, annotations: null },
  );
  expect(prepare(object)[0]).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', labels: ownLabels },
  });
});

test('stringData of a Secret becomes data', () => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's' },
    stringData: { a: 'é' },
    data: { b: 'eA==' },
  };
  expect(prepare(secret)[0]).toMatchObject({ data: { a: Buffer.from('é').toString('base64'), b: 'eA==' } });
  expect(prepare(secret)[0]).not.toHaveProperty('stringData');
});

test('ports get their protocol, those of init containers do not', () => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 's' },
    spec: { ports: [{ port: 80 }, { port: 53, protocol: 'UDP' }] },
  };
  expect(prepare(service)[0]).toMatchObject({
    spec: {
      ports: [
        { port: 80, protocol: 'TCP' },
        { port: 53, protocol: 'UDP' },
      ],
    },
  });
  const podSpec = {
    containers: [{ ports: [{ containerPort: 1 }] }],
    initContainers: [{ ports: [{ containerPort: 2 }] }],
  };
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd' },
    spec: { template: { spec: podSpec } },
  };
  expect(prepare(deployment)[0]).toMatchObject({
    spec: {
      template: {
        spec: {
          containers: [{ ports: [{ containerPort: 1, protocol: 'TCP' }] }],
          initContainers: [{ ports: [{ containerPort: 2 }] }],
        },
      },
    },
  });
});

test('the input is not changed', () => {
  const given = configMap({ status: {} });
  const before = structuredClone(given);
  prepare(given);
  expect(given).toEqual(before);
});

test('a key __proto__ stays data', () => {
  const given = JSON.parse(
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"__proto__":"x"}}',
  ) as KubeObject;
  const [object] = prepare(given);
  expect(Object.keys(object?.['data'] as object)).toEqual(['__proto__']);
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});

test('equal objects have equal digests', () => {
  const digests = desiredObjects(
    [configMap({ data: { a: '1' } }), configMap({ data: { a: '2' } }), configMap({ data: { a: '1' } })],
    owner,
  );
  expect(digests[0]?.digest).toBe(digests[2]?.digest);
  expect(digests[0]?.digest).not.toBe(digests[1]?.digest);
});

test.each([
  ['a placeholder', 'Cg==', false],
  ['no base64 at all', '${CA}', false],
  ['a bundle', Buffer.from('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n').toString('base64'), true],
])('the bundle of a conversion webhook: %s', (_, caBundle, isKept) => {
  const spec = { conversion: { webhook: { clientConfig: { caBundle, service: { name: 'x' } } } } };
  const crd = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'x' },
    spec,
  };
  const clientConfig = { service: { name: 'x' }, ...(isKept ? { caBundle } : {}) };
  expect(prepare(crd)[0]?.['spec']).toEqual({ conversion: { webhook: { clientConfig } } });
});
