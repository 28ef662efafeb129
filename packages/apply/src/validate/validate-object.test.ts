import { type KubeObject, loadSchemaFacts, type TypeSchema } from '@sluice/objects';
import { expect, test } from 'vitest';
import { validateObject } from './validate-object.ts';

const schema = loadSchemaFacts().typeOf('apps/v1', 'Deployment') as TypeSchema;

function deployment(container: Record<string, unknown>, extra: Record<string, unknown> = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', labels: { app: 'web' } },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', ...container }] } },
      ...extra,
    },
  };
}

test('a manifest like any other is proven', () => {
  const container = {
    image: 'example.test/web:1',
    ports: [{ containerPort: 8080, name: 'http', protocol: 'TCP' }],
    envFrom: [{ configMapRef: { name: 'web' } }],
    readinessProbe: { httpGet: { path: '/', port: 'http' } },
    livenessProbe: { tcpSocket: { port: 8080 } },
    resources: { requests: { cpu: '1m', memory: '16Mi' }, limits: { cpu: 1 } },
  };
  expect(validateObject(deployment(container, { replicas: 2 }), schema)).toEqual({ problems: [], proven: true });
});

test.each<[string, KubeObject, string]>([
  [
    'a map for a text',
    deployment({ image: { name: 'x' } }),
    'spec.template.spec.containers[0].image: expected string, got map',
  ],
  ['a text for an integer', deployment({}, { replicas: '2' }), 'spec.replicas: expected integer, got string'],
  ['a fraction for an integer', deployment({}, { replicas: 1.5 }), 'spec.replicas: expected integer, got number'],
  ['a map for a list', deployment({ args: {} }), 'spec.template.spec.containers[0].args: expected list, got map'],
  ['a list for a map', deployment({}, { selector: [] }), 'spec.selector: expected map, got list'],
  [
    'a boolean as label',
    { ...deployment({}), metadata: { name: 'web', labels: { 'a.b/c': true } as unknown as Record<string, string> } },
    'metadata.labels["a.b/c"]: expected string, got boolean',
  ],
])('%s is a problem with its path', (_, object, line) => {
  const verdict = validateObject(object, schema);
  expect(verdict.problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([line]);
  expect(verdict.proven).toBe(false);
});

test.each<[string, KubeObject]>([
  ['an unknown field', deployment({ imge: 'x' })],
  ['a missing field', deployment({}, { selector: undefined })],
  ['a null', deployment({ image: null })],
  ['a repeated key', deployment({ ports: [{ containerPort: 1 }, { containerPort: 1 }] })],
])('%s is for the server to judge', (_, object) => {
  expect(validateObject(object, schema)).toEqual({ problems: [], proven: false });
});
