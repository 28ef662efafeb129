import type { Condition, Resource } from '@sluice/api';
import { conditionTypes, GitRepository, Kustomization } from '@sluice/api';
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
  /** The REVISION column, shortened. */
  revision(object: KubeObject): string;
  /** SOURCE column of `--show-source`, for kinds that have a source. */
  source?(object: KubeObject): string;
  /** What is said when a reconciliation went well. */
  success(object: KubeObject): string;
}

/** What commands read of the status of any kind of ours. */
export interface ObjectStatus {
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
  readonly lastHandledReconcileAt?: string;
  readonly lastAppliedRevision?: string;
  readonly lastAttemptedRevision?: string;
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

/** The READY and MESSAGE columns. */
export function readiness(object: KubeObject): { readonly ready: string; readonly message: string } {
  const ready = conditionOf(object, conditionTypes.ready);
  return ready === undefined
    ? { ready: 'False', message: 'waiting to be reconciled' }
    : { ready: ready.status, message: shortenRevisions(ready.message) };
}

export function isSuspended(object: KubeObject): boolean {
  return (object['spec'] as { suspend?: boolean } | undefined)?.suspend === true;
}

const gitRepository: CliKind = {
  resource: GitRepository,
  plural: ['sources', 'git'],
  singular: ['source', 'git'],
  aliases: [],
  human: 'source git',
  revision: (object) => shortenRevisions(statusOf(object).artifact?.revision ?? ''),
  success: (object) => `fetched revision ${statusOf(object).artifact?.revision ?? ''}`,
};

const kustomization: CliKind = {
  resource: Kustomization,
  plural: ['kustomizations'],
  singular: ['kustomization'],
  aliases: ['ks', 'kustomization'],
  human: 'kustomization',
  revision: (object) => shortenRevisions(statusOf(object).lastAppliedRevision ?? ''),
  source: (object) => {
    const { kind, name, namespace } = (
      object['spec'] as { sourceRef: { kind: string; name: string; namespace?: string } }
    ).sourceRef;
    return `${kind}/${namespace ?? object.metadata.namespace ?? ''}/${name}`;
  },
  success: (object) => `applied revision ${statusOf(object).lastAppliedRevision ?? ''}`,
};

/** Every kind that commands know, in the order of `get all`. */
export const cliKinds: readonly CliKind[] = [gitRepository, kustomization];

/** The kinds of `get sources all`. */
export const sourceKinds: readonly CliKind[] = cliKinds.filter((kind) => kind.plural[0] === 'sources');

/** The kind of a `sourceRef.kind`, if commands know it. */
export function sourceKind(kind: string): CliKind | undefined {
  return cliKinds.find((each) => each.resource.kind === kind && each.singular[0] === 'source');
}
