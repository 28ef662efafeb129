import type { KubeObject } from '@sluice/objects';
import { expect, test } from 'vitest';
import { inventoryTree } from './inventory-tree.ts';
import { drawTree, treeDocument } from './print-tree.ts';

const group = 'kustomize.toolkit.fluxcd.io';

function kustomization(name: string, ids: readonly string[], spec: Record<string, unknown> = {}): KubeObject {
  return {
    apiVersion: `${group}/v1`,
    kind: 'Kustomization',
    metadata: { name, namespace: 'flux-system' },
    spec,
    status: { inventory: { entries: ids.map((id) => ({ id, v: 'v1' })) } },
  };
}

const idOf = (name: string) => `flux-system_${name}_${group}_Kustomization`;

async function treeOf(objects: readonly KubeObject[], compact = false) {
  const [root] = objects;
  if (root === undefined) throw new Error('a tree needs a root');
  return inventoryTree(root, {
    compact,
    read: (ref) => Promise.resolve(objects.find((object) => object.metadata.name === ref.name)),
  });
}

const nested = [
  kustomization('root', ['_shop__Namespace', idOf('root'), idOf('apps'), 'shop_web_apps_Deployment']),
  kustomization('apps', ['shop_a__ConfigMap', 'shop_b__ConfigMap']),
];

test('a tree follows Kustomizations and leaves itself out', async () => {
  expect(drawTree(await treeOf(nested))).toBe(
    [
      'Kustomization/flux-system/root',
      '├── Namespace/shop',
      '├── Kustomization/flux-system/apps',
      '│   ├── ConfigMap/shop/a',
      '│   └── ConfigMap/shop/b',
      '└── Deployment/shop/web',
      '',
    ].join('\n'),
  );
});

test('a compact tree has objects of Flux only', async () => {
  expect(drawTree(await treeOf(nested, true))).toBe(
    'Kustomization/flux-system/root\n└── Kustomization/flux-system/apps\n',
  );
});

test('Kustomizations that apply each other end', async () => {
  expect(drawTree(await treeOf([kustomization('a', [idOf('b')]), kustomization('b', [idOf('a')])]))).toBe(
    'Kustomization/flux-system/a\n└── Kustomization/flux-system/b\n',
  );
});

test('what was applied to another cluster is not looked up in this one', async () => {
  const remote = kustomization('root', [idOf('apps')], { kubeConfig: { secretRef: { name: 'other' } } });
  expect(drawTree(await treeOf([remote, kustomization('apps', ['shop_a__ConfigMap'])]))).toBe(
    'Kustomization/flux-system/root\n└── Kustomization/flux-system/apps\n',
  );
});

test('a document has only lists that hold something', async () => {
  expect(treeDocument(await treeOf([kustomization('root', ['_shop__Namespace'])]))).toEqual({
    resource: { Namespace: 'flux-system', Name: 'root', GroupKind: { Group: group, Kind: 'Kustomization' } },
    resources: [{ resource: { Namespace: '', Name: 'shop', GroupKind: { Group: '', Kind: 'Namespace' } } }],
  });
});
