import type { JsonValue, KubeObject, ObjectMeta } from '@sluice/objects';
import type { Clock } from './clock.ts';
import type { NextRun } from './next-run.ts';
import { suspendedUntilAnnotation, suspendReasonAnnotation } from './reconciled-object.ts';
import type { EventRecorder } from './events.ts';
import type { KubeClient } from '@sluice/kube';

/** The wall clock may be set while an object is suspended: so often it is looked at. */
const longestWaitMs = 10 * 60_000;

/** What ending a suspension needs. */
export interface SuspensionParts {
  readonly client: KubeClient;
  readonly events: EventRecorder;
  readonly fieldManager: string;
  readonly signal: AbortSignal;
  /** Told of the version that a write returned. */
  readonly onWritten: (object: KubeObject) => void;
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** When a suspension ends by itself, milliseconds since 1970; undefined for one that does not. */
export function suspensionEnd({ annotations }: Pick<ObjectMeta, 'annotations'>): number | undefined {
  const text = annotations?.[suspendedUntilAnnotation] ?? '';
  const end = rfc3339.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(end) ? undefined : end;
}

/** When to look again at an object that is suspended now. */
export function nextLook(end: number | undefined, clock: Clock): NextRun {
  if (end === undefined) return { kind: 'never' };
  return { kind: 'after', afterMs: Math.min(Math.max(0, end - clock.now()), longestWaitMs) };
}

/** Whether the object tells of a suspension, be it over or not. */
export function hasSuspensionNotes({ metadata }: KubeObject): boolean {
  const { annotations } = metadata;
  return annotations?.[suspendedUntilAnnotation] !== undefined || annotations?.[suspendReasonAnnotation] !== undefined;
}

/**
 * Ends a suspension whose time is over: `spec.suspend` and what is noted of it go by one patch, of the version that was
 * read, so that a suspension which somebody has just begun anew stays. The change of the object wakes it.
 */
export async function endSuspension(object: KubeObject, parts: SuspensionParts): Promise<KubeObject> {
  const { annotations = {} } = object.metadata;
  const written = await patch(object, { spec: { suspend: null } }, parts);
  const reason = annotations[suspendReasonAnnotation];
  const why = reason === undefined ? '' : ` (${reason})`;
  const message = `Resumed: the suspension${why} ended at ${annotations[suspendedUntilAnnotation] ?? ''}`;
  parts.events.record(object, { severity: 'info', reason: 'Resumed', message });
  return written;
}

/** Takes the notes from an object that is not suspended, so that they do not end a later suspension. Gives what is left. */
export function dropSuspensionNotes(object: KubeObject, parts: SuspensionParts): Promise<KubeObject> {
  return patch(object, {}, parts);
}

async function patch(
  { apiVersion, kind, metadata }: KubeObject,
  change: Readonly<Record<string, JsonValue>>,
  { client, fieldManager, signal, onWritten }: SuspensionParts,
): Promise<KubeObject> {
  const annotations = { [suspendedUntilAnnotation]: null, [suspendReasonAnnotation]: null };
  const body = { ...change, metadata: { annotations, resourceVersion: metadata.resourceVersion ?? '' } };
  const ref = { apiVersion, kind, namespace: metadata.namespace, name: metadata.name ?? '' };
  const written = await client.patch(ref, body, { type: 'merge', fieldManager, signal });
  onWritten(written);
  return written;
}
