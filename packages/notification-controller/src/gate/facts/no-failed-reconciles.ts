import { type GateFact, GitRepository, Kustomization } from '@sluice/api';
import { formatTime, getCondition, readyCondition } from '@sluice/core';
import { formatDuration, type KubeObject, parseDuration } from '@sluice/objects';
import { type FactScope, type Observation, unreadable } from './fact-scope.ts';

type NoFailedReconciles = NonNullable<GateFact['noFailedReconciles']>;

/** The kinds whose failures count. */
const types = [Kustomization.type, GitRepository.type];
/** Not Ready, but nothing failed: another object must come first. */
const waitingReasons = ['DependencyNotReady'];
/** Of `status.history`: what is no failure. */
const goodStatuses = ['ReconciliationSucceeded', 'Progressing', ...waitingReasons];

/**
 * Whether nothing of a namespace fails, nor did for a while. When something failed last is known from what was seen
 * since this process began, from what the Gate's status remembers, and from the history of Kustomizations.
 */
export async function noFailedReconciles(fact: NoFailedReconciles, scope: FactScope): Promise<Observation> {
  const namespace = fact.namespace ?? scope.gate.metadata.namespace ?? '';
  const objects: KubeObject[] = [];
  const times = [rememberedMs(scope)];
  for (const type of types) {
    const reading = await scope.read({ ...type, namespace });
    if (reading.kind === 'unreadable')
      return unreadable(scope, `${type.kind} objects of ${namespace}`, reading.problem);
    objects.push(...reading.objects);
    times.push(scope.lastFailureMs({ ...type, namespace }), ...reading.objects.map(recordedFailureMs));
  }
  const failing = objects.find(isFailing);
  if (failing !== undefined) return { holds: false, lastFailureMs: scope.nowMs, message: failureOf(failing) };
  const lastFailureMs = latest(times);
  const forMs = parseDuration(fact.for);
  if (lastFailureMs === undefined) return { holds: true, message: `no failed reconcile in ${namespace} is known` };
  const holds = scope.nowMs - lastFailureMs >= forMs;
  const ended = `the last failed reconcile in ${namespace} ended at ${formatTime(lastFailureMs)}`;
  if (holds) return { holds, lastFailureMs, message: ended };
  const message = `${ended}, less than ${formatDuration(forMs)} ago`;
  return { holds, lastFailureMs, message, againAtMs: lastFailureMs + forMs };
}

/** Whether an object's last reconcile failed. */
export function isFailing(object: KubeObject): boolean {
  const { conditions } = (object['status'] ?? {}) as { readonly conditions?: Parameters<typeof getCondition>[0] };
  const ready = getCondition(conditions, readyCondition);
  return ready?.status === 'False' && !waitingReasons.includes(ready.reason);
}

function failureOf(object: KubeObject): string {
  const { conditions } = object['status'] as { readonly conditions?: Parameters<typeof getCondition>[0] };
  const { kind, metadata } = object;
  const why = getCondition(conditions, readyCondition)?.message ?? '';
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name ?? ''} fails: ${why}`;
}

/** While it failed, the status kept no time that lasts: the failure ended when that was seen to be over. */
function rememberedMs({ before, nowMs }: FactScope): number | undefined {
  const time = Date.parse(before?.lastFailureTime ?? '');
  return Number.isNaN(time) ? undefined : Math.min(time, nowMs);
}

function recordedFailureMs(object: KubeObject): number | undefined {
  const { history = [] } = (object['status'] ?? {}) as {
    readonly history?: readonly { readonly lastReconciled?: string; readonly lastReconciledStatus?: string }[];
  };
  const failures = history.filter(({ lastReconciledStatus = '' }) => !goodStatuses.includes(lastReconciledStatus));
  return latest(failures.map(({ lastReconciled = '' }) => Date.parse(lastReconciled)));
}

function latest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time): time is number => time !== undefined && !Number.isNaN(time));
  return known.length === 0 ? undefined : Math.max(...known);
}
