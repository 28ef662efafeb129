import type { ObjectMeta } from '@sluice/objects';
import { keepsFromDeletion, type ObjectPolicy } from '../object/object-policy.ts';
import type { Owner } from '../object/owner.ts';

/** What is known of a live object that its owner no longer wants. */
export interface DeletionCandidate {
  readonly owner: Owner | undefined;
  readonly policy: ObjectPolicy;
  readonly uid: string;
  readonly resourceVersion: string;
}

export type DeletionVerdict = 'delete' | 'skip';

/** An object is deleted only by the owner that its labels name, and only if it did not opt out. */
export function judgeDeletion(candidate: DeletionCandidate, owner: Owner): DeletionVerdict {
  const isOurs = candidate.owner?.name === owner.name && candidate.owner.namespace === owner.namespace;
  return isOurs && !keepsFromDeletion(candidate.policy) ? 'delete' : 'skip';
}

/** Deletes exactly what was judged: not a new object of the same name, and not one that has changed hands since. */
export function preconditionsOf(metadata: Pick<ObjectMeta, 'uid' | 'resourceVersion'>): {
  readonly uid?: string;
  readonly resourceVersion?: string;
} {
  const { uid, resourceVersion } = metadata;
  return { ...(uid ? { uid } : {}), ...(resourceVersion ? { resourceVersion } : {}) };
}
