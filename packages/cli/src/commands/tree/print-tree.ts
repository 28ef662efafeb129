import { groupOf } from '@sluice/apply';
import type { JsonObject } from '@sluice/objects';
import { formatObject, type InventoryTree } from './inventory-tree.ts';

/** The tree as text, one object per line. */
export function drawTree(tree: InventoryTree): string {
  return `${[formatObject(tree.ref), ...linesBelow(tree, '')].join('\n')}\n`;
}

function linesBelow({ children }: InventoryTree, indent: string): string[] {
  return children.flatMap((child, index) => {
    const isLast = index === children.length - 1;
    return [
      `${indent}${isLast ? '└── ' : '├── '}${formatObject(child.ref)}`,
      ...linesBelow(child, `${indent}${isLast ? '    ' : '│   '}`),
    ];
  });
}

/** The tree as upstream serialises it: `resource`, and `resources` where there are any. */
export function treeDocument({ ref, children }: InventoryTree): JsonObject {
  const resource: JsonObject = {
    Namespace: ref.namespace ?? '',
    Name: ref.name,
    GroupKind: { Group: groupOf(ref.apiVersion), Kind: ref.kind },
  };
  return children.length === 0 ? { resource } : { resource, resources: children.map(treeDocument) };
}
