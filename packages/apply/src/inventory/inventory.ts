import type { InventoryEntry } from './inventory-id.ts';

/** Entries of `before` that `after` has no more. The version is not part of an object's identity. */
export function staleEntries(
  before: readonly InventoryEntry[],
  after: readonly InventoryEntry[],
): readonly InventoryEntry[] {
  const kept = new Set(after.map((entry) => entry.id));
  return before.filter((entry) => !kept.has(entry.id));
}

/** All of `after` in its order, then what only `before` has: nothing that was known is forgotten. */
export function unionOfEntries(
  before: readonly InventoryEntry[],
  after: readonly InventoryEntry[],
): readonly InventoryEntry[] {
  return [...after, ...staleEntries(before, after)];
}

/** Whether both name the same objects, in any order. */
export function haveSameEntries(a: readonly InventoryEntry[], b: readonly InventoryEntry[]): boolean {
  const ids = new Set(a.map((entry) => entry.id));
  return ids.size === new Set(b.map((entry) => entry.id)).size && b.every((entry) => ids.has(entry.id));
}
