import type { JsonObject } from '@sluice/objects';
import type { ApiObject } from '../../api-object.ts';
import { objectAt, textAt } from '../../api-object.ts';
import { podOf, statusAction, templateHash, withoutZeros } from '../children.ts';
import type { Planner } from '../plan.ts';
import { nothing } from '../plan.ts';
import type { Action } from '../port.ts';
import { livePods, readyPods } from './replica-set.ts';

const revisionLabel = 'controller-revision-hash';

/** Runs one pod of a DaemonSet on every node. */
export const daemonSets: Planner = {
  table: 'apps/daemonsets',
  component: 'kube-controller-manager',
  plan(set, context) {
    if (set.metadata.deletionTimestamp !== undefined) return nothing;
    const hash = templateHash(objectAt(set, 'spec', 'template'));
    const pods = livePods(context.owned(set, '/pods'));
    const nodes = context.list('/nodes').map(({ metadata }) => metadata.name ?? '');
    return {
      actions: [
        ...podActions(set, pods, nodes, hash),
        ...statusAction(set, daemonStatus(set, pods, nodes.length, hash)),
      ],
    };
  },
};

function podActions(
  set: ApiObject,
  pods: readonly ApiObject[],
  nodes: readonly string[],
  hash: string,
): readonly Action[] {
  const updates = textAt(set, 'spec', 'updateStrategy', 'type') !== 'OnDelete';
  const outdated = updates ? pods.filter((pod) => pod.metadata.labels?.[revisionLabel] !== hash) : [];
  const covered = new Set(pods.map((pod) => textAt(pod, 'spec', 'nodeName')));
  const missing = nodes.filter((node) => !covered.has(node)).slice(0, Math.max(0, nodes.length - pods.length));
  return [...outdated.map((object): Action => ({ verb: 'delete', object })), ...missing.map(() => creation(set, hash))];
}

function creation(set: ApiObject, hash: string): Action {
  const labels = { [revisionLabel]: hash, 'pod-template-generation': String(set.metadata.generation ?? 1) };
  return { verb: 'create', object: podOf(set, objectAt(set, 'spec', 'template'), undefined, labels) };
}

function daemonStatus(set: ApiObject, pods: readonly ApiObject[], nodes: number, hash: string): JsonObject {
  const ready = readyPods(pods);
  const updated = pods.filter((pod) => pod.metadata.labels?.[revisionLabel] === hash).length;
  return {
    currentNumberScheduled: pods.length,
    desiredNumberScheduled: nodes,
    numberMisscheduled: 0,
    numberReady: ready,
    ...withoutZeros({
      numberAvailable: ready,
      numberUnavailable: nodes - ready,
      updatedNumberScheduled: updated,
      observedGeneration: set.metadata.generation ?? 0,
    }),
  };
}
