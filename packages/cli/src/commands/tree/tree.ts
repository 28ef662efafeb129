import { Kustomization } from '@sluice/api';
import { isNotFound, type KubeClient } from '@sluice/kube';
import { stringifyJson, writeYaml, type KubeObject, type ObjectRef } from '@sluice/objects';
import { getObject } from '../../connection/wait-for-object.ts';
import type { CommandContext } from '../command-context.ts';
import { formatObject, inventoryTree, type InventoryTree } from './inventory-tree.ts';
import { drawTree, treeDocument } from './print-tree.ts';

export interface TreeOptions {
  readonly compact: boolean;
  readonly output?: 'json' | 'yaml';
}

/** `sluice tree kustomization NAME`: what it applied, and what that applied in turn. */
export async function printTree(context: CommandContext, name: string, options: TreeOptions): Promise<void> {
  const client = await context.client();
  const { namespace } = context.options;
  const root = await getObject(client, { ...Kustomization.type, namespace, name }, context.deadline);
  const tree = await inventoryTree(root, {
    compact: options.compact,
    read: (ref) => readOrWarn(context, client, ref),
  });
  context.terminal.out.write(format(tree, options.output));
}

/** A Kustomization that was deleted by hand does not hide the rest of the tree. */
async function readOrWarn(
  context: CommandContext,
  client: KubeClient,
  ref: ObjectRef,
): Promise<KubeObject | undefined> {
  try {
    return await client.get(ref, { signal: context.deadline });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    context.progress.warning(`${formatObject(ref)} was applied and is not there`);
    return undefined;
  }
}

function format(tree: InventoryTree, output: TreeOptions['output']): string {
  if (output === 'json') return `${stringifyJson(treeDocument(tree), 2)}\n`;
  return output === 'yaml' ? writeYaml(treeDocument(tree), { sortKeys: true }) : drawTree(tree);
}
