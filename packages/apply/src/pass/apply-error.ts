import type { ObjectRef } from '@sluice/objects';
import { ApiError } from '@sluice/kube';
import { formatRef } from '../object/object-name.ts';
import type { Problem } from '../validate/validate-object.ts';

/** One object that could not be applied, and why. */
export interface ObjectFailure {
  readonly ref: ObjectRef;
  /** `Deployment/apps/web dry-run failed (Invalid): …` */
  readonly message: string;
  /** Found without the server; each knows its place in the object. */
  readonly problems: readonly Problem[];
  readonly cause: unknown;
}

/** What a request was for; it decides how its failure is worded. */
export type ApplyPhase = 'dry-run' | 'apply' | 'delete' | 'read';

/** Words a failure as upstream does: `Kind/namespace/name dry-run failed (Reason): message`. */
export function describeFailure(ref: ObjectRef, phase: ApplyPhase, cause: unknown): string {
  const name = formatRef(ref);
  const message = cause instanceof Error ? cause.message : String(cause);
  if (phase === 'apply') return `${name} apply failed: ${message}`;
  if (phase === 'delete') return `${name} delete failed: ${message}`;
  if (!(cause instanceof ApiError)) return `${name} ${phase} failed: ${message}`;
  if (cause.status !== 404) return `${name} ${phase} failed (${cause.reason}): ${message}`;
  return `${name} ${ref.namespace === undefined ? 'namespace not specified' : 'not found'}: ${message}`;
}

/** A failure of one object. */
export function objectFailure(
  ref: ObjectRef,
  phase: ApplyPhase,
  cause: unknown,
  problems: readonly Problem[] = [],
): ObjectFailure {
  return { ref, message: describeFailure(ref, phase, cause), problems, cause };
}
