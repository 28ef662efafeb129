import type { Strategy } from '../registry/strategy.ts';
import * as batch from './batch.ts';
import { daemonSetCauses } from './daemon-set.ts';
import * as data from './data.ts';
import * as rare from './less-common.ts';
import * as others from './others.ts';
import { newPodCauses } from './new-pod.ts';
import { podCauses, podStatusCauses } from './pod-spec.ts';
import { podUpdateCauses } from './pod-update.ts';
import { serviceCauses, serviceStatusCauses, serviceUpdateCauses } from './service.ts';
import { autoscalerCauses } from './autoscaler.ts';
import { budgetCauses } from './budget.ts';
import { claimCauses, claimUpdateCauses } from './claim.ts';
import { endpointSliceCauses } from './endpoint-slice.ts';
import { ingressCauses } from './ingress.ts';
import { limitRangeCauses } from './limit-range.ts';
import { networkPolicyCauses } from './network-policy.ts';
import { nodeCauses } from './node.ts';
import { quotaCauses } from './quota.ts';
import * as roles from './roles.ts';
import { statefulSetCauses, statefulSetUpdateCauses } from './stateful-set.ts';
import { volumeCauses } from './volume.ts';
import { webhookConfigurationCauses } from './webhook.ts';
import * as workloads from './workloads.ts';

type Rules = Pick<Strategy, 'validateNew' | 'validate' | 'validateUpdate' | 'validateStatus' | 'checksChangesFirst'>;

/** The rules that built-in kinds must hold to when they are made and when they change, by `group/resource`. */
export const builtinRules: ReadonlyMap<string, Rules> = new Map<string, Rules>([
  [
    '/configmaps',
    { checksChangesFirst: true, validate: data.configMapCauses, validateUpdate: data.immutableDataCauses },
  ],
  ['/secrets', { checksChangesFirst: true, validate: data.secretCauses, validateUpdate: data.secretUpdateCauses }],
  [
    '/pods',
    {
      validateNew: newPodCauses,
      validate: podCauses,
      validateUpdate: podUpdateCauses,
      validateStatus: podStatusCauses,
    },
  ],
  [
    '/services',
    {
      checksChangesFirst: true,
      validate: serviceCauses,
      validateUpdate: serviceUpdateCauses,
      validateStatus: serviceStatusCauses,
    },
  ],
  ['/persistentvolumeclaims', { validate: claimCauses, validateUpdate: claimUpdateCauses }],
  ['/resourcequotas', { validate: quotaCauses }],
  ['/limitranges', { validate: limitRangeCauses }],
  [
    'apps/deployments',
    {
      validate: workloads.deploymentCauses,
      validateUpdate: workloads.immutableSelector,
      validateStatus: workloads.deploymentStatusCauses,
    },
  ],
  ['apps/replicasets', { validate: workloads.replicaSetCauses, validateUpdate: workloads.immutableSelector }],
  [
    'apps/daemonsets',
    { checksChangesFirst: true, validate: daemonSetCauses, validateUpdate: workloads.immutableSelector },
  ],
  ['apps/statefulsets', { validate: statefulSetCauses, validateUpdate: statefulSetUpdateCauses }],
  ['batch/jobs', { validate: batch.jobCauses, validateUpdate: batch.jobUpdateCauses }],
  ['batch/cronjobs', { validateNew: batch.newCronJobCauses, validate: batch.cronJobCauses }],
  ['networking.k8s.io/ingresses', { validate: ingressCauses }],
  ['networking.k8s.io/networkpolicies', { validate: networkPolicyCauses }],
  ['policy/poddisruptionbudgets', { validate: budgetCauses }],
  ['autoscaling/horizontalpodautoscalers', { validate: autoscalerCauses }],
  ['coordination.k8s.io/leases', { validate: others.leaseCauses }],
  [
    'storage.k8s.io/storageclasses',
    { validate: others.storageClassCauses, validateUpdate: others.storageClassUpdateCauses },
  ],
  [
    'scheduling.k8s.io/priorityclasses',
    { validateNew: others.priorityClassCauses, validateUpdate: others.priorityClassUpdateCauses },
  ],
  ['rbac.authorization.k8s.io/roles', { validate: roles.roleCauses }],
  ['rbac.authorization.k8s.io/clusterroles', { validate: roles.roleCauses }],
  ['/podtemplates', { validate: rare.podTemplateCauses }],
  ['/replicationcontrollers', { validate: rare.replicationControllerCauses }],
  ['apps/controllerrevisions', { validate: rare.revisionCauses }],
  ['storage.k8s.io/csistoragecapacities', { validate: rare.capacityCauses }],
  ['discovery.k8s.io/endpointslices', { validate: endpointSliceCauses }],
  ['/persistentvolumes', { validate: volumeCauses }],
  ['/nodes', { validate: nodeCauses }],
  ['/namespaces', { validateNew: others.namespaceCauses }],
  ['admissionregistration.k8s.io/mutatingwebhookconfigurations', { validate: webhookConfigurationCauses }],
  ['admissionregistration.k8s.io/validatingwebhookconfigurations', { validate: webhookConfigurationCauses }],
  ['/events', { validateNew: rare.eventCauses }],
  ['apiregistration.k8s.io/apiservices', { validate: rare.apiServiceCauses }],
  ['certificates.k8s.io/certificatesigningrequests', { validateNew: rare.signingRequestCauses }],
  ['networking.k8s.io/ingressclasses', { validate: rare.ingressClassCauses }],
  ['networking.k8s.io/ipaddresses', { validate: rare.addressCauses }],
  ['networking.k8s.io/servicecidrs', { validate: rare.rangeCauses }],
  ['storage.k8s.io/volumeattachments', { validate: rare.attachmentCauses }],
  ['storage.k8s.io/volumeattributesclasses', { validate: rare.attributesClassCauses }],
  ['admissionregistration.k8s.io/mutatingadmissionpolicies', { validate: rare.mutatingPolicyCauses }],
  ['admissionregistration.k8s.io/validatingadmissionpolicies', { validate: rare.validatingPolicyCauses }],
  ['admissionregistration.k8s.io/mutatingadmissionpolicybindings', { validate: rare.policyBindingCauses }],
  ['admissionregistration.k8s.io/validatingadmissionpolicybindings', { validate: rare.validatingBindingCauses }],
  ['node.k8s.io/runtimeclasses', { validate: rare.runtimeClassCauses }],
  ['resource.k8s.io/resourceslices', { validate: rare.resourceSliceCauses }],
  ['flowcontrol.apiserver.k8s.io/flowschemas', { validate: rare.flowSchemaCauses }],
  ['flowcontrol.apiserver.k8s.io/prioritylevelconfigurations', { validate: rare.priorityLevelCauses }],
  [
    'rbac.authorization.k8s.io/rolebindings',
    { validate: roles.bindingCauses, validateUpdate: roles.bindingUpdateCauses },
  ],
  [
    'rbac.authorization.k8s.io/clusterrolebindings',
    { validate: roles.bindingCauses, validateUpdate: roles.bindingUpdateCauses },
  ],
]);
