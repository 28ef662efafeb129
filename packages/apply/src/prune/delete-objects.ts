import { isConflict, isNotFound, type KubeClient } from '@sluice/kube';
import type { ObjectRef } from '@sluice/objects';
import { type InventoryEntry, parseInventoryEntry } from '../inventory/inventory-id.ts';
import type { ObjectTracker } from '../live/object-tracker.ts';
import { policyOf } from '../object/object-policy.ts';
import { type Owner, ownerOf } from '../object/owner.ts';
import { compareForApply, rankOfKind } from '../order/sort-order.ts';
import { type ObjectFailure, objectFailure } from '../pass/apply-error.ts';
import type { ChangeEntry } from '../pass/change-set.ts';
import { mapLimited } from '../pass/map-limited.ts';
import { type DeletionCandidate, judgeDeletion, preconditionsOf } from './judge-deletion.ts';

export interface DeletionContext {
  readonly client: KubeClient;
  readonly tracker: ObjectTracker;
  readonly owner: Owner;
  readonly concurrency: number;
  /** Whether another owner has the object in its inventory: it is then left alone. */
  readonly isClaimed?: (id: string) => boolean;
  readonly signal: AbortSignal;
}

export interface DeletionResult {
  /** `deleted` and `skipped` entries, in the order of deletion. */
  readonly entries: readonly ChangeEntry[];
  /** Entries that could not be deleted: they stay in the inventory. */
  readonly remaining: readonly InventoryEntry[];
  readonly failures: readonly ObjectFailure[];
}

/** How often a deletion is judged again because the object changed in between. */
const maxAttempts = 5;

/**
 * Deletes what an owner no longer wants, in the reverse of the order of apply, with background propagation and without
 * waiting. An object that is gone counts as deleted; one that is not ours, or opted out, as skipped. Every entry is
 * tried, whatever happens to the others.
 */
export async function deleteObjects(
  context: DeletionContext,
  entries: readonly InventoryEntry[],
): Promise<DeletionResult> {
  const targets = entries
    .map((entry) => ({ entry, ref: parseInventoryEntry(entry) }))
    .filter((target): target is Target => target.ref !== undefined)
    .sort((a, b) => compareForApply(b.ref, a.ref));
  const results: Deletion[] = [];
  for (const group of groupByRank(targets)) {
    results.push(...(await mapLimited(group, context.concurrency, (target) => deleteTarget(context, target))));
  }
  return {
    entries: results.flatMap((result) => ('action' in result ? [{ ref: result.ref, action: result.action }] : [])),
    remaining: results.flatMap((result) => ('failure' in result ? [result.entry] : [])),
    failures: results.flatMap((result) => ('failure' in result ? [result.failure] : [])),
  };
}

interface Target {
  readonly entry: InventoryEntry;
  readonly ref: ObjectRef;
}

type Deletion = Target & ({ readonly action: 'deleted' | 'skipped' } | { readonly failure: ObjectFailure });

function groupByRank(targets: readonly Target[]): readonly (readonly Target[])[] {
  const groups = new Map<number, Target[]>();
  for (const target of targets) {
    const rank = rankOfKind(target.ref.kind);
    groups.set(rank, [...(groups.get(rank) ?? []), target]);
  }
  return [...groups.values()];
}

async function deleteTarget(context: DeletionContext, target: Target): Promise<Deletion> {
  try {
    return { ...target, action: await deleteOne(context, target) };
  } catch (error) {
    if (context.signal.aborted) throw error;
    return { ...target, failure: objectFailure(target.ref, 'delete', error) };
  }
}

async function deleteOne(context: DeletionContext, { entry, ref }: Target): Promise<'deleted' | 'skipped'> {
  if (context.isClaimed?.(entry.id) === true) return 'skipped';
  let known = context.tracker.isLive(ref) ? context.tracker.get(ref) : undefined;
  for (let attempt = 1; ; attempt += 1) {
    const candidate: DeletionCandidate | undefined = known ?? (await readCandidate(context, ref));
    if (candidate === undefined) return 'deleted';
    if (judgeDeletion(candidate, context.owner) === 'skip') return 'skipped';
    try {
      const preconditions = preconditionsOf(candidate);
      await context.client.delete(ref, { propagationPolicy: 'Background', preconditions, signal: context.signal });
      return 'deleted';
    } catch (error) {
      if (isNotFound(error)) return 'deleted';
      if (!isConflict(error) || attempt === maxAttempts) throw error;
      known = undefined;
    }
  }
}

async function readCandidate(context: DeletionContext, ref: ObjectRef): Promise<DeletionCandidate | undefined> {
  try {
    const { metadata } = await context.client.get(ref, { signal: context.signal });
    return {
      owner: ownerOf(metadata),
      policy: policyOf(metadata),
      uid: metadata.uid ?? '',
      resourceVersion: metadata.resourceVersion ?? '',
    };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
