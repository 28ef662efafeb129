import { isNotFound } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';
import { planTakeover } from '../live/takeover.ts';
import { type FieldTaker, takersOf } from '../live/taken-fields.ts';
import { policyOf, skipsApply } from '../object/object-policy.ts';
import type { ApplyContext } from './apply-context.ts';
import type { DesiredObject } from './desired-object.ts';
import type { Prepared } from './prepare-object.ts';
import { writeObject, type Written } from './write-object.ts';

/** What was found of an object that is to be corrected, before it is. */
export interface Drift {
  /** `undefined` when the object is gone. */
  readonly live: KubeObject | undefined;
  /** Who wrote what we apply. */
  readonly takers: readonly FieldTaker[];
  /** It opted out of being applied: there is nothing to correct. */
  readonly isOptedOut: boolean;
}

/** Reads an object that somebody else changed, and finds out who. */
export async function findDrift(context: ApplyContext, desired: DesiredObject): Promise<Drift> {
  try {
    const live = await context.client.get(desired.ref, { signal: context.signal });
    const isOptedOut =
      skipsApply(desired.policy, policyOf(live.metadata)) || live.metadata.deletionTimestamp !== undefined;
    return { live, takers: takersOf(desired.object, live), isOptedOut };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return { live: undefined, takers: [], isOptedOut: false };
  }
}

/**
 * Applies one object that is as it was applied before but for what others changed. Without a dry-run: the server took
 * it before, and when it does not any more, that is the failure.
 */
export function correctObject(context: ApplyContext, desired: DesiredObject, drift: Drift): Promise<Written> {
  return writeObject(context, prepare(context, desired, drift));
}

function prepare(context: ApplyContext, desired: DesiredObject, { live, isOptedOut }: Drift): Prepared {
  if (isOptedOut) return { action: 'skipped', desired };
  if (live === undefined) return { action: 'create', desired };
  const policies = { desired: desired.policy, live: policyOf(live.metadata) };
  const takeover = planTakeover(live, policies, context.taken, context.now());
  return { action: 'write', desired, change: 'configured', takeover };
}
