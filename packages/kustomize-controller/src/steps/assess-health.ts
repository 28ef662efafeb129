import {
  formatGroupKind,
  formatObserved,
  formatRef,
  judgeHealth,
  notFound,
  type ObjectTracker,
  type ObservedObject,
  statusOf,
} from '@sluice/apply';
import { type Outcome, proceed } from '@sluice/core';
import { isNotFound } from '@sluice/kube';
import type { ObjectRef } from '@sluice/objects';
import { healthyCondition } from '../conditions.ts';
import { markAssessing } from '../health-progress.ts';
import { accountOf } from '../impersonation.ts';
import { endWith, type Scope, timeoutMs, waitQuietly } from '../scope.ts';
import type { WaitBook } from '../wait-book.ts';
import { beginPass, buildOf } from './apply-manifests.ts';

const quietMs = 1000;
/** How often an object is asked for that no watch covers. */
const pollMs = 5000;

export interface HealthParts {
  readonly tracker: ObjectTracker;
  readonly waits: WaitBook;
}

/**
 * Judges the health of what was applied (`wait`) or of the objects that the spec lists, by what the watches say. While
 * some are on their way the run ends; the last of them to become ready, or the time-out, brings it back.
 */
export function assessHealth(parts: HealthParts): (scope: Scope, signal: AbortSignal) => Promise<Outcome> {
  return async (scope, signal) => {
    const targets = targetsOf(scope);
    if (targets.length === 0) {
      scope.run.conditions.delete(healthyCondition);
      return proceed;
    }
    const pass = beginPass(scope);
    const now = scope.run.clock.monotonic();
    pass.healthSince ??= now;
    const waitedMs = now - pass.healthSince;
    const observed = await Promise.all(targets.map((ref) => observe(scope, parts.tracker, ref, signal)));
    const health = judgeHealth(observed, scope.settings.failFast);
    if (health.state === 'healthy') {
      scope.healthMessage = `Health check passed in ${scope.settings.formatDuration(waitedMs)}`;
      return proceed;
    }
    const after = `health check failed after ${scope.settings.formatDuration(waitedMs)}`;
    if (health.state === 'failed') {
      const text = formatObserved(health.failed);
      return fail(scope, `${after}: failed early due to stalled resources: [${text}]`, parts.waits, health.failed);
    }
    const remainingMs = timeoutMs(scope) - waitedMs;
    if (remainingMs <= 0) {
      const text = formatObserved(health.unready);
      return fail(scope, `${after}: timeout waiting for: [${text}]`, parts.waits, health.unready);
    }
    parts.waits.await(scope.run.key, health.unready);
    return waitFor(scope, { waitedMs, remainingMs, isWatched: areWatched(scope, parts.tracker, health.unready) });
  };
}

/** Recovery is seen when it happens, also after the check was given up. */
function fail(scope: Scope, message: string, waits: WaitBook, unready: readonly ObservedObject[]): Outcome {
  waits.await(scope.run.key, unready);
  scope.memory.pass = undefined;
  return endWith(scope, 'healthCheckFailed', message);
}

function waitFor(
  scope: Scope,
  wait: { readonly waitedMs: number; readonly remainingMs: number; readonly isWatched: boolean },
): Outcome {
  const pauseMs = wait.isWatched ? wait.remainingMs : Math.min(pollMs, wait.remainingMs);
  if (wait.waitedMs < quietMs) return waitQuietly(scope, Math.min(quietMs - wait.waitedMs, pauseMs));
  markAssessing(scope);
  return { kind: 'requeue', afterMs: pauseMs };
}

/** With `wait` everything that is applied and not opted out, otherwise what the spec lists; never itself. */
function targetsOf(scope: Scope): readonly ObjectRef[] {
  const { spec } = scope.object;
  const refs = spec.wait === true ? appliedRefs(scope) : listedRefs(scope);
  const { namespace, name } = scope.run.key;
  return refs.filter((ref) => ref.kind !== 'Kustomization' || ref.name !== name || ref.namespace !== namespace);
}

function appliedRefs(scope: Scope): readonly ObjectRef[] {
  const applied = buildOf(scope).objects.filter(({ policy }) => !policy.reconcileDisabled && !policy.ignored);
  return applied.map((desired) => desired.ref);
}

function listedRefs(scope: Scope): readonly ObjectRef[] {
  return (scope.object.spec.healthChecks ?? []).map(({ apiVersion, kind, name, namespace }) => ({
    apiVersion: apiVersion === undefined || apiVersion === '' ? 'apps/v1' : apiVersion,
    kind,
    name,
    namespace,
  }));
}

async function observe(
  scope: Scope,
  tracker: ObjectTracker,
  ref: ObjectRef,
  signal: AbortSignal,
): Promise<ObservedObject> {
  const covering = scope.health?.covers(ref) === true ? scope.health : undefined;
  const known = isWatched(scope, tracker, ref) ? tracker.get(ref) : undefined;
  if (known !== undefined) return { ref, status: known.status };
  try {
    const live = await scope.client.get(ref, { signal });
    return { ref, status: covering === undefined ? statusOf(live, scope.run.clock.now()) : covering.statusOf(live) };
  } catch (error) {
    if (signal.aborted) throw error;
    if (isNotFound(error))
      return { ref, status: isFinishedJob(scope, ref) ? { status: 'Current', message: '' } : notFound };
    const message = error instanceof Error ? error.message : String(error);
    return { ref, status: { status: 'Unknown', message } };
  }
}

/** Whether a watch tells of the object, and the Kustomization may hear it. */
function isWatched(scope: Scope, tracker: ObjectTracker, ref: ObjectRef): boolean {
  return scope.health?.covers(ref) !== true && mayKnow(scope, ref) && tracker.isLive(ref);
}

/** The watches are the controller's own: what others applied, a service account is told only if it may read it. */
function mayKnow(scope: Scope, ref: ObjectRef): boolean {
  if (scope.object.spec.wait === true || accountOf(scope.object, scope.settings) === '') return true;
  return buildOf(scope).objects.some(
    (each) => formatRef(each.ref) === formatRef(ref) && formatGroupKind(each.ref) === formatGroupKind(ref),
  );
}

/** A Job that cleans up after itself is done when it is gone. */
function isFinishedJob(scope: Scope, ref: ObjectRef): boolean {
  if (ref.kind !== 'Job') return false;
  const desired = buildOf(scope).objects.find(
    (each) => each.ref.name === ref.name && each.ref.kind === 'Job' && each.ref.namespace === ref.namespace,
  );
  const spec = desired?.object['spec'] as { readonly ttlSecondsAfterFinished?: number } | undefined;
  return spec?.ttlSecondsAfterFinished !== undefined;
}

function areWatched(scope: Scope, tracker: ObjectTracker, unready: readonly ObservedObject[]): boolean {
  return unready.every(({ ref }) => isWatched(scope, tracker, ref) && tracker.get(ref) !== undefined);
}
