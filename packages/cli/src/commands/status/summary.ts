import { conditionTypes } from '@sluice/api';
import type { KubeObject } from '@sluice/objects';
import { conditionOf, isSuspended, statusOf } from '../../kinds/cli-kind.ts';
import { shortenRevisions } from '../../terminal/revision.ts';

/** Why an object is not ready, as one screen shows it. */
export interface Trouble {
  /** `apps/shop` for a Kustomization, `source/base` for a source. */
  readonly name: string;
  /** `failed`: somebody must act. `waiting`: something else must happen first. */
  readonly state: 'failed' | 'waiting';
  readonly message: string;
  /** Since when, RFC 3339. */
  readonly since: string | undefined;
  /** The revision that failed, where there is one. */
  readonly revision: string | undefined;
  /** The command that shows more. */
  readonly next: string;
}

export interface Summary {
  readonly sources: number;
  readonly kustomizations: number;
  readonly notReady: number;
  readonly suspended: number;
  readonly troubles: readonly Trouble[];
}

/** One screen's worth of the state of a cluster, from its sources and Kustomizations. */
export function summarize(sources: readonly KubeObject[], kustomizations: readonly KubeObject[]): Summary {
  const all = [
    ...sources.map((object) => [object, true] as const),
    ...kustomizations.map((object) => [object, false] as const),
  ];
  const troubles = all
    .filter(([object]) => !isReady(object) && !isSuspended(object))
    .map(([object, isSource]) => troubleOf(object, isSource));
  return {
    sources: sources.length,
    kustomizations: kustomizations.length,
    notReady: troubles.length,
    suspended: all.filter(([object]) => isSuspended(object)).length,
    troubles: troubles.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1)),
  };
}

/** Ready for what its spec asks now. */
function isReady(object: KubeObject): boolean {
  const ready = conditionOf(object, conditionTypes.ready);
  return (
    ready?.status === 'True' && (ready.observedGeneration ?? object.metadata.generation) === object.metadata.generation
  );
}

/** `apps: spec.images` of a message that begins with the object's own name stays; only revisions are cut. */
function troubleOf(object: KubeObject, isSource: boolean): Trouble {
  const { name = '', namespace = '' } = object.metadata;
  const ready = conditionOf(object, conditionTypes.ready);
  const isWaiting = ready === undefined || ready.status === 'Unknown' || ready.reason === 'DependencyNotReady';
  const words = isSource ? `source git ${name}` : `kustomization ${name}`;
  return {
    name: isSource ? `source/${name}` : name,
    state: isWaiting ? 'waiting' : 'failed',
    message: shortenRevisions(ready?.message ?? 'waiting to be reconciled'),
    since: ready?.lastTransitionTime,
    revision: isSource ? undefined : statusOf(object).lastAttemptedRevision,
    next: `sluice reconcile ${words} -n ${namespace}`,
  };
}

function rank(trouble: Trouble): number {
  return trouble.state === 'failed' ? 0 : 1;
}
