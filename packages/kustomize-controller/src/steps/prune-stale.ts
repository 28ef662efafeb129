import {
  deleteObjects,
  inventoryEntryOf,
  type InventoryEntry,
  type ObjectTracker,
  staleEntries,
  unionOfEntries,
} from '@sluice/apply';
import { type Outcome, proceed } from '@sluice/core';
import { reportChanges } from '../events.ts';
import { endWith, type Scope } from '../scope.ts';
import { buildOf } from './apply-manifests.ts';

/** Whether a Kustomization other than this one has an object in its inventory. */
export type ClaimCheck = (id: string, uid: string) => boolean;

/** Makes the inventory what was applied, and deletes what is not in it any more. Only after a complete apply. */
export function pruneStale(
  tracker: ObjectTracker,
  isClaimed: ClaimCheck,
): (scope: Scope, signal: AbortSignal) => Promise<Outcome> {
  return async (scope, signal) => {
    const { status } = scope.run;
    const before = status.inventory?.entries ?? [];
    const after = buildOf(scope).objects.map((desired) => inventoryEntryOf(desired.object));
    const stale = staleEntries(before, after);
    setInventory(scope, after);
    forgetOthers(scope, after);
    if (!scope.object.spec.prune || stale.length === 0) return proceed;
    const result = await deleteObjects(
      {
        client: scope.client,
        tracker,
        owner: scope.memory.key,
        concurrency: scope.settings.concurrentSsa,
        isClaimed: (id) => isClaimed(id, scope.memory.uid),
        signal,
      },
      stale,
    );
    setInventory(scope, unionOfEntries(result.remaining, after));
    if (result.entries.length > 0) reportChanges(scope, result.entries);
    scope.changes = [...scope.changes, ...result.entries];
    if (result.failures.length === 0) return proceed;
    const errors = result.failures.map((failure) => `${failure.message};`).join(' ');
    return endWith(scope, 'pruneFailed', `delete failed, errors: ${errors}`);
  };
}

function setInventory(scope: Scope, entries: readonly InventoryEntry[]): void {
  scope.run.status.inventory = { entries: [...entries] };
}

/** What is not wanted any more is nobody's drift. */
function forgetOthers({ memory }: Scope, after: readonly InventoryEntry[]): void {
  const kept = new Set(after.map((entry) => entry.id));
  for (const { desired } of memory.applied.records()) if (!kept.has(desired.id)) memory.applied.forget(desired.id);
}
