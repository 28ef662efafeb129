import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../api-object.ts';
import { builtinRules } from './builtin-rules.ts';

function object(fields: object): ApiObject {
  return { apiVersion: 'v1', kind: 'X', metadata: { name: 'one' }, ...fields };
}

function wrong(table: string, fields: object): (string | undefined)[] {
  const causes = builtinRules.get(table)?.validate?.(object(fields), noContext) ?? [];
  return causes.map(({ field }) => field);
}

const noContext = {
  now: 0,
  user: { name: '', groups: [] },
  lookup: () => undefined,
  list: () => [],
  warn: () => undefined,
};
const labels = { app: 'web' };
const container = { name: 'a', image: 'a' };
const template = { metadata: { labels }, spec: { containers: [container], restartPolicy: 'Always' } };
const rolling = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
const selector = { matchLabels: labels };

describe('a deployment', () => {
  test.each([
    ['sound', {}, []],
    ['without a selector', { selector: undefined }, ['spec.selector', 'spec.template.metadata.labels']],
    ['whose selector selects other pods', { selector: { matchLabels: { x: 'y' } } }, ['spec.template.metadata.labels']],
    [
      'that could never roll',
      { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } } },
      ['spec.strategy.rollingUpdate.maxUnavailable'],
    ],
    ['with fewer pods than none', { replicas: -1 }, ['spec.replicas']],
  ])('%s', (_name, spec, fields) => {
    expect(wrong('apps/deployments', { spec: { selector, template, strategy: rolling, ...spec } })).toEqual(fields);
  });

  test('keeps its selector', () => {
    const before = object({ spec: { selector } });
    const after = object({ spec: { selector: { matchLabels: { app: 'other' } } } });
    const causes = builtinRules.get('apps/deployments')?.validateUpdate?.(after, before, noContext);
    expect(causes).toMatchObject([{ field: 'spec.selector', reason: 'FieldValueInvalid' }]);
    expect(builtinRules.get('apps/deployments')?.validateUpdate?.(before, before, noContext)).toEqual([]);
  });
});

describe('a pod', () => {
  test.each([
    [
      'a mount of no volume',
      { containers: [{ ...container, volumeMounts: [{ name: 'v', mountPath: '/v' }] }] },
      ['spec.containers[0].volumeMounts[0].name'],
    ],
    ['a name twice', { containers: [container, container] }, ['spec.containers[1].name']],
    [
      'a request above its limit',
      { containers: [{ ...container, resources: { requests: { cpu: '2' }, limits: { cpu: '1500m' } } }] },
      ['spec.containers[0].resources.requests'],
    ],
    [
      'a request below its limit',
      { containers: [{ ...container, resources: { requests: { cpu: '900m' }, limits: { cpu: '1' } } }] },
      [],
    ],
    ['no container', { containers: [] }, ['spec.containers']],
  ])('with %s', (_name, spec, fields) => {
    expect(wrong('/pods', { spec })).toEqual(fields);
  });
});

describe('a stateful set', () => {
  const mounting = { containers: [{ ...container, volumeMounts: [{ name: 'data', mountPath: '/data' }] }] };
  const pods = { metadata: { labels }, spec: { ...mounting, restartPolicy: 'Always' } };
  const claim = { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } };
  const set = { selector, template: pods, podManagementPolicy: 'Parallel', updateStrategy: { type: 'OnDelete' } };

  test('gives its pods a volume for each claim', () => {
    const volumeClaimTemplates = [{ metadata: { name: 'data' }, ...claim }];
    expect(wrong('apps/statefulsets', { spec: { ...set, volumeClaimTemplates } })).toEqual([]);
  });

  test('gives them no others', () => {
    const volumeClaimTemplates = [{ metadata: { name: 'other' }, ...claim }];
    const mount = 'spec.template.spec.containers[0].volumeMounts[0].name';
    expect(wrong('apps/statefulsets', { spec: { ...set, volumeClaimTemplates } })).toEqual([mount]);
  });
});

describe('a daemon set', () => {
  test.each([
    ['that never rolls', { maxUnavailable: 0, maxSurge: 0 }, ['spec.updateStrategy.rollingUpdate.maxUnavailable']],
    ['that rolls both ways', { maxUnavailable: 1, maxSurge: '10%' }, ['spec.updateStrategy.rollingUpdate.maxSurge']],
    ['that rolls one way', { maxUnavailable: 1, maxSurge: 0 }, []],
  ])('%s', (_name, rollingUpdate, fields) => {
    const updateStrategy = { type: 'RollingUpdate', rollingUpdate };
    expect(wrong('apps/daemonsets', { spec: { selector, template, updateStrategy } })).toEqual(fields);
  });
});

test('immutable data stays, and so does the mark', () => {
  const update = builtinRules.get('/configmaps')?.validateUpdate;
  const before = object({ data: { a: '1' }, immutable: true });
  expect(update?.(object({ data: { a: '2' }, immutable: true }), before, noContext)).toMatchObject([{ field: 'data' }]);
  expect(update?.(object({ data: { a: '1' } }), before, noContext)).toMatchObject([{ field: 'immutable' }]);
  expect(update?.(before, before, noContext)).toEqual([]);
});

test('a secret never shows its contents in a refusal', () => {
  const secret = object({
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': Buffer.from('hunter2').toString('base64') },
  });
  const causes = builtinRules.get('/secrets')?.validate?.(secret, noContext) ?? [];
  expect(causes).toHaveLength(1);
  expect(JSON.stringify(causes)).not.toContain('hunter2');
});
