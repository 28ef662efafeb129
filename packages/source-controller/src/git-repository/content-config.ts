import { createHash } from 'node:crypto';

import type { GitRepository, GitRepositoryStatus } from '@sluice/api';

/** Whether the fields that decide an artifact's content, beside the revision, are as the stored artifact was made with. */
export function hasSameContentConfig({ spec }: GitRepository, status: GitRepositoryStatus): boolean {
  return spec.ignore === status.observedIgnore && sameList(spec.sparseCheckout, status.observedSparseCheckout);
}

/** Notes what the stored artifact was made with. */
export function recordContentConfig({ spec }: GitRepository, status: GitRepositoryStatus): void {
  if (spec.ignore === undefined) delete status.observedIgnore;
  else status.observedIgnore = spec.ignore;
  if ((spec.sparseCheckout ?? []).length === 0) delete status.observedSparseCheckout;
  else status.observedSparseCheckout = [...(spec.sparseCheckout ?? [])];
}

/**
 * The name of the file of a commit's artifact: upstream's, and with a mark of the fields that change its content where
 * there are any. So no file is ever replaced by another content while a status still names it.
 */
export function artifactFileName({ spec }: GitRepository, commit: string): string {
  const config = [spec.ignore ?? null, spec.sparseCheckout ?? []];
  if (spec.ignore === undefined && (spec.sparseCheckout ?? []).length === 0) return `${commit}.tar.gz`;
  const mark = createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 8);
  return `${commit}-${mark}.tar.gz`;
}

function sameList(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
