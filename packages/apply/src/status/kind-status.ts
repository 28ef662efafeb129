import type { KubeObject } from '@sluice/objects';
import { fieldAt, textAt } from '../object/read-field.ts';
import { current, failed, inProgress, type ObjectStatus } from './object-status.ts';
import { podStatus } from './pod-status.ts';
import { canaryStatus, rolloutStatus } from './rollout-status.ts';
import { conditionOf, isTrue } from './status-condition.ts';
import { daemonSetStatus, deploymentStatus, replicaSetStatus, statefulSetStatus } from './workload-status.ts';

/** How a kind is judged once the rules for all kinds have passed. `nowMs` is wall time. */
export type KindStatus = (object: KubeObject, nowMs: number) => ObjectStatus;

/** The kinds with a rule of their own, by `group/Kind`. */
export const kindStatuses: ReadonlyMap<string, KindStatus> = new Map<string, KindStatus>([
  ['apps/Deployment', deploymentStatus],
  ['apps/ReplicaSet', replicaSetStatus],
  ['apps/StatefulSet', statefulSetStatus],
  ['apps/DaemonSet', daemonSetStatus],
  ['batch/Job', jobStatus],
  ['Pod', podStatus],
  ['PersistentVolumeClaim', claimStatus],
  ['Service', serviceStatus],
  ['apiextensions.k8s.io/CustomResourceDefinition', definitionStatus],
  ['flagger.app/Canary', canaryStatus],
  ['argoproj.io/Rollout', rolloutStatus],
  ['policy/PodDisruptionBudget', () => current('AllowedDisruptions has been computed.')],
  ['batch/CronJob', alwaysCurrent],
  ['Secret', alwaysCurrent],
  ['ConfigMap', alwaysCurrent],
]);

function alwaysCurrent(): ObjectStatus {
  return current('Resource is always ready');
}

/** A Job is ready when it has completed; while it runs it is in progress. */
function jobStatus(job: KubeObject): ObjectStatus {
  if (fieldAt(job, 'spec', 'suspend') === true) return current('Job is suspended');
  if (isTrue(job, 'Complete')) return current('Job Completed');
  const failure = conditionOf(job, 'Failed');
  if (failure?.status === 'True') return failed(`Job Failed. ${failure.message}`.trim());
  return inProgress('Job in progress');
}

function claimStatus(claim: KubeObject): ObjectStatus {
  const phase = textAt(claim, 'status', 'phase') ?? 'unknown';
  return phase === 'Bound' ? current('PVC is Bound') : inProgress(`PVC is not Bound. phase: ${phase}`);
}

/** A load balancer counts as ready without an external address; only a cluster address is waited for. */
function serviceStatus(service: KubeObject): ObjectStatus {
  const isLoadBalancer = textAt(service, 'spec', 'type') === 'LoadBalancer';
  if (isLoadBalancer && (textAt(service, 'spec', 'clusterIP') ?? '') === '') {
    return inProgress('ClusterIP not set. Service type: LoadBalancer');
  }
  return current('Service is ready');
}

function definitionStatus(definition: KubeObject): ObjectStatus {
  const names = conditionOf(definition, 'NamesAccepted');
  if (names?.status === 'False') return failed(names.message);
  const established = conditionOf(definition, 'Established');
  if (established?.status === 'False' && established.reason !== 'Installing') return failed(established.message);
  return established?.status === 'True' ? current('CRD is established') : inProgress('Install in progress');
}
