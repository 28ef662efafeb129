import type { TypeRef, TypeSchema } from '@sluice/objects';
import type { KubeClient } from '@sluice/kube';
import type { TakenManager } from '../live/managed-fields.ts';
import type { LiveRecord } from '../live/live-record.ts';
import type { ObjectTracker } from '../live/object-tracker.ts';
import type { AppliedMemory } from './applied-memory.ts';
import type { DesiredObject } from './desired-object.ts';

/** What a pass works with. */
export interface ApplyContext {
  /** Whose rights are used. */
  readonly client: KubeClient;
  readonly tracker: ObjectTracker;
  readonly memory: AppliedMemory;
  readonly taken: readonly TakenManager[];
  /** The schema of a kind; `undefined` where it is not known. */
  readonly schemaOf: (type: TypeRef) => TypeSchema | undefined;
  /** Recreate every object whose change is refused as immutable. */
  readonly force: boolean;
  /** Requests at a time. */
  readonly concurrency: number;
  /** `group/Kind` of objects that are applied in the custom stage. */
  readonly customKinds: ReadonlySet<string>;
  /** Wall time, milliseconds. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/**
 * What the watch says of an object. That it is absent may be out of date, and it may lack the owner's label: creating it
 * carries the condition that it is not there.
 */
export function liveOf(context: ApplyContext, desired: DesiredObject): LiveRecord | 'absent' | 'unknown' {
  const { tracker } = context;
  const record = tracker.get(desired.ref);
  if (record === undefined) return tracker.isListed(desired.ref) ? 'absent' : 'unknown';
  return tracker.isLive(desired.ref) ? record : 'unknown';
}
