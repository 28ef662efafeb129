import { formatTime, type Outcome, readyCondition } from '@sluice/core';
import { cloneJson, type JsonObject } from '@sluice/objects';
import { healthyCondition, reasons } from './conditions.ts';
import { tell } from './events.ts';
import { recordHistory } from './history.ts';
import { type Ending, rowOf } from './outcomes.ts';
import { endFailure, tellFailure } from './recovery.ts';
import { type Scope, sourceOf } from './scope.ts';
import { originRevisionOf } from './source/source.ts';

/** Conditions, status fields and events of a run, by how it ended. Sends what users should hear; stores nothing. */
export function summarize(scope: Scope, outcome: Outcome): void {
  if (scope.quiet) {
    restoreStatus(scope);
    return;
  }
  switch (outcome.kind) {
    case 'proceed':
    case 'done':
      summarizeSuccess(scope);
      break;
    case 'requeue':
      break;
    default:
      summarizeFailure(scope, outcome);
  }
}

/** As it was stored: the run wrote nothing that is worth telling. */
function restoreStatus(scope: Scope): void {
  const status = scope.run.status as unknown as Record<string, unknown>;
  for (const field of Object.keys(status)) delete status[field];
  const stored = (scope.stored ?? scope.object.status ?? {}) as unknown as JsonObject;
  Object.assign(status, cloneJson(stored));
}

function summarizeSuccess(scope: Scope): void {
  const { run, memory } = scope;
  const { revision } = sourceOf(scope).artifact;
  const isNewRevision = run.status.lastAppliedRevision !== revision;
  const isChanged = memory.pass?.changed === true || isNewRevision || !isStoredTrue(scope, readyCondition);
  noteRevision(scope);
  run.conditions.markTrue(readyCondition, reasons.succeeded, `Applied revision: ${revision}`);
  const isHealthTold = noteHealth(scope, { isChanged, isNewRevision });
  const isRecoveryTold = endFailure(scope, isHealthTold || memory.pass?.changed === true);
  // Nothing was done and nothing is new: the object is left exactly as it is.
  if (isChanged || isNewGeneration(scope)) {
    noteHistory(scope, reasons.succeeded);
    tellFinished(scope, isRecoveryTold);
  }
  memory.pass = undefined;
  memory.quietSince = undefined;
}

function noteRevision(scope: Scope): void {
  const { status } = scope.run;
  const { artifact } = sourceOf(scope);
  const origin = originRevisionOf(artifact);
  status.lastAppliedRevision = artifact.revision;
  if (origin === undefined) delete status.lastAppliedOriginRevision;
  else status.lastAppliedOriginRevision = origin;
}

/** Gives whether it was told. */
function noteHealth(scope: Scope, run: { readonly isChanged: boolean; readonly isNewRevision: boolean }): boolean {
  const message = scope.healthMessage;
  const wasHealthy = isStoredTrue(scope, healthyCondition);
  if (message === undefined || (wasHealthy && !run.isChanged)) return false;
  scope.run.conditions.markTrue(healthyCondition, 'Succeeded', message);
  const isApplied = scope.memory.pass?.changed === true;
  // The change itself was told in the cluster; those who are notified hear of its health too.
  const isNews = !wasHealthy || (run.isNewRevision && isApplied);
  if (isNews) tell(scope, { severity: 'info', message, notificationOnly: isApplied });
  return isNews;
}

function isStoredTrue(scope: Scope, type: string): boolean {
  return scope.object.status?.conditions?.some((each) => each.type === type && each.status === 'True') === true;
}

function isNewGeneration({ object }: Scope): boolean {
  return object.status?.observedGeneration !== object.metadata.generation;
}

function tellFinished(scope: Scope, isRecoveryTold: boolean): void {
  const { settings, run, object, memory } = scope;
  const tookMs = run.clock.monotonic() - (memory.pass?.startedAt ?? run.startedAt);
  const message = `Reconciliation finished in ${settings.formatDuration(tookMs)}, next run in ${object.spec.interval}`;
  const isChangeTold = isStoredTrue(scope, readyCondition) || memory.pass?.changed === true;
  const notificationOnly = isChangeTold || isRecoveryTold;
  tell(scope, { severity: 'info', message, notificationOnly }, { commit_status: 'update' });
}

function noteHistory(scope: Scope, status: string): void {
  const { run, memory, settings } = scope;
  if (memory.build === undefined || scope.source === undefined) return;
  const { artifact } = scope.source;
  const origin = originRevisionOf(artifact);
  run.status.history = recordHistory(run.status.history ?? [], {
    digest: memory.build.digest,
    status,
    time: formatTime(run.clock.now()),
    duration: settings.formatDuration(run.clock.monotonic() - (memory.pass?.startedAt ?? run.startedAt)),
    metadata: { revision: artifact.revision, ...(origin === undefined ? {} : { originRevision: origin }) },
  });
}

function summarizeFailure(scope: Scope, outcome: Exclude<Outcome, { kind: 'proceed' | 'done' | 'requeue' }>): void {
  const { run, ending } = scope;
  const before = scope.object.status?.conditions?.find((each) => each.type === readyCondition);
  run.conditions.markFalse(readyCondition, outcome.reason, outcome.message);
  if (ending === undefined) {
    tellFailure(scope, outcome.message);
    return;
  }
  const row = rowOf(ending.name);
  if (row.unhealthy === true) run.conditions.markFalse(healthyCondition, row.reason, outcome.message);
  if (row.history !== undefined) noteHistory(scope, row.history);
  const isNews = before?.status !== 'False' || before.reason !== row.reason || before.message !== outcome.message;
  tellEnding(scope, ending, isNews);
  if (outcome.kind === 'failed') scope.memory.pass = undefined;
}

function tellEnding(scope: Scope, ending: Ending, isNews: boolean): void {
  const row = rowOf(ending.name);
  if (row.event === 'error') tellFailure(scope, ending.message);
  if (row.event === 'info-once' && isNews) {
    const { formatDuration, requeueDependencyMs } = scope.settings;
    const text = `Dependencies do not meet ready condition, retrying in ${formatDuration(requeueDependencyMs)}`;
    tell(scope, { severity: 'info', message: ending.name === 'dependencyCycle' ? ending.message : text });
  }
}
