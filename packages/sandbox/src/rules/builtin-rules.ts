import type { Strategy } from '../registry/strategy.ts';
import * as batch from './batch.ts';
import { daemonSetCauses } from './daemon-set.ts';
import * as rare from './less-common.ts';
import * as others from './others.ts';
import { newPodCauses } from './ephemeral-containers.ts';
import { podCauses, podStatusCauses } from './pod-spec.ts';
import { podUpdateCauses } from './pod-update.ts';
import { serviceCauses, serviceStatusCauses, serviceUpdateCauses } from './service.ts';
import { statefulSetCauses, statefulSetUpdateCauses } from './stateful-set.ts';
import * as workloads from './workloads.ts';

type Rules = Pick<Strategy, 'validateNew' | 'validate' | 'validateUpdate' | 'validateStatus' | 'checksChangesFirst'>;

/** The rules that built-in kinds must hold to when they are made and when they change, by `group/resource`. */
export const builtinRules: ReadonlyMap<string, Rules> = new Map<string, Rules>([
  [
    '/configmaps',
    { checksChangesFirst: true, validate: others.configMapCauses, validateUpdate: others.immutableDataCauses },
  ],
  ['/secrets', { checksChangesFirst: true, validate: others.secretCauses, validateUpdate: others.secretUpdateCauses }],
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
  [
    'apps/daemonsets',
    { checksChangesFirst: true, validate: daemonSetCauses, validateUpdate: workloads.immutableSelector },
  ],
  ['apps/statefulsets', { validate: statefulSetCauses, validateUpdate: statefulSetUpdateCauses }],
  ['batch/jobs', { validate: batch.jobCauses, validateUpdate: batch.jobUpdateCauses }],
  ['batch/cronjobs', { validateNew: batch.newCronJobCauses, validate: batch.cronJobCauses }],
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
  ['/podtemplates', { validate: rare.podTemplateCauses }],
  ['/replicationcontrollers', { validate: rare.replicationControllerCauses }],
  ['apps/controllerrevisions', { validate: rare.revisionCauses }],
  ['storage.k8s.io/csistoragecapacities', { validate: rare.capacityCauses }],
  ['discovery.k8s.io/endpointslices', { validate: rare.endpointSliceCauses }],
  ['/persistentvolumes', { validate: rare.volumeCauses }],
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
    { validate: others.bindingCauses, validateUpdate: others.bindingUpdateCauses },
  ],
  [
    'rbac.authorization.k8s.io/clusterrolebindings',
    { validate: others.bindingCauses, validateUpdate: others.bindingUpdateCauses },
  ],
]);
