import { conditionTypes } from '@sluice/api';
import type { KubeObject } from '@sluice/objects';
import {
  conditionOf,
  isSuspended,
  isWithoutStatus,
  statusOf,
  type CliKind,
  undelivered,
} from '../../kinds/cli-kind.ts';
import { kustomizationKind } from '../../kinds/kustomization.ts';
import { suspensionOf } from '../../kinds/suspension.ts';
import { shortenRevisions } from '../../terminal/revision.ts';

/** Why an object is not ready, as one screen shows it. */
export interface Trouble {
  /** `apps` for a Kustomization, `source/base` for a source, `receiver/github` and so on for others. */
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

/** An object that somebody suspended. */
export interface Pause {
  readonly name: string;
  /** When it ends by itself, RFC 3339. */
  readonly until: string | undefined;
  readonly reason: string | undefined;
}

export interface Summary {
  readonly sources: number;
  readonly kustomizations: number;
  readonly receivers: number;
  readonly alerts: number;
  readonly notReady: number;
  readonly suspended: number;
  /** Alerts whose messages do not arrive. */
  readonly undelivered: number;
  readonly troubles: readonly Trouble[];
  readonly pauses: readonly Pause[];
}

/** The objects of one kind. */
export interface Found {
  readonly kind: CliKind;
  readonly objects: readonly KubeObject[];
}

/** One screen's worth of the state of a cluster. */
export function summarize(found: readonly Found[]): Summary {
  const all = found.flatMap(({ kind, objects }) => objects.map((object) => ({ kind, object })));
  const active = all.filter(({ object }) => !isSuspended(object));
  const unready = active.filter(({ kind, object }) => !isReady(kind, object)).map(troubleOf);
  const unheard = active.filter(({ kind }) => kind.resource.kind === 'Alert').flatMap(undeliveredAlert);
  const troubles = [...unready, ...unheard];
  const pauses = all.flatMap(pauseOf);
  return {
    sources: count(found, (kind) => kind.plural[0] === 'sources'),
    kustomizations: count(found, (kind) => kind === kustomizationKind),
    receivers: count(found, (kind) => kind.resource.kind === 'Receiver'),
    alerts: count(found, (kind) => kind.resource.kind === 'Alert'),
    notReady: unready.length,
    suspended: pauses.length,
    undelivered: unheard.length,
    troubles: troubles.toSorted((a, b) => rank(a) - rank(b) || byName(a, b)),
    pauses: pauses.toSorted(byName),
  };
}

function count(found: readonly Found[], isMeant: (kind: CliKind) => boolean): number {
  return found.filter(({ kind }) => isMeant(kind)).reduce((sum, { objects }) => sum + objects.length, 0);
}

/** Ready for what its spec asks now. */
function isReady(kind: CliKind, object: KubeObject): boolean {
  if (isWithoutStatus(kind, object)) return true;
  const ready = conditionOf(object, conditionTypes.ready);
  return (
    ready?.status === 'True' && (ready.observedGeneration ?? object.metadata.generation) === object.metadata.generation
  );
}

interface KindAndObject {
  readonly kind: CliKind;
  readonly object: KubeObject;
}

function troubleOf({ kind, object }: KindAndObject): Trouble {
  const { name = '', namespace = '' } = object.metadata;
  const ready = conditionOf(object, conditionTypes.ready);
  const isWaiting = ready === undefined || ready.status === 'Unknown' || ready.reason === 'DependencyNotReady';
  return {
    name: shownName(kind, name),
    state: isWaiting ? 'waiting' : 'failed',
    message: shortenRevisions(ready?.message ?? 'waiting to be reconciled'),
    since: ready?.lastTransitionTime,
    revision: statusOf(object).lastAttemptedRevision,
    next: `sluice reconcile ${kind.singular.join(' ')} ${name} -n ${namespace}`,
  };
}

/** Its Provider says the same; once is enough. */
function undeliveredAlert({ kind, object }: KindAndObject): Trouble[] {
  const condition = undelivered(object);
  if (condition === undefined) return [];
  const { name = '', namespace = '' } = object.metadata;
  return [
    {
      name: shownName(kind, name),
      state: 'failed',
      message: condition.message,
      since: condition.lastTransitionTime,
      revision: undefined,
      next: `sluice events --for Alert/${name} -n ${namespace}`,
    },
  ];
}

function pauseOf({ kind, object }: KindAndObject): Pause[] {
  const suspension = suspensionOf(object);
  if (suspension === undefined) return [];
  const { until, reason } = suspension;
  return [{ name: shownName(kind, object.metadata.name ?? ''), until, reason }];
}

function shownName(kind: CliKind, name: string): string {
  if (kind === kustomizationKind) return name;
  return `${kind.singular[0] ?? ''}/${name}`;
}

function rank(trouble: Trouble): number {
  return trouble.state === 'failed' ? 0 : 1;
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
