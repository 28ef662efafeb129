import { Kustomization } from '@sluice/api';
import { expect, test } from 'vitest';
import { unsupportedFieldOf, unsupportedFields } from './unsupported-fields.ts';

/** Every field of the spec that is honoured; with the table, this must be the whole spec. */
const honoured = [
  'buildMetadata',
  'commonMetadata',
  'components',
  'decryption',
  'deletionPolicy',
  'dependsOn',
  'force',
  'healthCheckExprs',
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
  ['spec.decryption.serviceAccountName', { decryption: { provider: 'sops', serviceAccountName: 'x' } }],
  ['spec.kubeConfig', { kubeConfig: { secretRef: { name: 'x' } } }],
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
  const spec = { ignore: [] };
  expect(unsupportedFieldOf(kustomization(spec))).toBeUndefined();
});
