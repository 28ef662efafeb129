import type { JsonObject } from '@sluice/objects';
import { deepEqual } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { scheduleCauses, zoneCauses } from './cron-schedule.ts';
import { failurePolicyCauses } from './job-failures.ts';
import { managerCauses } from './job-manager.ts';
import { completionCauses } from './job-indexes.ts';
import { templateCauses } from './pod-spec.ts';
import { allNonNegative, oneOf, sorted } from './rule.ts';
import { matchCauses } from './workloads.ts';

const counts = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished'];

export function jobCauses(job: ApiObject): readonly Cause[] {
  const spec = objectAt(job, 'spec');
  return [
    ...jobSpecCauses(spec, 'spec'),
    ...ownSelectorCauses(job, spec),
    ...(spec['selector'] === undefined ? [required('spec.selector', '')] : []),
    ...matchCauses(spec['selector'], spec),
  ];
}

function jobSpecCauses(spec: JsonObject, path: string): readonly Cause[] {
  return [
    ...allNonNegative(spec, counts, path),
    ...allNonNegative(spec, ['backoffLimitPerIndex', 'maxFailedIndexes'], path),
    ...managerCauses(textAt(spec, 'managedBy'), `${path}.managedBy`),
    ...completionCauses(spec, path),
    ...failurePolicyCauses(spec, path),
    ...oneOf(spec, 'podReplacementPolicy', path, replacementPolicies(spec)),
    ...templateCauses(objectAt(spec, 'template'), `${path}.template`),
    ...finiteCauses(spec, path),
  ];
}

/** Failures can only be told apart once a pod has failed. */
function replacementPolicies(spec: JsonObject): readonly string[] {
  return spec['podFailurePolicy'] === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed'];
}

const finite = ['OnFailure', 'Never'];

/** The pods of a job must come to an end. */
function finiteCauses(spec: JsonObject, path: string): readonly Cause[] {
  const policy = textAt(spec, 'template', 'spec', 'restartPolicy') ?? '';
  const field = `${path}.template.spec.restartPolicy`;
  if (policy === '' || policy === 'Always') return [required(field, 'valid values: "OnFailure", "Never"')];
  if (!finite.includes(policy)) return [unsupportedValue(field, policy, finite)];
  if (spec['podFailurePolicy'] === undefined || policy === 'Never') return [];
  return [invalidValue(field, policy, 'only "Never" is supported when podFailurePolicy is specified')];
}

function ownSelectorCauses(job: ApiObject, spec: JsonObject): readonly Cause[] {
  if (spec['manualSelector'] === true) return [];
  const wanted = { matchLabels: { 'batch.kubernetes.io/controller-uid': job.metadata.uid ?? '' } };
  const legacy = { matchLabels: { 'controller-uid': job.metadata.uid ?? '' } };
  const { selector } = spec;
  if (deepEqual(selector, wanted) || deepEqual(selector, legacy)) return [];
  const shown = { ...objectAt(selector), matchLabels: sorted(at(selector, 'matchLabels')) };
  return [invalidValue('spec.selector', shown, '`selector` not auto-generated')];
}

const immutable = [
  'completions',
  'selector',
  'template',
  'completionMode',
  'podFailurePolicy',
  'backoffLimitPerIndex',
  'managedBy',
];

export function jobUpdateCauses(job: ApiObject, old: ApiObject): readonly Cause[] {
  const changed = immutable.filter((field) => !deepEqual(at(job, 'spec', field), at(old, 'spec', field)));
  return changed.map((field) => invalidValue(`spec.${field}`, at(job, 'spec', field), 'field is immutable'));
}

export function cronJobCauses(cronJob: ApiObject): readonly Cause[] {
  const spec = objectAt(cronJob, 'spec');
  const template = objectAt(spec, 'jobTemplate', 'spec');
  return [
    ...scheduleCauses(textAt(spec, 'schedule') ?? ''),
    ...zoneCauses(textAt(spec, 'timeZone')),
    ...oneOf(spec, 'concurrencyPolicy', 'spec', ['Allow', 'Forbid', 'Replace']),
    ...jobSpecCauses(template, 'spec.jobTemplate.spec'),
    ...(template['manualSelector'] === true
      ? [unsupportedValue('spec.jobTemplate.spec.manualSelector', true, ['nil', 'false'])]
      : []),
    ...allNonNegative(
      spec,
      ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'],
      'spec',
    ),
  ];
}

const longestCronJobName = 52;

/** The names of its jobs add eleven characters. */
export function newCronJobCauses({ metadata: { name = '' } }: ApiObject): readonly Cause[] {
  if (name.length <= longestCronJobName) return [];
  return [invalidValue('metadata.name', name, `must be no more than ${longestCronJobName} characters`)];
}
