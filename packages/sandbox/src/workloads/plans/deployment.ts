import type { JsonObject } from '@sluice/objects';
import { cloneJson } from '@sluice/objects';
import type { ApiObject } from '../../api-object.ts';
import { at, numberAt, objectAt, textAt } from '../../api-object.ts';
import { failureOf } from '../annotations.ts';
import { controllerReference, copyOf, statusAction, templateHash, textMap } from '../children.ts';
import type { Plan, PlanContext, Planner } from '../plan.ts';
import { nothing } from '../plan.ts';
import type { Action } from '../port.ts';
import type { Rollout } from './deployment-status.ts';
import { deadlineLeftMs, deploymentStatus } from './deployment-status.ts';

const hashLabel = 'pod-template-hash';
const revisionAnnotation = 'deployment.kubernetes.io/revision';
const notCopied = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  'deployment.kubernetes.io/revision-history',
]);

/** Rolls a Deployment out: one ReplicaSet for each template, the newest at full size, older ones down to none. */
export const deployments: Planner = {
  table: 'apps/deployments',
  component: 'kube-controller-manager',
  plan(deployment, context) {
    if (deployment.metadata.deletionTimestamp !== undefined) return nothing;
    return planRollout(deployment, context);
  },
};

function planRollout(deployment: ApiObject, context: PlanContext): Plan {
  const sets = context
    .owned(deployment, 'apps/replicasets')
    .filter((set) => set.metadata.deletionTimestamp === undefined);
  const hash = templateHash(objectAt(deployment, 'spec', 'template'));
  const current = sets.find((set) => set.metadata.labels?.[hashLabel] === hash);
  const older = sets.filter((set) => set !== current);
  const rollout: Rollout = { deployment, current, older, now: context.now, failure: failureOf(deployment, context) };
  const status = deploymentStatus(rollout);
  const wakeAfterMs = deadlineLeftMs(status, rollout);
  return {
    actions: [...setActions(rollout, hash), ...statusAction(deployment, status)],
    ...(wakeAfterMs === undefined ? {} : { wakeAfterMs }),
  };
}

function setActions(rollout: Rollout, hash: string): readonly Action[] {
  const { deployment, current, older } = rollout;
  if (at(deployment, 'spec', 'paused') === true) return [];
  const wanted = numberAt(deployment, 'spec', 'replicas') ?? 1;
  const running = older.filter((set) => numberAt(set, 'spec', 'replicas') !== 0);
  const recreates = textAt(deployment, 'spec', 'strategy', 'type') === 'Recreate';
  if (recreates && running.length > 0) return running.map((set) => resized(set, 0));
  if (current === undefined) return createActions(deployment, older, hash, wanted);
  const actions = currentActions(deployment, current, wanted);
  const isAvailable = (numberAt(current, 'status', 'availableReplicas') ?? 0) >= wanted;
  if (isAvailable) actions.push(...running.map((set) => resized(set, 0)), ...expiredSets(deployment, older));
  return actions;
}

function currentActions(deployment: ApiObject, current: ApiObject, wanted: number): Action[] {
  const annotations = {
    ...copiedAnnotations(deployment),
    [revisionAnnotation]: current.metadata.annotations?.[revisionAnnotation] ?? '1',
  };
  const sameSize = numberAt(current, 'spec', 'replicas') === wanted;
  const actions: Action[] = [];
  if (!sameSize || !sameMap(current.metadata.annotations ?? {}, annotations)) {
    const set = copyOf(current);
    set.metadata.annotations = annotations;
    objectAt(set, 'spec')['replicas'] = wanted;
    actions.push({ verb: 'replace', object: set });
  }
  const revision = annotations[revisionAnnotation] ?? '1';
  if (deployment.metadata.annotations?.[revisionAnnotation] !== revision)
    actions.push(withRevision(deployment, revision));
  return actions;
}

function createActions(
  deployment: ApiObject,
  older: readonly ApiObject[],
  hash: string,
  wanted: number,
): readonly Action[] {
  const revision = String(
    1 + Math.max(0, ...older.map((set) => Number(set.metadata.annotations?.[revisionAnnotation] ?? 0))),
  );
  const template = cloneJson(objectAt(deployment, 'spec', 'template'));
  const labels = { ...textMap(objectAt(template, 'metadata')['labels']), [hashLabel]: hash };
  template['metadata'] = { ...objectAt(template, 'metadata'), labels };
  const selector = objectAt(deployment, 'spec', 'selector');
  const set = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name ?? ''}-${hash}`,
      namespace: deployment.metadata.namespace ?? '',
      labels,
      annotations: { ...copiedAnnotations(deployment), [revisionAnnotation]: revision },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: wanted,
      selector: { ...selector, matchLabels: { ...objectAt(selector, 'matchLabels'), [hashLabel]: hash } },
      template,
    },
  } as unknown as ApiObject;
  return [{ verb: 'create', object: set }];
}

function copiedAnnotations({ metadata }: ApiObject): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([key]) => !notCopied.has(key)));
}

function sameMap(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

function withRevision(deployment: ApiObject, revision: string): Action {
  const object = copyOf(deployment);
  object.metadata.annotations = { ...object.metadata.annotations, [revisionAnnotation]: revision };
  return { verb: 'replace', object };
}

function resized(set: ApiObject, replicas: number): Action {
  const object = copyOf(set);
  const spec: JsonObject = objectAt(object, 'spec');
  spec['replicas'] = replicas;
  return { verb: 'replace', object };
}

/** Empty ReplicaSets beyond the history that the Deployment wants to keep, oldest first. */
function expiredSets(deployment: ApiObject, older: readonly ApiObject[]): readonly Action[] {
  const limit = numberAt(deployment, 'spec', 'revisionHistoryLimit') ?? 10;
  const revisionOf = (set: ApiObject): number => Number(set.metadata.annotations?.[revisionAnnotation] ?? 0);
  const empty = older.filter((set) => (numberAt(set, 'status', 'replicas') ?? 0) === 0);
  const expired = empty.toSorted((a, b) => revisionOf(a) - revisionOf(b)).slice(0, Math.max(0, empty.length - limit));
  return expired.map((object): Action => ({ verb: 'delete', object }));
}
