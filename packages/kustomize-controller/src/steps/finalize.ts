import { deleteObjects, type DeletionResult, formatChange, type ObjectTracker } from '@sluice/apply';
import { done, type Outcome } from '@sluice/core';
import { isNotFound } from '@sluice/kube';
import type { ObjectRef } from '@sluice/objects';
import { reasons } from '../conditions.ts';
import { eventMetadata, tell } from '../events.ts';
import { accountOf } from '../impersonation.ts';
import { type Scope, timeoutMs } from '../scope.ts';

const pollMs = 2000;

/**
 * Cleans up after a Kustomization that is being deleted, as its deletion policy says. A suspended one leaves its objects
 * behind, as upstream has it; so does one that its schema refuses.
 */
export function finalize(tracker: ObjectTracker): (scope: Scope, signal: AbortSignal) => Promise<Outcome> {
  return async (scope, signal) => {
    const entries = scope.object.status?.inventory?.entries ?? [];
    if (entries.length === 0 || !deletesObjects(scope)) return done;
    if (await isAccountMissing(scope, signal)) {
      const list = entries.map((entry) => entry.id).join('\n');
      tell(scope, { severity: 'error', message: `unable to prune objects: \n${list}` });
      return done;
    }
    const { client, memory, settings } = scope;
    const result = await deleteObjects(
      { client, tracker, owner: memory.key, concurrency: settings.concurrentSsa, signal },
      entries,
    );
    report(scope, result);
    if (result.failures.length > 0) {
      const message = result.failures.map((failure) => failure.message).join('; ');
      return { kind: 'failed', reason: reasons.pruneFailed, message, retry: { kind: 'backoff' } };
    }
    if (scope.object.spec.deletionPolicy !== 'WaitForTermination') return done;
    return awaitTermination(scope, result, signal);
  };
}

function deletesObjects({ object }: Scope): boolean {
  const { suspend, deletionPolicy = 'MirrorPrune', prune } = object.spec ?? {};
  if (suspend === true || object.spec?.kubeConfig !== undefined) return false;
  switch (deletionPolicy) {
    case 'Delete':
    case 'WaitForTermination':
      return true;
    case 'Orphan':
      return false;
    default:
      return prune;
  }
}

async function isAccountMissing(scope: Scope, signal: AbortSignal): Promise<boolean> {
  const name = accountOf(scope.object, scope.settings);
  if (name === '') return false;
  const { namespace } = scope.run.key;
  try {
    await scope.run.client.get({ apiVersion: 'v1', kind: 'ServiceAccount', namespace, name }, { signal });
    return false;
  } catch (error) {
    if (isNotFound(error)) return true;
    throw error;
  }
}

function report(scope: Scope, result: DeletionResult): void {
  if (result.failures.length > 0) tell(scope, { severity: 'error', message: 'pruning for deleted resource failed' });
  const deleted = result.entries.map(formatChange);
  if (deleted.length === 0) return;
  scope.run.event({
    severity: 'info',
    reason: scope.run.conditions.get('Ready')?.reason ?? reasons.succeeded,
    message: deleted.join('\n'),
    metadata: eventMetadata(scope),
  });
}

/** Comes again until what was deleted is gone, or the time-out since the deletion of the Kustomization has passed. */
async function awaitTermination(scope: Scope, result: DeletionResult, signal: AbortSignal): Promise<Outcome> {
  const deleted = result.entries.filter((entry) => entry.action === 'deleted').map((entry) => entry.ref);
  if (!(await isAnyLeft(scope, deleted, signal))) return done;
  const since = Date.parse(scope.object.metadata.deletionTimestamp ?? '');
  if (scope.run.clock.now() - since >= timeoutMs(scope)) {
    tell(scope, { severity: 'error', message: 'failed to wait for resources termination' });
    return done;
  }
  return { kind: 'requeue', afterMs: pollMs };
}

async function isAnyLeft(scope: Scope, refs: readonly ObjectRef[], signal: AbortSignal): Promise<boolean> {
  for (const ref of refs) {
    try {
      await scope.client.get(ref, { signal });
      return true;
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  return false;
}
