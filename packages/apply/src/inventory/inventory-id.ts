import type { KubeObject, ObjectRef } from '@sluice/objects';
import { apiVersionOf, groupOf, refOf, versionOf } from '../object/object-name.ts';

/** One object of an inventory as status has it: `id` is `namespace_name_group_kind`, `v` the API version. */
export interface InventoryEntry {
  id: string;
  v: string;
}

const rbacGroup = 'rbac.authorization.k8s.io';

/** The identity of an object in inventories. Names of RBAC kinds may hold `:`, which is written `__`. */
export function inventoryIdOf(ref: ObjectRef): string {
  const group = groupOf(ref.apiVersion);
  const name = group === rbacGroup ? ref.name.replaceAll(':', '__') : ref.name;
  return [ref.namespace ?? '', name, group, ref.kind].join('_');
}

/** The entry of an object. */
export function inventoryEntryOf(object: KubeObject): InventoryEntry {
  const ref = refOf(object);
  return { id: inventoryIdOf(ref), v: versionOf(ref.apiVersion) };
}

/**
 * The reverse of `inventoryEntryOf`; `undefined` when the id is none. Only namespaces, groups and kinds are free of `_`,
 * so the name is what stands between the first and the last two.
 */
export function parseInventoryEntry(entry: InventoryEntry): ObjectRef | undefined {
  const parts = entry.id.split('_');
  if (parts.length < 4) return undefined;
  const kind = parts.at(-1) ?? '';
  const group = parts.at(-2) ?? '';
  const namespace = parts[0] ?? '';
  const text = parts.slice(1, -2).join('_');
  const name = group === rbacGroup ? text.replaceAll('__', ':') : text;
  if (kind === '' || name === '') return undefined;
  const apiVersion = apiVersionOf(group, entry.v);
  return namespace === '' ? { apiVersion, kind, name } : { apiVersion, kind, namespace, name };
}
