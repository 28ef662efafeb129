import type { ApiObject } from '../../api-object.ts';
import { numberAt, objectAt } from '../../api-object.ts';
import { isTrueCondition } from '../../conditions.ts';
import { podOf, statusAction, withoutZeros } from '../children.ts';
import type { Plan, PlanContext, Planner } from '../plan.ts';
import type { Action } from '../port.ts';
import { isFinished } from './pod.ts';

/** Keeps as many pods as a ReplicaSet wants, and counts them. */
export const replicaSets: Planner = {
  table: 'apps/replicasets',
  component: 'kube-controller-manager',
  plan: planReplicas,
};

export const replicationControllers: Planner = {
  table: '/replicationcontrollers',
  component: 'kube-controller-manager',
  plan: planReplicas,
};

function planReplicas(set: ApiObject, context: PlanContext): Plan {
  const pods = livePods(context.owned(set, '/pods'));
  const wanted = set.metadata.deletionTimestamp === undefined ? (numberAt(set, 'spec', 'replicas') ?? 1) : pods.length;
  return { actions: [...podActions(set, pods, wanted), ...statusAction(set, replicaStatus(set, pods))] };
}

export function livePods(pods: readonly ApiObject[]): readonly ApiObject[] {
  return pods.filter((pod) => pod.metadata.deletionTimestamp === undefined && !isFinished(pod));
}

function podActions(set: ApiObject, pods: readonly ApiObject[], wanted: number): readonly Action[] {
  const template = objectAt(set, 'spec', 'template');
  const missing = Array.from({ length: Math.max(0, wanted - pods.length) }, (): Action => ({
    verb: 'create',
    object: podOf(set, template, undefined),
  }));
  const surplus = pods.toSorted(byReadiness).slice(0, Math.max(0, pods.length - wanted));
  return [...missing, ...surplus.map((object): Action => ({ verb: 'delete', object }))];
}

/** Pods that are not ready go first. */
function byReadiness(a: ApiObject, b: ApiObject): number {
  return Number(isTrueCondition(a, 'Ready')) - Number(isTrueCondition(b, 'Ready'));
}

export function readyPods(pods: readonly ApiObject[]): number {
  return pods.filter((pod) => isTrueCondition(pod, 'Ready')).length;
}

function replicaStatus(set: ApiObject, pods: readonly ApiObject[]): ReturnType<typeof withoutZeros> {
  const ready = readyPods(pods);
  const labels = Object.entries(objectAt(set, 'spec', 'template', 'metadata', 'labels'));
  const labelled = pods.filter((pod) => labels.every(([key, value]) => pod.metadata.labels?.[key] === value)).length;
  return {
    replicas: pods.length,
    ...withoutZeros({
      fullyLabeledReplicas: labelled,
      readyReplicas: ready,
      availableReplicas: ready,
      observedGeneration: set.metadata.generation ?? 0,
    }),
  };
}
