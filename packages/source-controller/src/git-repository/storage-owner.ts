import type { StorageOwner } from '@sluice/artifact';
import type { ObjectKey } from '@sluice/core';

/** Whose directory in the storage an object's artifacts lie in. */
export function ownerOf({ namespace, name }: ObjectKey): StorageOwner {
  return { kind: 'GitRepository', namespace, name };
}
