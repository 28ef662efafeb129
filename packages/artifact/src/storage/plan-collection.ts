/** A file of an object in the storage. */
export interface StoredFile {
  readonly path: string;
  readonly modifiedMs: number;
}

export interface CollectionRules {
  /** The file that the object's status names: counted, never removed. */
  readonly current: string | undefined;
  readonly ttlMs: number;
  readonly records: number;
  readonly nowMs: number;
}

/**
 * Which files of an object go, oldest first: all that are older than the time to live; then, while more than `records`
 * are left, the oldest of the rest. Upstream's two quirks (equal times count once, marked files count twice) are not kept.
 */
export function planCollection(files: readonly StoredFile[], rules: CollectionRules): readonly string[] {
  const candidates = files
    .filter(({ path }) => path !== rules.current)
    .sort((a, b) => a.modifiedMs - b.modifiedMs || (a.path < b.path ? -1 : 1));
  const expired = candidates.filter(({ modifiedMs }) => rules.nowMs - modifiedMs > rules.ttlMs);
  const surplus = Math.max(0, files.length - expired.length - rules.records);
  return candidates.slice(0, Math.min(candidates.length, expired.length + surplus)).map(({ path }) => path);
}
