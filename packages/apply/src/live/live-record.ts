import type { KubeObject, TypeRef } from '@sluice/objects';
import { type ObjectPolicy, policyOf } from '../object/object-policy.ts';
import { type Owner, ownerOf } from '../object/owner.ts';
import type { ObjectStatus } from '../status/object-status.ts';
import { statusOf } from '../status/status-of.ts';
import { managedDigest, type TakenManager } from './managed-fields.ts';

/** All that is kept of a managed object that lives in the cluster. */
export interface LiveRecord {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** Changes when somebody else writes a field of ours; see `managedDigest`. */
  readonly managedDigest: string;
  readonly owner: Owner | undefined;
  readonly policy: ObjectPolicy;
  readonly status: ObjectStatus;
}

/** Reads the record of an object; `type` because metadata-only objects do not say their own. */
export function liveRecordOf(
  object: KubeObject,
  type: TypeRef,
  options: { readonly taken: readonly TakenManager[]; readonly nowMs: number },
): LiveRecord {
  const metadata = object.metadata;
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    uid: metadata.uid ?? '',
    resourceVersion: metadata.resourceVersion ?? '',
    managedDigest: managedDigest(metadata, options.taken),
    owner: ownerOf(metadata),
    policy: policyOf(metadata),
    status: statusOf({ ...object, apiVersion: type.apiVersion, kind: type.kind }, options.nowMs),
  };
}
