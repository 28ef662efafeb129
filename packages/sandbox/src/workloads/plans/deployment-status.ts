import type { JsonObject, JsonValue } from '@sluice/objects';
import { cloneJson, isJsonArray } from '@sluice/objects';
import type { ApiObject } from '../../api-object.ts';
import { numberAt, objectAt, objectsAt, textAt } from '../../api-object.ts';
import { timestamp } from '../../clock.ts';
import type { Condition } from '../../conditions.ts';
import { setCondition } from '../../conditions.ts';
import { withoutZeros } from '../children.ts';

/** What is known of a Deployment while it rolls out. */
export interface Rollout {
  readonly deployment: ApiObject;
  /** The ReplicaSet of its present template. */
  readonly current: ApiObject | undefined;
  readonly older: readonly ApiObject[];
  readonly now: number;
  /** Why it is to fail. */
  readonly failure: string | undefined;
}

/** The status of a Deployment: counts of its pods, and the conditions Available and Progressing. */
export function deploymentStatus(rollout: Rollout): JsonObject {
  const { deployment, current, older, now } = rollout;
  const sets = current === undefined ? older : [current, ...older];
  const sum = (field: string): number => sets.reduce((total, set) => total + (numberAt(set, 'status', field) ?? 0), 0);
  const wanted = numberAt(deployment, 'spec', 'replicas') ?? 1;
  const available = sum('availableReplicas');
  const counts = withoutZeros({
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas: sum('replicas'),
    updatedReplicas: numberAt(current, 'status', 'replicas') ?? 0,
    readyReplicas: sum('readyReplicas'),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, wanted - available),
  });
  const conditions = cloneJson(objectAt(deployment, 'status')['conditions'] ?? []);
  const status: JsonObject = { ...counts, conditions };
  update(status, availability(deployment, wanted, available), now);
  update(status, progress(rollout, wanted, available), now);
  return status;
}

function update(status: JsonObject, condition: Condition | undefined, now: number): void {
  if (condition === undefined) return;
  const find = (): JsonObject | undefined =>
    objectsAt(status, 'conditions').find((each) => each['type'] === condition.type);
  const before = find();
  const same =
    before !== undefined &&
    before['status'] === condition.status &&
    before['reason'] === condition.reason &&
    before['message'] === condition.message;
  if (same) return;
  setCondition(status, condition, now);
  const after = find();
  if (after !== undefined) after['lastUpdateTime'] = timestamp(now);
}

function availability(deployment: ApiObject, wanted: number, available: number): Condition {
  if (available >= wanted - mostUnavailable(deployment, wanted)) {
    return {
      type: 'Available',
      status: 'True',
      reason: 'MinimumReplicasAvailable',
      message: 'Deployment has minimum availability.',
    };
  }
  return {
    type: 'Available',
    status: 'False',
    reason: 'MinimumReplicasUnavailable',
    message: 'Deployment does not have minimum availability.',
  };
}

/** `maxUnavailable` in pods: a percentage is rounded down. */
function mostUnavailable(deployment: ApiObject, wanted: number): number {
  if (textAt(deployment, 'spec', 'strategy', 'type') === 'Recreate') return 0;
  const limit: JsonValue = objectAt(deployment, 'spec', 'strategy', 'rollingUpdate')['maxUnavailable'] ?? '25%';
  if (typeof limit === 'number') return Math.min(limit, wanted);
  const percent = /^(\d+)%$/.exec(String(limit))?.[1];
  return percent === undefined ? 0 : Math.floor((wanted * Number(percent)) / 100);
}

function progress(rollout: Rollout, wanted: number, available: number): Condition | undefined {
  const { current, older } = rollout;
  if (current === undefined) return undefined;
  const name = JSON.stringify(current.metadata.name ?? '');
  const updated = numberAt(current, 'status', 'replicas') ?? 0;
  const old = older.reduce((total, set) => total + (numberAt(set, 'status', 'replicas') ?? 0), 0);
  if (updated === wanted && available >= wanted && old === 0 && isObserved(current)) {
    return {
      type: 'Progressing',
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: `ReplicaSet ${name} has successfully progressed.`,
    };
  }
  if (hasTimedOut(rollout)) {
    return {
      type: 'Progressing',
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: `ReplicaSet ${name} has timed out progressing.`,
    };
  }
  return {
    type: 'Progressing',
    status: 'True',
    reason: 'ReplicaSetUpdated',
    message: `ReplicaSet ${name} is progressing.`,
  };
}

function isObserved(set: ApiObject): boolean {
  return numberAt(set, 'status', 'observedGeneration') === set.metadata.generation;
}

function hasTimedOut(rollout: Rollout): boolean {
  if (rollout.failure === 'ProgressDeadlineExceeded') return true;
  const left = deadlineLeftMs(objectAt(rollout.deployment, 'status'), rollout);
  return left !== undefined && left <= 0;
}

/** Milliseconds until the rollout has missed its deadline; `undefined` when it is not under way. */
export function deadlineLeftMs(status: JsonObject, { deployment, now }: Rollout): number | undefined {
  const conditions = status['conditions'];
  const progressing = isJsonArray(conditions)
    ? objectsAt(status, 'conditions').find((each) => each['type'] === 'Progressing')
    : undefined;
  const since = Date.parse(textAt(progressing, 'lastUpdateTime') ?? '');
  if (Number.isNaN(since) || textAt(progressing, 'reason') === 'NewReplicaSetAvailable') return undefined;
  if (textAt(progressing, 'status') === 'False') return isCurrent(status, deployment) ? 0 : undefined;
  return since + (numberAt(deployment, 'spec', 'progressDeadlineSeconds') ?? 600) * 1000 - now;
}

function isCurrent(status: JsonObject, { metadata }: ApiObject): boolean {
  return numberAt(status, 'observedGeneration') === metadata.generation;
}
