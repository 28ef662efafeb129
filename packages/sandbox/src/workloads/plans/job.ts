import type { JsonObject } from '@sluice/objects';
import { cloneJson } from '@sluice/objects';
import type { ApiObject } from '../../api-object.ts';
import { at, numberAt, objectAt, textAt } from '../../api-object.ts';
import { timestamp } from '../../clock.ts';
import { isTrueCondition, setCondition } from '../../conditions.ts';
import { podOf, statusAction, withoutZeros } from '../children.ts';
import type { PlanContext, Planner } from '../plan.ts';
import { nothing } from '../plan.ts';
import type { Action } from '../port.ts';

/** Runs the pods of a Job until enough of them have succeeded, or too many have failed. */
export const jobs: Planner = {
  table: 'batch/jobs',
  component: 'kube-controller-manager',
  plan(job, context) {
    if (job.metadata.deletionTimestamp !== undefined || isOver(job) || at(job, 'spec', 'suspend') === true)
      return nothing;
    const tally = tallyOf(job, context);
    const outcome = outcomeOf(job, tally);
    const creations = outcome === undefined ? podCreations(job, tally) : [];
    return { actions: [...creations, ...statusAction(job, jobStatus(job, tally, outcome, context.now))] };
  },
};

function isOver(job: ApiObject): boolean {
  return isTrueCondition(job, 'Complete') || isTrueCondition(job, 'Failed');
}

interface Tally {
  readonly active: number;
  readonly ready: number;
  readonly succeeded: number;
  readonly failed: number;
}

function tallyOf(job: ApiObject, context: PlanContext): Tally {
  const pods = context.owned(job, '/pods');
  const count = (phase: string): number => pods.filter((pod) => textAt(pod, 'status', 'phase') === phase).length;
  const [succeeded, failed] = [count('Succeeded'), count('Failed')];
  const active = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined).length - succeeded - failed;
  return { active, ready: pods.filter((pod) => isTrueCondition(pod, 'Ready')).length, succeeded, failed };
}

function outcomeOf(job: ApiObject, { succeeded, failed }: Tally): 'Complete' | 'Failed' | undefined {
  if (succeeded >= completionsOf(job)) return 'Complete';
  return failed > (numberAt(job, 'spec', 'backoffLimit') ?? 6) ? 'Failed' : undefined;
}

function completionsOf(job: ApiObject): number {
  return numberAt(job, 'spec', 'completions') ?? 1;
}

function podCreations(job: ApiObject, { active, succeeded }: Tally): readonly Action[] {
  const missing = Math.min(numberAt(job, 'spec', 'parallelism') ?? 1, completionsOf(job) - succeeded) - active;
  const template = objectAt(job, 'spec', 'template');
  return Array.from({ length: Math.max(0, missing) }, (): Action => ({
    verb: 'create',
    object: podOf(job, template, undefined),
  }));
}

function jobStatus(job: ApiObject, tally: Tally, outcome: 'Complete' | 'Failed' | undefined, now: number): JsonObject {
  const before = objectAt(job, 'status');
  const startTime = textAt(before, 'startTime') ?? timestamp(now);
  const { active, ready, succeeded, failed } = tally;
  const counts = withoutZeros({ active: outcome === undefined ? active : 0, succeeded, failed });
  const status: JsonObject = { ...counts, startTime, terminating: 0, ready, uncountedTerminatedPods: {} };
  if (before['conditions'] !== undefined) status['conditions'] = cloneJson(before['conditions']);
  if (outcome === 'Complete') complete(status, now);
  if (outcome === 'Failed') fail(status, now);
  return status;
}

function complete(status: JsonObject, now: number): void {
  const reached = { reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' } as const;
  for (const type of ['SuccessCriteriaMet', 'Complete']) addCondition(status, { type, ...reached }, now);
  status['completionTime'] = timestamp(now);
  status['ready'] = 0;
}

function fail(status: JsonObject, now: number): void {
  const exceeded = { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' } as const;
  for (const type of ['FailureTarget', 'Failed']) addCondition(status, { type, ...exceeded }, now);
  status['ready'] = 0;
}

function addCondition(
  status: JsonObject,
  condition: { type: string; reason: string; message: string },
  now: number,
): void {
  setCondition(status, { ...condition, status: 'True' }, now);
  const added = status['conditions'];
  if (Array.isArray(added)) Object.assign(added.at(-1) as JsonObject, { lastProbeTime: timestamp(now) });
}
