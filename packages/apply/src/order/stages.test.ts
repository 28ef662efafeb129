import type { KubeObject } from '@sluice/objects';
import { expect, test } from 'vitest';
import { planStages } from './stages.ts';

function objects(...types: string[]): KubeObject[] {
  return types.map((type) => {
    const [apiVersion = '', kind = '', name = 'x'] = type.split(' ');
    return { apiVersion, kind, metadata: { name, namespace: 'ns' } };
  });
}

const plan = (list: KubeObject[], custom: string[] = []) =>
  planStages(list, (object) => object, new Set(custom)).map((stage) => [
    stage.name,
    stage.items.map((object) => `${object.kind}/${object.metadata.name}`),
  ]);

test('definitions, classes and the rest are stages of their own, in the order of apply', () => {
  const list = objects(
    'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration',
    'apps/v1 Deployment',
    'example.org/v1 Widget',
    'v1 ServiceAccount',
    'storage.k8s.io/v1 StorageClass',
    'v1 Namespace',
    'v1 ConfigMap b',
    'v1 ConfigMap a',
    'rbac.authorization.k8s.io/v1 ClusterRole',
    'rbac.authorization.k8s.io/v1 ClusterRoleBinding',
    'apiextensions.k8s.io/v1 CustomResourceDefinition',
    'example.org/v1 FancyClass',
  );
  expect(plan(list)).toEqual([
    ['definitions', ['CustomResourceDefinition/x', 'Namespace/x', 'ClusterRole/x']],
    ['classes', ['StorageClass/x', 'FancyClass/x']],
    [
      'resources',
      [
        'ClusterRoleBinding/x',
        'ServiceAccount/x',
        'ConfigMap/a',
        'ConfigMap/b',
        'Deployment/x',
        'Widget/x',
        'ValidatingWebhookConfiguration/x',
      ],
    ],
  ]);
});

test('kinds of the custom stage come before the rest, and need the exact group', () => {
  const list = objects('apps/v1 Deployment', 'example.org/v1 Widget', 'other.org/v1 Widget', 'v1 Secret');
  expect(plan(list, ['example.org/Widget', 'Secret'])).toEqual([
    ['custom', ['Secret/x', 'Widget/x']],
    ['resources', ['Deployment/x', 'Widget/x']],
  ]);
});

test('a Namespace of another group is no definition', () => {
  expect(plan(objects('example.org/v1 Namespace'))).toEqual([['resources', ['Namespace/x']]]);
});
