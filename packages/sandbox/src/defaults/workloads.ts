import type { JsonObject } from '@sluice/objects';
import { cloneJson } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { objectAt } from '../api-object.ts';
import { ensureTemplateGeneration } from '../strategies/workload-strategies.ts';
import { each, ensure, fill, within } from './fill.ts';
import { defaultTemplate } from './pod.ts';
import { defaultClaimSpec } from './volume.ts';

const keptRevisions = 10;
const progressSeconds = 600;

export function defaultDeployment(deployment: ApiObject): void {
  const spec = ensure(deployment, 'spec');
  fill(spec, { replicas: 1, revisionHistoryLimit: keptRevisions, progressDeadlineSeconds: progressSeconds });
  defaultRollingUpdate(ensure(spec, 'strategy'), { maxUnavailable: '25%', maxSurge: '25%' });
  defaultTemplate(spec);
}

export function defaultDaemonSet(daemonSet: ApiObject): void {
  ensureTemplateGeneration(daemonSet);
  const spec = ensure(daemonSet, 'spec');
  fill(spec, { revisionHistoryLimit: keptRevisions });
  defaultRollingUpdate(ensure(spec, 'updateStrategy'), { maxUnavailable: 1, maxSurge: 0 });
  defaultTemplate(spec);
}

export function defaultStatefulSet(statefulSet: ApiObject): void {
  const spec = ensure(statefulSet, 'spec');
  fill(spec, { podManagementPolicy: 'OrderedReady', replicas: 1, revisionHistoryLimit: keptRevisions });
  fill(ensure(spec, 'persistentVolumeClaimRetentionPolicy'), { whenDeleted: 'Retain', whenScaled: 'Retain' });
  defaultPartition(ensure(spec, 'updateStrategy'));
  each(spec, ['volumeClaimTemplates'], (claim) => {
    fill(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim' });
    defaultClaim(claim);
  });
  defaultTemplate(spec);
}

export function defaultReplicaSet(replicaSet: ApiObject): void {
  const spec = ensure(replicaSet, 'spec');
  fill(spec, { replicas: 1 });
  defaultTemplate(spec);
}

export function defaultReplicationController(controller: ApiObject): void {
  const spec = ensure(controller, 'spec');
  // The schema states this default, Go leaves a zero out.
  if (spec['minReadySeconds'] === 0) delete spec['minReadySeconds'];
  const labels = objectAt(spec, 'template', 'metadata', 'labels');
  if (Object.keys(labels).length > 0) {
    fill(spec, { selector: labels });
    copyLabels(controller, labels);
  }
  defaultTemplate(spec);
}

export function defaultJob(job: ApiObject): void {
  const spec = ensure(job, 'spec');
  copyLabels(job, objectAt(spec, 'template', 'metadata', 'labels'));
  defaultJobSpec(spec);
}

export function defaultCronJob(cronJob: ApiObject): void {
  const spec = ensure(cronJob, 'spec');
  fill(spec, { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 });
  // A job of a CronJob gets its own defaults when it is made.
  within(spec, 'jobTemplate', (template) => within(template, 'spec', defaultTemplate));
}

export function defaultClaim(claim: JsonObject): void {
  defaultClaimSpec(ensure(claim, 'spec'));
  fill(ensure(claim, 'status'), { phase: 'Pending' });
}

function defaultJobSpec(spec: JsonObject): void {
  if (spec['completions'] === undefined && spec['parallelism'] === undefined) spec['completions'] = 1;
  const unlimited = spec['backoffLimitPerIndex'] === undefined ? 6 : 2_147_483_647;
  fill(spec, {
    parallelism: 1,
    backoffLimit: unlimited,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed',
    manualSelector: false,
  });
  defaultTemplate(spec);
}

function defaultRollingUpdate(strategy: JsonObject, limits: JsonObject): void {
  fill(strategy, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate') fill(ensure(strategy, 'rollingUpdate'), limits);
}

function defaultPartition(strategy: JsonObject): void {
  if (!strategy['type']) {
    strategy['type'] = 'RollingUpdate';
    ensure(strategy, 'rollingUpdate');
  }
  if (strategy['type'] === 'RollingUpdate')
    within(strategy, 'rollingUpdate', (update) => fill(update, { partition: 0 }));
}

function copyLabels(object: ApiObject, labels: JsonObject): void {
  if (Object.keys(object.metadata.labels ?? {}).length > 0 || Object.keys(labels).length === 0) return;
  object.metadata.labels = cloneJson(labels) as Record<string, string>;
}
