import type { JsonObject } from '@sluice/objects';
import { deepEqual } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, required } from '../validation/causes.ts';
import { templateCauses } from './pod-spec.ts';
import { allNonNegative, oneOf, sorted } from './rule.ts';
import { matchCauses } from './workloads.ts';

const counts = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished'];

export function jobCauses(job: ApiObject): readonly Cause[] {
  const spec = objectAt(job, 'spec');
  return [...jobSpecCauses(spec, 'spec'), ...ownSelectorCauses(job, spec), ...matchCauses(spec['selector'], spec)];
}

function jobSpecCauses(spec: JsonObject, path: string): readonly Cause[] {
  return [
    ...allNonNegative(spec, counts, path),
    ...oneOf(spec, 'completionMode', path, ['Indexed', 'NonIndexed']),
    ...templateCauses(objectAt(spec, 'template'), `${path}.template`),
    ...finiteCauses(spec, path),
  ];
}

/** The pods of a job must come to an end. */
function finiteCauses(spec: JsonObject, path: string): readonly Cause[] {
  const policy = at(spec, 'template', 'spec', 'restartPolicy');
  if (policy !== 'Always') return [];
  return [required(`${path}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"')];
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
  return [
    ...scheduleCauses(textAt(spec, 'schedule') ?? ''),
    ...zoneCauses(textAt(spec, 'timeZone')),
    ...oneOf(spec, 'concurrencyPolicy', 'spec', ['Allow', 'Forbid', 'Replace']),
    ...jobSpecCauses(objectAt(spec, 'jobTemplate', 'spec'), 'spec.jobTemplate.spec'),
    ...allNonNegative(
      spec,
      ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'],
      'spec',
    ),
  ];
}

const nicknames = /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly|every \S+)$/;
const fieldCount = 5;

function scheduleCauses(schedule: string): readonly Cause[] {
  if (schedule === '') return [required('spec.schedule', '')];
  if (nicknames.test(schedule)) return [];
  const fields = schedule.trim().split(/\s+/);
  if (fields.length !== fieldCount) {
    const detail = `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`;
    return [invalidValue('spec.schedule', schedule, detail)];
  }
  const wrong = fields.find((field) => !/^[\d*?/,A-Za-z-]+$/.test(field));
  return wrong === undefined ? [] : [invalidValue('spec.schedule', schedule, `failed to parse int from ${wrong}`)];
}

function zoneCauses(zone: string | undefined): readonly Cause[] {
  if (zone === undefined) return [];
  if (zone === '') return [invalidValue('spec.timeZone', zone, 'timeZone must be nil or non-empty string')];
  try {
    Intl.DateTimeFormat('en', { timeZone: zone });
    return [];
  } catch {
    return [invalidValue('spec.timeZone', zone, `unknown time zone ${zone}`)];
  }
}
