import { Kustomization } from '@sluice/api';
import { groupOf, parseInventoryEntry } from '@sluice/apply';
import type { KubeObject, ObjectRef } from '@sluice/objects';
import { statusOf } from '../../kinds/cli-kind.ts';

/** An object and what it applied, in the order of its inventory. */
export interface InventoryTree {
  readonly ref: ObjectRef;
  readonly children: readonly InventoryTree[];
}

export interface InventoryTreeOptions {
  /** Leaves out what is not of Flux's groups. */
  readonly compact: boolean;
  /** Reads a Kustomization; `undefined` where there is none. */
  read(ref: ObjectRef): Promise<KubeObject | undefined>;
}

/**
 * What a Kustomization applied, with what the Kustomizations among that applied. One that applies itself, or another
 * one above it, is not followed again. What was applied to another cluster has no children: this one cannot know them.
 */
export async function inventoryTree(object: KubeObject, options: InventoryTreeOptions): Promise<InventoryTree> {
  return treeBelow(object, refOf(object), options, new Set());
}

async function treeBelow(
  object: KubeObject,
  ref: ObjectRef,
  options: InventoryTreeOptions,
  above: ReadonlySet<string>,
): Promise<InventoryTree> {
  const path = new Set([...above, formatObject(ref)]);
  const isRemote = (object['spec'] as { kubeConfig?: unknown } | undefined)?.kubeConfig !== undefined;
  const children: InventoryTree[] = [];
  for (const child of appliedBy(object, options.compact)) {
    if (!isKustomization(child)) children.push({ ref: child, children: [] });
    else if (isRemote) children.push({ ref: child, children: [] });
    else if (!path.has(formatObject(child))) children.push(await followed(child, options, path));
  }
  return { ref, children };
}

async function followed(
  ref: ObjectRef,
  options: InventoryTreeOptions,
  above: ReadonlySet<string>,
): Promise<InventoryTree> {
  const object = await options.read(ref);
  return object === undefined ? { ref, children: [] } : treeBelow(object, ref, options, above);
}

function appliedBy(object: KubeObject, compact: boolean): ObjectRef[] {
  const entries = statusOf(object).inventory?.entries ?? [];
  return entries
    .map(parseInventoryEntry)
    .filter((ref) => ref !== undefined)
    .filter((ref) => !compact || groupOf(ref.apiVersion).includes('toolkit.fluxcd.io'));
}

function isKustomization(ref: ObjectRef): boolean {
  return ref.kind === Kustomization.kind && groupOf(ref.apiVersion) === Kustomization.group;
}

function refOf({ apiVersion, kind, metadata }: KubeObject): ObjectRef {
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name ?? '' };
}

/** `Kind/namespace/name`, or `Kind/name` of an object without namespace. */
export function formatObject({ kind, namespace, name }: ObjectRef): string {
  return namespace === undefined ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}
