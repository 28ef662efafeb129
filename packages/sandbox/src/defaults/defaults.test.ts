import { expect, test } from 'vitest';
import type { ApiObject } from '../api-object.ts';
import { builtinDefaults } from './builtin-defaults.ts';
import { pullPolicyOf } from './container.ts';

function defaulted(table: string, fields: object): ApiObject {
  const object = { apiVersion: 'v1', kind: 'X', metadata: { name: 'one' }, ...fields } as ApiObject;
  builtinDefaults.get(table)?.(object);
  return object;
}

test.each([
  ['web', 'Always'],
  ['web:latest', 'Always'],
  ['web:1', 'IfNotPresent'],
  ['registry:5000/web', 'Always'],
  ['registry:5000/web:2', 'IfNotPresent'],
  ['web@sha256:00', 'IfNotPresent'],
  ['', 'IfNotPresent'],
])('the pull policy of %j is %s', (image, policy) => {
  expect(pullPolicyOf(image)).toBe(policy);
});

test('a strategy that is not rolling gets no rolling update', () => {
  expect(defaulted('apps/deployments', { spec: { strategy: { type: 'Recreate' } } })['spec']).toMatchObject({
    replicas: 1,
    strategy: { type: 'Recreate' },
  });
  expect(defaulted('apps/deployments', { spec: {} })['spec']).toMatchObject({
    strategy: { rollingUpdate: { maxSurge: '25%' } },
  });
});

test('a job without numbers runs once; one with parallelism alone runs until it is done', () => {
  expect(defaulted('batch/jobs', { spec: {} })['spec']).toMatchObject({ completions: 1, parallelism: 1 });
  expect(defaulted('batch/jobs', { spec: { parallelism: 3 } })['spec']).not.toHaveProperty('completions');
});

test('requests of a pod default to its limits, those of a template do not', () => {
  const containers = (): object[] => [{ name: 'a', image: 'a', resources: { limits: { cpu: '1' } } }];
  expect(defaulted('/pods', { spec: { containers: containers() } })['spec']).toMatchObject({
    containers: [{ resources: { requests: { cpu: '1' } } }],
  });
  const deployment = defaulted('apps/deployments', { spec: { template: { spec: { containers: containers() } } } });
  expect(JSON.stringify(deployment)).not.toContain('requests');
});

test('what a secret says as text becomes data, also under a key that prototypes have', () => {
  const secret = defaulted('/secrets', { stringData: JSON.parse('{"a":"hi","__proto__":"x"}') as object });
  expect(Object.entries(secret['data'] ?? {})).toEqual([
    ['a', 'aGk='],
    ['__proto__', 'eA=='],
  ]);
  expect(secret).not.toHaveProperty('stringData');
});

test('defaults change nothing the second time', () => {
  for (const [table, setDefaults] of builtinDefaults) {
    const once = defaulted(table, { spec: { template: { spec: { containers: [{ name: 'a', image: 'a' }] } } } });
    const copy = structuredClone(once);
    setDefaults(once);
    expect(once, table).toEqual(copy);
  }
});
