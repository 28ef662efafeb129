import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../api-object.ts';
import { builtinRules } from './builtin-rules.ts';

const noContext = {
  now: 0,
  user: { name: '', groups: [] },
  lookup: () => undefined,
  list: () => [],
  warn: () => undefined,
};

function wrong(table: string, fields: object): (string | undefined)[] {
  const object: ApiObject = { apiVersion: 'v1', kind: 'X', metadata: { name: 'one' }, ...fields };
  const { validateNew, validate } = builtinRules.get(table) ?? {};
  return [...(validateNew?.(object) ?? []), ...(validate?.(object, noContext) ?? [])].map(({ field }) => field);
}

const plain = { type: 'ClusterIP', clusterIP: '10.0.0.9', clusterIPs: ['10.0.0.9'], ports: [{ port: 80 }] };

describe('a service', () => {
  test.each([
    ['sound', {}, []],
    ['with an address of another kind of cluster', { clusterIP: '::1', clusterIPs: ['::1'] }, ['spec.clusterIPs[0]']],
    ['whose lists of addresses differ', { clusterIPs: ['10.0.0.8'], ports: [] }, ['spec.clusterIPs']],
    ['whose ports are alike', { ports: ['a', 'b'].map((name) => ({ name, port: 80 })) }, ['spec.ports[1]']],
    ['that only says where to look', { type: 'ExternalName' }, ['spec.clusterIPs', 'spec.externalName']],
    ['that is balanced by nobody', { loadBalancerClass: 'x/y' }, ['spec.loadBalancerClass']],
    ['that checks no health', { healthCheckNodePort: 30_001 }, ['spec.healthCheckNodePort']],
  ])('%s', (_name, spec, fields) => {
    expect(wrong('/services', { spec: { ...plain, ...spec } })).toEqual(fields);
  });
});

describe('an ingress', () => {
  const backend = { service: { name: 'a', port: { number: 80 } } };
  const withPath = (more: object): object => ({ rules: [{ http: { paths: [{ path: '/', backend, ...more }] } }] });
  const path = 'spec.rules[0].http.paths[0]';
  test.each([
    ['sound', withPath({ pathType: 'Prefix' }), []],
    ['that ends above itself', withPath({ pathType: 'Exact', path: '/a/..' }), [`${path}.path`]],
    ['free in its path', withPath({ pathType: 'ImplementationSpecific', path: '/a//b' }), []],
    ['without a backend', withPath({ pathType: 'Exact', backend: {} }), [`${path}.backend`]],
    ['of an object', withPath({ pathType: 'Exact', backend: { resource: { kind: 'X', name: 'y' } } }), []],
    ['of an address', { defaultBackend: backend, rules: [{ host: '10.1.1.1' }] }, ['spec.rules[0].host']],
  ])('%s', (_name, spec, fields) => {
    expect(wrong('networking.k8s.io/ingresses', { spec })).toEqual(fields);
  });
});

describe('an autoscaler', () => {
  const target = { kind: 'Deployment', name: 'd', apiVersion: 'apps/v1' };
  const cpu = { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } };
  const pods = { metric: { name: 'm' }, target: { type: 'AverageValue', averageValue: '1' } };
  const metric = 'spec.metrics[0]';
  test.each([
    ['by one source', { type: 'Resource', resource: cpu }, []],
    ['by two', { type: 'Resource', resource: cpu, pods }, [`${metric}.pods`]],
    [
      'by less than nothing',
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Value', averageValue: '-1' } } },
      [`${metric}.resource.target.averageValue`],
    ],
  ])('%s', (_name, each, fields) => {
    const spec = { minReplicas: 1, maxReplicas: 2, scaleTargetRef: target, metrics: [each] };
    expect(wrong('autoscaling/horizontalpodautoscalers', { spec })).toEqual(fields);
  });
});

test.each([
  [{ 'requests.cpu': '1500m', 'count/jobs.batch': '3' }, []],
  [{ 'count/jobs.batch': '1500m' }, ['spec.hard[count/jobs.batch]']],
  [{ 'requests.example.com/gpu': '1500m' }, []],
  [{ gpu: '1' }, ['spec.hard[gpu]', 'spec.hard[gpu]']],
])('a quota of %o', (hard, fields) => {
  expect(wrong('/resourcequotas', { spec: { hard } })).toEqual(fields);
});

test.each([
  [{ min: { cpu: '2' }, max: { cpu: '1' } }, ['spec.limits[0].min[cpu]']],
  [{ max: { cpu: '1' }, default: { cpu: '2' } }, ['spec.limits[0].default[cpu]']],
  [{ min: { cpu: '1' }, max: { cpu: '1' } }, []],
  [{ maxLimitRequestRatio: { cpu: '500m' } }, ['spec.limits[0].maxLimitRequestRatio[cpu]']],
])('a range of %o', (limit, fields) => {
  expect(wrong('/limitranges', { spec: { limits: [{ type: 'Container', ...limit }] } })).toEqual(fields);
});

test.each([
  ['https://a.example/hook', []],
  ['http://a.example', ['webhooks[0].clientConfig.url']],
  [
    'https://me@a.example/?q#f',
    ['webhooks[0].clientConfig.url', 'webhooks[0].clientConfig.url', 'webhooks[0].clientConfig.url'],
  ],
])('a webhook at %s', (url, fields) => {
  const webhook = { name: 'a.b.c', clientConfig: { url }, sideEffects: 'None', admissionReviewVersions: ['v1'] };
  const table = 'admissionregistration.k8s.io/validatingwebhookconfigurations';
  expect(wrong(table, { webhooks: [webhook] })).toEqual(fields);
});
