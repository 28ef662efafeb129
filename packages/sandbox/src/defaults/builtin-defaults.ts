import type { ApiObject } from '../api-object.ts';
import { defaultAutoscaler } from './autoscaler.ts';
import * as others from './others.ts';
import { defaultPod, defaultTemplate } from './pod.ts';
import { defaultService } from './service.ts';
import * as workloads from './workloads.ts';

/**
 * What the API server fills into objects of its own kinds beyond the defaults that their schema states, by
 * `group/resource`. Every reader sees these; they are idempotent.
 */
export const builtinDefaults: ReadonlyMap<string, (draft: ApiObject) => void> = new Map([
  ['/pods', defaultPod],
  ['/podtemplates', defaultTemplate],
  ['/replicationcontrollers', workloads.defaultReplicationController],
  ['/services', defaultService],
  ['/secrets', others.defaultSecret],
  ['/namespaces', others.defaultNamespace],
  ['/persistentvolumes', others.defaultVolumeObject],
  ['/persistentvolumeclaims', workloads.defaultClaim],
  ['/endpoints', others.defaultEndpoints],
  ['/limitranges', others.defaultLimitRange],
  ['apps/deployments', workloads.defaultDeployment],
  ['apps/daemonsets', workloads.defaultDaemonSet],
  ['apps/statefulsets', workloads.defaultStatefulSet],
  ['apps/replicasets', workloads.defaultReplicaSet],
  ['batch/jobs', workloads.defaultJob],
  ['batch/cronjobs', workloads.defaultCronJob],
  ['autoscaling/horizontalpodautoscalers', defaultAutoscaler],
  ['discovery.k8s.io/endpointslices', others.defaultEndpointSlice],
  ['networking.k8s.io/networkpolicies', others.defaultNetworkPolicy],
  ['networking.k8s.io/ingressclasses', others.defaultIngressClass],
  ['rbac.authorization.k8s.io/rolebindings', others.defaultBinding],
  ['rbac.authorization.k8s.io/clusterrolebindings', others.defaultBinding],
  ['storage.k8s.io/storageclasses', others.defaultStorageClass],
  ['storage.k8s.io/csidrivers', others.defaultCsiDriver],
  ['scheduling.k8s.io/priorityclasses', others.defaultPriorityClass],
  ['/nodes', others.defaultNode],
  ['apiregistration.k8s.io/apiservices', others.defaultApiService],
  ['resource.k8s.io/resourceclaims', others.defaultClaimOfDevices],
  ['resource.k8s.io/resourceclaimtemplates', others.defaultClaimTemplate],
  ['flowcontrol.apiserver.k8s.io/flowschemas', others.defaultFlowSchema],
  ['flowcontrol.apiserver.k8s.io/prioritylevelconfigurations', others.defaultPriorityLevel],
  ['admissionregistration.k8s.io/mutatingwebhookconfigurations', others.defaultWebhooks],
  ['admissionregistration.k8s.io/validatingwebhookconfigurations', others.defaultWebhooks],
  ['admissionregistration.k8s.io/validatingadmissionpolicies', others.defaultAdmissionPolicy],
  ['admissionregistration.k8s.io/mutatingadmissionpolicies', others.defaultAdmissionPolicy],
  ['admissionregistration.k8s.io/validatingadmissionpolicybindings', others.defaultAdmissionBinding],
  ['admissionregistration.k8s.io/mutatingadmissionpolicybindings', others.defaultAdmissionBinding],
]);
