import type { LiveRecord } from '../live/live-record.ts';
import { skipsApply } from '../object/object-policy.ts';
import type { Verdict } from '../validate/validate-object.ts';
import { type AppliedRecord, isUntouched } from './applied-memory.ts';
import type { DesiredObject } from './desired-object.ts';

/** What is known of one object before anything is asked. */
export interface Known {
  readonly desired: DesiredObject;
  /** What the watch says; `unknown` when the kind's watch cannot be relied on. */
  readonly live: LiveRecord | 'absent' | 'unknown';
  readonly applied: AppliedRecord | undefined;
  /** `undefined` when the schema of the kind is not known. */
  readonly verdict: Verdict | undefined;
}

/**
 * What is to be done with one object:
 * `skip` and `keep` need no request; `create` sends it with the condition that it does not exist; `change` dry-runs it
 * (it is as we left it, only we want something else); `verify` reads it, dry-runs it and compares.
 */
export type ObjectPlan = 'skip' | 'keep' | 'create' | 'change' | 'verify';

/** Decides without asking the server. */
export function planObject({ desired, live, applied, verdict }: Known): ObjectPlan {
  const record = typeof live === 'string' ? undefined : live;
  if (skipsApply(desired.policy, record?.policy)) return 'skip';
  if (record === undefined) return live === 'absent' && verdict?.proven === true ? 'create' : 'verify';
  if (applied === undefined || !isUntouched(applied, record)) return 'verify';
  return applied.desired.digest === desired.digest ? 'keep' : 'change';
}
