import type { KubeObject } from '@sluice/objects';
import { fieldAt, numberAt, textAt } from '../object/read-field.ts';
import { current, failed, inProgress, type ObjectStatus } from './object-status.ts';
import { conditionOf, isTrue } from './status-condition.ts';

/** One thing that must hold, and what is said while it does not. */
type Check = readonly [holds: boolean, message: string];

function firstUnmet(checks: readonly Check[], done: string): ObjectStatus {
  const unmet = checks.find(([holds]) => !holds);
  return unmet === undefined ? current(done) : inProgress(unmet[1]);
}

/** Counters of a workload; what is absent counts as 0, wanted replicas as 1. */
function countsOf(object: KubeObject) {
  const status = (name: string) => numberAt(object, 'status', name) ?? 0;
  return {
    wanted: numberAt(object, 'spec', 'replicas') ?? 1,
    replicas: status('replicas'),
    updated: status('updatedReplicas'),
    available: status('availableReplicas'),
    ready: status('readyReplicas'),
  };
}

/** Ready when every replica is updated, available and ready, and the rollout has not run out of time. */
export function deploymentStatus(object: KubeObject): ObjectStatus {
  const progressing = conditionOf(object, 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') return failed('Progress deadline exceeded');
  const { wanted, replicas, updated, available, ready } = countsOf(object);
  const hasDeadline = fieldAt(object, 'spec', 'progressDeadlineSeconds') !== undefined;
  const progressed = progressing?.status === 'True' && progressing.reason === 'NewReplicaSetAvailable';
  return firstUnmet(
    [
      [replicas >= wanted, `replicas: ${replicas}/${wanted}`],
      [updated >= wanted, `Updated: ${updated}/${wanted}`],
      [replicas <= wanted, `Pending termination: ${replicas - wanted}`],
      [available >= updated, `Available: ${available}/${updated}`],
      [ready >= wanted, `Ready: ${ready}/${wanted}`],
      [progressed || !hasDeadline, 'ReplicaSet not Available'],
      [isTrue(object, 'Available'), 'Deployment not Available'],
    ],
    `Deployment is available. Replicas: ${replicas}`,
  );
}

export function replicaSetStatus(object: KubeObject): ObjectStatus {
  const failure = conditionOf(object, 'ReplicaFailure');
  if (failure?.status === 'True') return inProgress('Replica Failure condition. Check Pods');
  const { wanted, replicas, available, ready } = countsOf(object);
  const labelled = numberAt(object, 'status', 'fullyLabeledReplicas') ?? 0;
  return firstUnmet(
    [
      [labelled >= wanted, `Labelled: ${labelled}/${wanted}`],
      [available >= wanted, `Available: ${available}/${wanted}`],
      [ready >= wanted, `Ready: ${ready}/${wanted}`],
      [replicas <= wanted, `Pending termination: ${replicas - wanted}`],
    ],
    `ReplicaSet is available. Replicas: ${replicas}`,
  );
}

export function statefulSetStatus(object: KubeObject): ObjectStatus {
  if (textAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete')
    return current('StatefulSet is using the ondelete update strategy');
  const { wanted, replicas, ready } = countsOf(object);
  const scaled = firstUnmet(
    [
      [replicas >= wanted, `Replicas: ${replicas}/${wanted}`],
      [ready >= wanted, `Ready: ${ready}/${wanted}`],
      [replicas <= wanted, `Pending termination: ${replicas - wanted}`],
    ],
    '',
  );
  return scaled.status === 'Current' ? rolledOut(object) : scaled;
}

function rolledOut(object: KubeObject): ObjectStatus {
  const { wanted, updated, replicas } = countsOf(object);
  const partition = numberAt(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0;
  if (partition > 0) {
    const target = Math.max(0, wanted - partition);
    return firstUnmet(
      [[updated >= target, `updated: ${updated}/${target}`]],
      `Partition rollout complete. updated: ${updated}`,
    );
  }
  const currentReplicas = numberAt(object, 'status', 'currentReplicas') ?? 0;
  const revisions = [textAt(object, 'status', 'currentRevision'), textAt(object, 'status', 'updateRevision')];
  return firstUnmet(
    [
      [currentReplicas >= wanted, `current: ${currentReplicas}/${wanted}`],
      [revisions[0] === revisions[1], 'Waiting for updated revision to match current'],
    ],
    `All replicas scheduled as expected. Replicas: ${replicas}`,
  );
}

export function daemonSetStatus(object: KubeObject): ObjectStatus {
  if (object.metadata.generation === undefined || numberAt(object, 'status', 'observedGeneration') === undefined) {
    return inProgress('Controller has not observed the DaemonSet');
  }
  const count = (name: string) => numberAt(object, 'status', name);
  const desired = count('desiredNumberScheduled') ?? -1;
  const shortOf = (name: string, label: string): Check => {
    const have = count(name) ?? 0;
    return [have >= desired, `${label}: ${have}/${desired}`];
  };
  return firstUnmet(
    [
      [desired >= 0, 'Missing .status.desiredNumberScheduled'],
      shortOf('currentNumberScheduled', 'Current'),
      shortOf('updatedNumberScheduled', 'Updated'),
      shortOf('numberAvailable', 'Available'),
      shortOf('numberReady', 'Ready'),
    ],
    `All replicas scheduled as expected. Replicas: ${desired}`,
  );
}
