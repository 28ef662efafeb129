import type { JsonObject } from '@sluice/objects';
import type { ApiObject } from '../../api-object.ts';
import { numberAt, objectAt, objectsAt, textAt } from '../../api-object.ts';
import { isTrueCondition } from '../../conditions.ts';
import { podOf, statusAction, templateHash, withoutZeros } from '../children.ts';
import type { PlanContext, Planner } from '../plan.ts';
import { nothing } from '../plan.ts';
import type { Action } from '../port.ts';
import { readyPods } from './replica-set.ts';

const revisionLabel = 'controller-revision-hash';

/** Makes the pods of a StatefulSet one after the other, with their claims, and replaces those of an older template. */
export const statefulSets: Planner = {
  table: 'apps/statefulsets',
  component: 'kube-controller-manager',
  plan(set, context) {
    if (set.metadata.deletionTimestamp !== undefined) return nothing;
    const pods = context.owned(set, '/pods');
    const revision = `${set.metadata.name ?? ''}-${templateHash(objectAt(set, 'spec', 'template'))}`;
    return {
      actions: [...podActions(set, pods, revision, context), ...statusAction(set, statefulStatus(set, pods, revision))],
    };
  },
};

function podActions(
  set: ApiObject,
  pods: readonly ApiObject[],
  revision: string,
  context: PlanContext,
): readonly Action[] {
  const wanted = numberAt(set, 'spec', 'replicas') ?? 1;
  const first = numberAt(set, 'spec', 'ordinals', 'start') ?? 0;
  const names = Array.from({ length: wanted }, (_, index) => `${set.metadata.name ?? ''}-${first + index}`);
  const surplus = pods.filter(
    (pod) => !names.includes(pod.metadata.name ?? '') && pod.metadata.deletionTimestamp === undefined,
  );
  const actions: Action[] = surplus.map((object) => ({ verb: 'delete', object }));
  const inOrder = textAt(set, 'spec', 'podManagementPolicy') !== 'Parallel';
  for (const name of names) {
    const pod = pods.find((each) => each.metadata.name === name);
    if (pod === undefined) actions.push(...createActions(set, name, revision, context));
    else if (isOutdated(pod, set, revision)) actions.push({ verb: 'delete', object: pod });
    else if (isTrueCondition(pod, 'Ready')) continue;
    if (inOrder) break;
  }
  return actions;
}

function isOutdated(pod: ApiObject, set: ApiObject, revision: string): boolean {
  if (textAt(set, 'spec', 'updateStrategy', 'type') === 'OnDelete') return false;
  return pod.metadata.labels?.[revisionLabel] !== revision && pod.metadata.deletionTimestamp === undefined;
}

function createActions(set: ApiObject, name: string, revision: string, context: PlanContext): Action[] {
  const template = objectAt(set, 'spec', 'template');
  const labels = {
    [revisionLabel]: revision,
    'statefulset.kubernetes.io/pod-name': name,
    'apps.kubernetes.io/pod-index': name.slice(name.lastIndexOf('-') + 1),
  };
  const pod = podOf(set, template, name, labels);
  const claims = objectsAt(set, 'spec', 'volumeClaimTemplates').map((claim) => claimOf(set, claim, name));
  const missing = claims.filter(
    ({ metadata }) =>
      context.get('/persistentvolumeclaims', metadata.namespace ?? '', metadata.name ?? '') === undefined,
  );
  mountClaims(pod, claims);
  return [...missing, pod].map((object): Action => ({ verb: 'create', object }));
}

function claimOf(set: ApiObject, template: JsonObject, podName: string): ApiObject {
  const name = `${textAt(template, 'metadata', 'name') ?? ''}-${podName}`;
  const labels = objectAt(set, 'spec', 'selector', 'matchLabels');
  const metadata = { name, namespace: set.metadata.namespace ?? '', labels: { ...labels } };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata,
    spec: structuredClone(objectAt(template, 'spec')),
  } as unknown as ApiObject;
}

function mountClaims(pod: ApiObject, claims: readonly ApiObject[]): void {
  const spec = objectAt(pod, 'spec');
  const volumes = claims.map(({ metadata }) => ({
    name: (metadata.name ?? '').slice(0, -(pod.metadata.name ?? '').length - 1),
    persistentVolumeClaim: { claimName: metadata.name ?? '' },
  }));
  const names = new Set(volumes.map(({ name }) => name));
  const kept = objectsAt(spec, 'volumes').filter((volume) => !names.has(textAt(volume, 'name') ?? ''));
  if (volumes.length > 0) spec['volumes'] = [...kept, ...volumes];
  spec['hostname'] = pod.metadata.name ?? '';
}

function statefulStatus(set: ApiObject, pods: readonly ApiObject[], revision: string): JsonObject {
  const updated = pods.filter((pod) => pod.metadata.labels?.[revisionLabel] === revision);
  const ready = readyPods(pods);
  const isDone = updated.length === (numberAt(set, 'spec', 'replicas') ?? 1) && updated.length === pods.length;
  const before = textAt(set, 'status', 'currentRevision');
  return {
    observedGeneration: set.metadata.generation ?? 0,
    replicas: pods.length,
    availableReplicas: ready,
    ...withoutZeros({
      readyReplicas: ready,
      currentReplicas: isDone || before === revision ? updated.length : pods.length - updated.length,
      updatedReplicas: updated.length,
    }),
    currentRevision: isDone ? revision : (before ?? revision),
    updateRevision: revision,
    collisionCount: 0,
  };
}
