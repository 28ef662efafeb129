import type { JsonArray, JsonObject } from '@sluice/objects';
import { cloneJson } from '@sluice/objects';
import type { ApiObject } from '../../api-object.ts';
import { numberAt, objectAt, objectsAt, textAt } from '../../api-object.ts';
import { timestamp } from '../../clock.ts';
import { setCondition } from '../../conditions.ts';
import { failureOf, readyAfterMs } from '../annotations.ts';
import { statusAction } from '../children.ts';
import type { Plan, PlanContext, Planner } from '../plan.ts';
import { nothing } from '../plan.ts';

export const nodeName = 'sandbox';

/** Puts pods on the one node there is. */
export const podScheduler: Planner = {
  table: '/pods',
  component: 'kube-scheduler',
  plan(pod) {
    const waits =
      !textAt(pod, 'spec', 'nodeName') &&
      pod.metadata.deletionTimestamp === undefined &&
      objectsAt(pod, 'spec', 'schedulingGates').length === 0;
    return waits ? { actions: [{ verb: 'bind', object: pod, node: nodeName }] } : nothing;
  },
};

/** Runs pods as a kubelet would report it: Pending, Running, Ready; or waiting, failed, succeeded. */
export const podRunner: Planner = {
  table: '/pods',
  component: 'kubelet',
  plan(pod, context) {
    if (!textAt(pod, 'spec', 'nodeName')) return nothing;
    if (pod.metadata.deletionTimestamp !== undefined)
      return { actions: [{ verb: 'delete', object: pod, gracePeriodSeconds: 0 }] };
    if (isFinished(pod)) return nothing;
    return runningPlan(pod, context);
  },
};

export function isFinished(pod: ApiObject): boolean {
  const phase = textAt(pod, 'status', 'phase');
  return phase === 'Succeeded' || phase === 'Failed';
}

/** A pod of a workload that ends: its containers are not restarted after success. */
function runsToCompletion(pod: ApiObject): boolean {
  return textAt(pod, 'spec', 'restartPolicy') !== 'Always';
}

function runningPlan(pod: ApiObject, context: PlanContext): Plan {
  const failure = failureOf(pod, context);
  const delay = readyAfterMs(pod, context);
  if (failure !== undefined) return { actions: statusAction(pod, failedStatus(pod, failure, context)) };
  if (context.ageMs < delay) {
    return {
      actions: statusAction(pod, containerStatus(pod, context, 'creating')),
      wakeAfterMs: delay - context.ageMs,
    };
  }
  if (!runsToCompletion(pod)) return { actions: statusAction(pod, containerStatus(pod, context, 'ready')) };
  if (context.ageMs >= 2 * delay) return { actions: statusAction(pod, containerStatus(pod, context, 'succeeded')) };
  return { actions: statusAction(pod, containerStatus(pod, context, 'ready')), wakeAfterMs: 2 * delay - context.ageMs };
}

type Stage = 'creating' | 'ready' | 'succeeded' | 'failed' | 'waiting';

function containerStatus(pod: ApiObject, context: PlanContext, stage: Stage, reason = ''): JsonObject {
  const status = cloneJson(objectAt(pod, 'status'));
  const started = textAt(status, 'startTime') ?? timestamp(context.now);
  const conditions = podConditions(stage);
  for (const [type, isTrue] of conditions) setPodCondition(status, { type, isTrue, stage }, pod, context.now);
  status['phase'] = phases[stage];
  status['startTime'] = started;
  status['hostIP'] = '127.0.0.1';
  status['hostIPs'] = [{ ip: '127.0.0.1' }];
  const containers = objectsAt(pod, 'spec', 'containers');
  status['containerStatuses'] = containers.map((container, index) =>
    oneContainer(pod, container, index, { stage, reason, started }),
  );
  if (stage !== 'creating' && stage !== 'waiting') addAddress(status, pod);
  if (pod.metadata.generation !== undefined) status['observedGeneration'] = pod.metadata.generation;
  return status;
}

const phases: Record<Stage, string> = {
  creating: 'Pending',
  ready: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
  waiting: 'Pending',
};

function podConditions(stage: Stage): readonly [string, boolean][] {
  return [
    ['PodReadyToStartContainers', stage === 'ready'],
    ['Initialized', true],
    ['Ready', stage === 'ready'],
    ['ContainersReady', stage === 'ready'],
    ['PodScheduled', true],
  ];
}

interface PodCondition {
  readonly type: string;
  readonly isTrue: boolean;
  readonly stage: Stage;
}

function setPodCondition(status: JsonObject, { type, isTrue, stage }: PodCondition, pod: ApiObject, now: number): void {
  const wanted = isTrue ? 'True' : 'False';
  const find = (): JsonObject | undefined => objectsAt(status, 'conditions').find((each) => each['type'] === type);
  if (find()?.['status'] === wanted) return;
  const reason = reasonOf(type, isTrue, stage);
  const names = objectsAt(pod, 'spec', 'containers').map((container) => textAt(container, 'name'));
  const message = reason === 'ContainersNotReady' ? `containers with unready status: [${names.join(' ')}]` : '';
  setCondition(status, { type, status: wanted, reason, message }, now);
  const condition = find();
  if (condition !== undefined) tidyCondition(condition);
}

function reasonOf(type: string, isTrue: boolean, stage: Stage): string {
  if (isTrue || type === 'PodReadyToStartContainers') return '';
  return stage === 'succeeded' ? 'PodCompleted' : 'ContainersNotReady';
}

function tidyCondition(condition: JsonObject): void {
  if (condition['reason'] === '') delete condition['reason'];
  if (condition['message'] === '') delete condition['message'];
  condition['lastProbeTime'] = null;
}

interface ContainerStage {
  readonly stage: Stage;
  readonly reason: string;
  readonly started: string;
}

function oneContainer(
  pod: ApiObject,
  container: JsonObject,
  index: number,
  { stage, reason, started }: ContainerStage,
): JsonObject {
  const image = textAt(container, 'image') ?? '';
  const present = objectsAt(pod, 'status', 'containerStatuses')[index];
  const runs = stage === 'ready' || stage === 'succeeded' || stage === 'failed';
  return {
    name: textAt(container, 'name') ?? '',
    image,
    imageID: runs ? `sandbox://${image}` : '',
    ...(runs ? { containerID: `sandbox://${pod.metadata.uid ?? ''}` } : {}),
    ready: stage === 'ready',
    started: stage === 'ready',
    restartCount: numberAt(present, 'restartCount') ?? 0,
    state: stateOf(stage, reason, started),
    lastState: {},
  };
}

function stateOf(stage: Stage, reason: string, startedAt: string): JsonObject {
  if (stage === 'ready') return { running: { startedAt } };
  if (stage === 'creating') return { waiting: { reason: 'ContainerCreating' } };
  if (stage === 'waiting')
    return { waiting: { reason, message: `the annotation sandbox.sluice.dev/fail asks for ${reason}` } };
  const exitCode = stage === 'failed' ? 1 : 0;
  return {
    terminated: { exitCode, reason: stage === 'failed' ? 'Error' : 'Completed', startedAt, finishedAt: startedAt },
  };
}

/** A pod of a job that fails ends; others wait with the reason. */
function failedStatus(pod: ApiObject, failure: string, context: PlanContext): JsonObject {
  const isJob =
    textAt(pod, 'spec', 'restartPolicy') === 'Never' &&
    pod.metadata.ownerReferences?.some(({ kind }) => kind === 'Job') === true;
  return isJob ? containerStatus(pod, context, 'failed') : containerStatus(pod, context, 'waiting', failure);
}

function addAddress(status: JsonObject, pod: ApiObject): void {
  const address = textAt(status, 'podIP') ?? addressOf(pod.metadata.uid ?? '');
  const addresses: JsonArray = [{ ip: address }];
  status['podIP'] = address;
  status['podIPs'] = addresses;
}

/** An address in 10.244.0.0/16 that depends on the uid only. */
function addressOf(uid: string): string {
  const number = Number.parseInt(uid.slice(0, 4), 16) || 0;
  return `10.244.${(number >> 8) & 0xff}.${number & 0xff || 1}`;
}
