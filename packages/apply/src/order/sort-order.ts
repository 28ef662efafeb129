import type { ObjectRef } from '@sluice/objects';
import { groupOf } from '../object/object-name.ts';

/** Kinds that go first, in this order, matched by kind name only as upstream does. */
const firstKinds = [
  'CustomResourceDefinition',
  'Namespace',
  'ClusterRole',
  'ClusterClass',
  'RuntimeClass',
  'PriorityClass',
  'StorageClass',
  'VolumeSnapshotClass',
  'IngressClass',
  'GatewayClass',
  'ClusterRoleBinding',
  'ResourceQuota',
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'ConfigMap',
  'Secret',
  'Service',
  'LimitRange',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];
const lastKinds = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

const ranks = new Map<string, number>([
  ...firstKinds.map((kind, index) => [kind, index] as const),
  ...lastKinds.map((kind, index) => [kind, firstKinds.length + 1 + index] as const),
]);

/** The rank of a kind: objects of a lower rank are applied before those of a higher one. */
export function rankOfKind(kind: string): number {
  return ranks.get(kind) ?? firstKinds.length;
}

/** The order in which objects are applied; deletion is the reverse. Ties by group, kind, namespace, name. */
export function compareForApply(a: ObjectRef, b: ObjectRef): number {
  return (
    rankOfKind(a.kind) - rankOfKind(b.kind) ||
    compareText(groupOf(a.apiVersion), groupOf(b.apiVersion)) ||
    compareText(a.kind, b.kind) ||
    compareText(a.namespace ?? '', b.namespace ?? '') ||
    compareText(a.name, b.name)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
