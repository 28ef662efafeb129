import type { Condition, Resource } from '@sluice/api';
import { conditionTypes, deliveringCondition } from '@sluice/api';
import type { KubeObject } from '@sluice/objects';
import type { z } from 'zod';
import { shortenRevisions } from '../terminal/revision.ts';

/** How commands speak of a kind: its names on the command line, its columns, its sentences. */
export interface CliKind {
  readonly resource: Resource<z.ZodType, z.ZodType>;
  /** Words of `get`: `sources git`. */
  readonly plural: readonly string[];
  /** Words of `reconcile`, `suspend`, `resume`: `source git`. */
  readonly singular: readonly string[];
  /** Other single words for the last of them. */
  readonly aliases: readonly string[];
  /** As sentences name it: `source git`. */
  readonly human: string;
  /** The columns of `get` between NAME and READY. */
  readonly columns: readonly CliColumn[];
  /** The object that `--with-source` reconciles first and that the SOURCE column shows. */
  source?(object: KubeObject): Reference;
  /** The object whose events belong to its own. */
  refersTo?(object: KubeObject): Reference | undefined;
  /** For kinds that nothing reconciles: the MESSAGE column of an object of which nothing else is known. */
  readonly readyWithoutStatus?: string;
  /** What is said when a reconciliation went well. */
  success(object: KubeObject): string;
}

/** One column of `get`. */
export interface CliColumn {
  readonly header: string;
  cell(object: KubeObject): string;
}

/** An object as others refer to it; in the namespace of the one that does where it names none. */
export interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** What commands read of the status of any kind of ours. */
export interface ObjectStatus {
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
  readonly lastHandledReconcileAt?: string;
  readonly lastAppliedRevision?: string;
  readonly lastAttemptedRevision?: string;
  readonly webhookPath?: string;
  readonly artifact?: { readonly revision: string; readonly size?: number; readonly lastUpdateTime?: string };
  readonly inventory?: { readonly entries: readonly { readonly id: string; readonly v: string }[] };
}

/** The status of an object of ours; empty before its first reconciliation. */
export function statusOf(object: KubeObject): ObjectStatus {
  return object['status'] ?? {};
}

export function conditionOf(object: KubeObject, type: string): Condition | undefined {
  return statusOf(object).conditions?.find((condition) => condition.type === type);
}

/** Whether nothing reconciles objects of the kind: what is stored is in force, and no request to reconcile is answered. */
export function isStatic(kind: CliKind): boolean {
  return kind.readyWithoutStatus !== undefined;
}

/** Whether nobody says that the object is ready: it is in force as soon as it is stored, as with Flux. */
export function isWithoutStatus(kind: CliKind, object: KubeObject): boolean {
  return isStatic(kind) && conditionOf(object, conditionTypes.ready) === undefined;
}

/** The condition of an Alert or Provider whose messages do not arrive. */
export function undelivered(object: KubeObject): Condition | undefined {
  const condition = conditionOf(object, deliveringCondition);
  return condition?.status === 'False' ? condition : undefined;
}

/** What READY and MESSAGE say. */
export function readiness(kind: CliKind, object: KubeObject): { readonly ready: string; readonly message: string } {
  const ready = conditionOf(object, conditionTypes.ready);
  if (ready !== undefined && ready.status !== 'True') return { ready: ready.status, message: ready.message };
  const trouble = undelivered(object);
  if (trouble !== undefined) return { ready: 'False', message: trouble.message };
  if (ready !== undefined) return { ready: ready.status, message: ready.message };
  return isWithoutStatus(kind, object)
    ? { ready: 'True', message: kind.readyWithoutStatus ?? '' }
    : { ready: 'False', message: 'waiting to be reconciled' };
}

export function isSuspended(object: KubeObject): boolean {
  return (object['spec'] as { suspend?: boolean } | undefined)?.suspend === true;
}

/** The columns that several kinds have. */
export const suspendedColumn: CliColumn = {
  header: 'suspended',
  cell: (object) => (isSuspended(object) ? 'True' : 'False'),
};

/** The REVISION column, shortened. */
export function revisionColumn(revision: (status: ObjectStatus) => string | undefined): CliColumn {
  return { header: 'revision', cell: (object) => shortenRevisions(revision(statusOf(object)) ?? '') };
}
