import type { Strategy } from '../registry/strategy.ts';
import * as batch from './batch.ts';
import * as others from './others.ts';
import { podCauses, podUpdateCauses } from './pod-spec.ts';
import { serviceCauses, serviceStatusCauses, serviceUpdateCauses } from './service.ts';
import * as workloads from './workloads.ts';

type Rules = Pick<Strategy, 'validate' | 'validateUpdate' | 'validateStatus'>;

/** The rules that built-in kinds must hold to when they are made and when they change, by `group/resource`. */
export const builtinRules: ReadonlyMap<string, Rules> = new Map<string, Rules>([
  ['/configmaps', { validate: others.configMapCauses, validateUpdate: others.immutableDataCauses }],
  ['/secrets', { validate: others.secretCauses, validateUpdate: others.secretUpdateCauses }],
  ['/pods', { validate: podCauses, validateUpdate: podUpdateCauses }],
  ['/services', { validate: serviceCauses, validateUpdate: serviceUpdateCauses, validateStatus: serviceStatusCauses }],
  ['/persistentvolumeclaims', { validate: others.claimCauses, validateUpdate: others.claimUpdateCauses }],
  ['/resourcequotas', { validate: others.quotaCauses }],
  ['/limitranges', { validate: others.limitRangeCauses }],
  [
    'apps/deployments',
    {
      validate: workloads.deploymentCauses,
      validateUpdate: workloads.immutableSelector,
      validateStatus: workloads.deploymentStatusCauses,
    },
  ],
  ['apps/replicasets', { validate: workloads.replicaSetCauses, validateUpdate: workloads.immutableSelector }],
  ['apps/daemonsets', { validate: workloads.daemonSetCauses, validateUpdate: workloads.immutableSelector }],
  ['apps/statefulsets', { validate: workloads.statefulSetCauses, validateUpdate: workloads.statefulSetUpdateCauses }],
  ['batch/jobs', { validate: batch.jobCauses, validateUpdate: batch.jobUpdateCauses }],
  ['batch/cronjobs', { validate: batch.cronJobCauses }],
  ['networking.k8s.io/ingresses', { validate: others.ingressCauses }],
  ['networking.k8s.io/networkpolicies', { validate: others.networkPolicyCauses }],
  ['policy/poddisruptionbudgets', { validate: others.budgetCauses }],
  ['autoscaling/horizontalpodautoscalers', { validate: others.autoscalerCauses }],
  ['coordination.k8s.io/leases', { validate: others.leaseCauses }],
  [
    'storage.k8s.io/storageclasses',
    { validate: others.storageClassCauses, validateUpdate: others.storageClassUpdateCauses },
  ],
  ['scheduling.k8s.io/priorityclasses', { validateUpdate: others.priorityClassUpdateCauses }],
  ['rbac.authorization.k8s.io/roles', { validate: others.roleCauses }],
  ['rbac.authorization.k8s.io/clusterroles', { validate: others.roleCauses }],
  [
    'rbac.authorization.k8s.io/rolebindings',
    { validate: others.bindingCauses, validateUpdate: others.bindingUpdateCauses },
  ],
  [
    'rbac.authorization.k8s.io/clusterrolebindings',
    { validate: others.bindingCauses, validateUpdate: others.bindingUpdateCauses },
  ],
]);
