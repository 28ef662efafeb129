import { Kustomization } from '@sluice/api';
import { expect, test } from 'vitest';
import { unsupportedFieldOf, unsupportedFields } from './unsupported-fields.ts';

/** Every field of the spec that is honoured; with the table, this must be the whole spec. */
const honoured = [
  'buildMetadata',
  'commonMetadata',
  'components',
  'deletionPolicy',
  'dependsOn',
  'force',
  'healthChecks',
  'ignoreMissingComponents',
  'images',
  'interval',
  'namePrefix',
  'nameSuffix',
  'patches',
  'path',
  'postBuild',
  'prune',
  'retryInterval',
  'serviceAccountName',
  'sourceRef',
  'suspend',
  'targetNamespace',
  'timeout',
  'wait',
];

function kustomization(spec: Record<string, unknown>): Kustomization {
  const sourceRef = { kind: 'GitRepository', name: 'app' };
  return Kustomization.parse({
    ...Kustomization.type,
    metadata: { name: 'x' },
    spec: { interval: '1m', prune: true, sourceRef, ...spec },
  });
}

test('honoured and refused fields are the whole spec of the kind', () => {
  const refused = unsupportedFields.map(({ path }) => path.replace('spec.', '')).filter((name) => !/[.[]/.test(name));
  expect([...honoured, ...refused].toSorted()).toEqual(Object.keys(Kustomization.spec.shape).toSorted());
});

const provocations: readonly [path: string, spec: Record<string, unknown>][] = [
  ['spec.decryption', { decryption: { provider: 'sops' } }],
  ['spec.kubeConfig', { kubeConfig: { secretRef: { name: 'x' } } }],
  ['spec.healthCheckExprs', { healthCheckExprs: [{ apiVersion: 'a/v1', current: 'true' }] }],
  ['spec.dependsOn[].readyExpr', { dependsOn: [{ name: 'x' }, { name: 'y', readyExpr: 'true' }] }],
  ['spec.ignore', { ignore: [{ paths: ['/spec/replicas'] }] }],
  ['spec.sourceRef.kind', { sourceRef: { kind: 'OCIRepository', name: 'x' } }],
  ['spec.sourceRef.kind', { sourceRef: { kind: 'Bucket', name: 'x' } }],
];

test.each(provocations)('%s is refused: %j', (path, spec) => {
  expect(unsupportedFieldOf(kustomization(spec))?.path).toBe(path);
});

test('every row is provoked above', () => {
  expect(new Set(provocations.map(([path]) => path))).toEqual(new Set(unsupportedFields.map(({ path }) => path)));
});

test('empty values ask for nothing', () => {
  const spec = { healthCheckExprs: [], ignore: [], dependsOn: [{ name: 'x', readyExpr: '' }] };
  expect(unsupportedFieldOf(kustomization(spec))).toBeUndefined();
});
