import { annotations } from '@sluice/api';
import type { KubeObject } from '@sluice/objects';
import { isSuspended } from './cli-kind.ts';

/** What is noted of a suspension on the object itself; the controllers end it when its time comes. */
export interface SuspensionNotes {
  /** RFC 3339. */
  readonly until?: string | undefined;
  readonly reason?: string | undefined;
}

/** The notes of an object that is suspended; undefined for one that is not. */
export function suspensionOf(object: KubeObject): SuspensionNotes | undefined {
  if (!isSuspended(object)) return undefined;
  const noted = object.metadata.annotations;
  return { until: noted?.[annotations.suspendedUntil], reason: noted?.[annotations.suspendReason] };
}

/** `suspended until 2026-03-01T10:00:00Z: incident 42`, as far as it is known. */
export function describeSuspension({ until, reason }: SuspensionNotes): string {
  const end = until === undefined ? '' : ` until ${until}`;
  return `suspended${end}${reason === undefined ? '' : `: ${reason}`}`;
}

/** A merge patch that suspends with these notes and no others, or resumes and forgets them. */
export function suspensionPatch(notes: SuspensionNotes | undefined) {
  return {
    metadata: {
      annotations: {
        [annotations.suspendedUntil]: notes?.until ?? null,
        [annotations.suspendReason]: notes?.reason ?? null,
      },
    },
    spec: { suspend: notes === undefined ? null : true },
  };
}
