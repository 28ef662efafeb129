import type { Snapshot } from '@sluice/api';

/** How applying a build ended, as `status.history` has it. */
export interface HistoryRecord {
  readonly digest: string;
  readonly status: string;
  /** RFC 3339. */
  readonly time: string;
  /** As Go writes durations. */
  readonly duration: string;
  readonly metadata: Readonly<Record<string, string>>;
}

const maxEntries = 5;

/**
 * The history with one more reconciliation: an entry of the same digest and status is updated and comes first, another
 * is added; the oldest go.
 */
export function recordHistory(history: readonly Snapshot[], record: HistoryRecord): Snapshot[] {
  const known = history.find((entry) => isSame(entry, record));
  const entry: Snapshot = {
    digest: record.digest,
    firstReconciled: known?.firstReconciled ?? record.time,
    lastReconciled: record.time,
    lastReconciledDuration: record.duration,
    lastReconciledStatus: record.status,
    totalReconciliations: (known?.totalReconciliations ?? 0) + 1,
    metadata: { ...record.metadata },
  };
  return [entry, ...history.filter((each) => each !== known)].slice(0, maxEntries);
}

function isSame(entry: Snapshot, record: HistoryRecord): boolean {
  return entry.digest === record.digest && entry.lastReconciledStatus === record.status;
}
