import type { JsonValue } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, listAt, objectsAt, textAt } from '../api-object.ts';
import { ageOf, humanDuration } from '../tables/age.ts';
import type { Printer } from './printer.ts';
import {
  ageOfObject,
  containerCells,
  count,
  formatLabels,
  formatSelector,
  nameOf,
  none,
  selectorTerms,
  textOr,
} from './printer.ts';

const template = ['spec', 'template', 'spec', 'containers'] as const;

export const printDeployment: Printer = (object, now) => [
  nameOf(object),
  `${count(object, 'status', 'readyReplicas')}/${count(object, 'spec', 'replicas')}`,
  count(object, 'status', 'updatedReplicas'),
  count(object, 'status', 'availableReplicas'),
  ageOfObject(object, now),
  ...containerCells(object, ...template),
  selectorTerms(at(object, 'spec', 'selector')).join(','),
];

export const printReplicaSet: Printer = (object, now) => [
  ...replicas(object, now),
  ...containerCells(object, ...template),
  formatSelector(at(object, 'spec', 'selector')),
];

export const printReplicationController: Printer = (object, now) => [
  ...replicas(object, now),
  ...containerCells(object, ...template),
  formatLabels(at(object, 'spec', 'selector')),
];

function replicas(object: ApiObject, now: number): JsonValue[] {
  const current = count(object, 'status', 'replicas');
  return [
    nameOf(object),
    count(object, 'spec', 'replicas'),
    current,
    count(object, 'status', 'readyReplicas'),
    ageOfObject(object, now),
  ];
}

export const printStatefulSet: Printer = (object, now) => [
  nameOf(object),
  `${count(object, 'status', 'readyReplicas')}/${count(object, 'spec', 'replicas')}`,
  ageOfObject(object, now),
  ...containerCells(object, ...template),
];

const daemonCounts = [
  'desiredNumberScheduled',
  'currentNumberScheduled',
  'numberReady',
  'updatedNumberScheduled',
  'numberAvailable',
];

export const printDaemonSet: Printer = (object, now) => [
  nameOf(object),
  ...daemonCounts.map((field) => count(object, 'status', field)),
  formatLabels(at(object, 'spec', 'template', 'spec', 'nodeSelector')),
  ageOfObject(object, now),
  ...containerCells(object, ...template),
  formatSelector(at(object, 'spec', 'selector')),
];

export const printJob: Printer = (object, now) => [
  nameOf(object),
  jobStatus(object),
  jobCompletions(object),
  jobDuration(object, now),
  ageOfObject(object, now),
  ...containerCells(object, ...template),
  formatSelector(at(object, 'spec', 'selector')),
];

/** What a job's state is called, by the first of its conditions that holds. */
const jobConditions = [
  ['Complete', 'Complete'],
  ['Failed', 'Failed'],
  ['', 'Terminating'],
  ['Suspended', 'Suspended'],
  ['FailureTarget', 'FailureTarget'],
  ['SuccessCriteriaMet', 'SuccessCriteriaMet'],
] as const;

function jobStatus(job: ApiObject): string {
  const holding = new Set(
    objectsAt(job, 'status', 'conditions')
      .filter(({ status }) => status === 'True')
      .map(({ type }) => type),
  );
  const isDeleted = job.metadata.deletionTimestamp !== undefined;
  const found = jobConditions.find(([type]) => (type === '' ? isDeleted : holding.has(type)));
  return found?.[1] ?? 'Running';
}

function jobCompletions(job: ApiObject): string {
  const succeeded = count(job, 'status', 'succeeded');
  const completions = at(job, 'spec', 'completions');
  if (typeof completions === 'number') return `${succeeded}/${completions}`;
  const parallelism = count(job, 'spec', 'parallelism');
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration(job: ApiObject, now: number): string {
  const start = textAt(job, 'status', 'startTime');
  if (start === undefined) return '';
  const end = textAt(job, 'status', 'completionTime');
  return humanDuration((end === undefined ? now : Date.parse(end)) - Date.parse(start));
}

export const printCronJob: Printer = (object, now) => {
  const last = textAt(object, 'status', 'lastScheduleTime');
  return [
    nameOf(object),
    textOr('', object, 'spec', 'schedule'),
    textOr(none, object, 'spec', 'timeZone'),
    goBoolean(at(object, 'spec', 'suspend')),
    listAt(object, 'status', 'active').length,
    last === undefined ? none : ageOf(last, now),
    ageOfObject(object, now),
    ...containerCells(object, 'spec', 'jobTemplate', ...template),
    formatSelector(at(object, 'spec', 'jobTemplate', 'spec', 'selector')),
  ];
};

function goBoolean(value: JsonValue | undefined): string {
  if (value === undefined) return unsetBoolean;
  return value === true ? 'True' : 'False';
}

const unsetBoolean = '<unset>';

export const printControllerRevision: Printer = (object, now) => {
  const owner = object.metadata.ownerReferences?.find(({ controller }) => controller === true);
  return [
    nameOf(object),
    owner === undefined ? none : ownerText(owner.apiVersion, owner.kind, owner.name),
    count(object, 'revision'),
    ageOfObject(object, now),
  ];
};

function ownerText(apiVersion: string, kind: string, name: string): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.slice(0, apiVersion.indexOf('/'))}` : '';
  return `${`${kind}${group}`.toLowerCase()}/${name}`;
}

export const printPodTemplate: Printer = (object) => [
  nameOf(object),
  ...containerCells(object, 'template', 'spec', 'containers'),
  formatLabels(at(object, 'template', 'metadata', 'labels')),
];
