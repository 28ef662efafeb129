import type { KindFacts } from '@sluice/objects';
import type { Strategy } from '../registry/strategy.ts';
import { definitionStrategy } from '../crd/crd-strategy.ts';
import { plainStrategy } from '../registry/strategy.ts';
import { builtinStrategyOf } from './builtin.ts';
import { namespaceStrategy } from './namespace.ts';
import { selectableFieldsOf } from './selectable-fields.ts';
import { tableOf } from '../registry/resource.ts';

const generations = new Set([
  'storage.k8s.io/csidrivers',
  'apps/deployments',
  'apps/replicasets',
  'apps/statefulsets',
  'apps/daemonsets',
  'batch/jobs',
  'batch/cronjobs',
  '/pods',
  '/podtemplates',
  '/replicationcontrollers',
  'networking.k8s.io/ingresses',
  'networking.k8s.io/ingressclasses',
  'networking.k8s.io/networkpolicies',
  'policy/poddisruptionbudgets',
  'scheduling.k8s.io/priorityclasses',
  'discovery.k8s.io/endpointslices',
  'apiextensions.k8s.io/customresourcedefinitions',
  'admissionregistration.k8s.io/validatingadmissionpolicies',
  'admissionregistration.k8s.io/validatingadmissionpolicybindings',
  'admissionregistration.k8s.io/mutatingadmissionpolicies',
  'admissionregistration.k8s.io/mutatingadmissionpolicybindings',
  'admissionregistration.k8s.io/mutatingwebhookconfigurations',
  'admissionregistration.k8s.io/validatingwebhookconfigurations',
  'flowcontrol.apiserver.k8s.io/flowschemas',
  'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations',
  'resource.k8s.io/resourceslices',
  'resource.k8s.io/deviceclasses',
  'resource.k8s.io/devicetaintrules',
]);

const createsOnUpdate = new Set([
  '/limitranges',
  '/events',
  '/services',
  '/endpoints',
  'rbac.authorization.k8s.io/roles',
  'rbac.authorization.k8s.io/rolebindings',
  'rbac.authorization.k8s.io/clusterroles',
  'rbac.authorization.k8s.io/clusterrolebindings',
  'coordination.k8s.io/leases',
  'coordination.k8s.io/leasecandidates',
  'node.k8s.io/runtimeclasses',
]);

const needsVersion = new Set([
  'admissionregistration.k8s.io/validatingadmissionpolicies',
  'admissionregistration.k8s.io/validatingadmissionpolicybindings',
  'admissionregistration.k8s.io/mutatingadmissionpolicies',
  'admissionregistration.k8s.io/mutatingadmissionpolicybindings',
  'admissionregistration.k8s.io/mutatingwebhookconfigurations',
  'admissionregistration.k8s.io/validatingwebhookconfigurations',
  'apiextensions.k8s.io/customresourcedefinitions',
  'coordination.k8s.io/leases',
  'coordination.k8s.io/leasecandidates',
  'node.k8s.io/runtimeclasses',
  'policy/poddisruptionbudgets',
  'storage.k8s.io/csidrivers',
  'storage.k8s.io/csinodes',
  'storage.k8s.io/csistoragecapacities',
  'storage.k8s.io/volumeattachments',
]);

const returnsDeleted = new Set([
  '/pods',
  '/services',
  '/namespaces',
  '/serviceaccounts',
  '/persistentvolumes',
  '/persistentvolumeclaims',
  '/podtemplates',
  '/resourcequotas',
  'storage.k8s.io/csidrivers',
  'storage.k8s.io/csinodes',
  'storage.k8s.io/storageclasses',
  'storage.k8s.io/volumeattachments',
  'storage.k8s.io/volumeattributesclasses',
  'resource.k8s.io/resourceclaims',
  'resource.k8s.io/resourceclaimtemplates',
  'resource.k8s.io/resourceslices',
  'resource.k8s.io/deviceclasses',
]);

const orphansByDefault = new Set(['batch/jobs', '/replicationcontrollers']);

/** Kinds that do more than the tables above say. */
const special = new Map<string, Partial<Strategy>>([
  ['/namespaces', namespaceStrategy],
  ['apiextensions.k8s.io/customresourcedefinitions', definitionStrategy],
]);

/** Kinds whose status endpoint writes status alone; of the others, it writes metadata too. */
const keepsMetadataInStatus = new Set([
  'networking.k8s.io/servicecidrs',
  'storage.k8s.io/volumeattachments',
  'resource.k8s.io/resourceclaims',
  'flowcontrol.apiserver.k8s.io/flowschemas',
  'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations',
  'admissionregistration.k8s.io/validatingadmissionpolicies',
]);

/** The strategy of a built-in kind. */
export function strategyOf({ group, resource, subresources }: KindFacts): Strategy {
  const table = tableOf(group, resource);
  const selectableFields = selectableFieldsOf(`${group}/${resource}`);
  return {
    ...plainStrategy,
    countsGenerations: generations.has(table),
    createsOnUpdate: createsOnUpdate.has(table),
    allowsUnconditionalUpdate: !needsVersion.has(table),
    returnsDeleted: returnsDeleted.has(table),
    orphansByDefault: orphansByDefault.has(table),
    keepsMetadataInStatus: keepsMetadataInStatus.has(table),
    statusFields: subresources.some(({ name }) => name === 'status') ? ['status'] : [],
    ...(selectableFields === undefined ? {} : { selectableFields }),
    ...builtinStrategyOf(table),
    ...special.get(table),
  };
}
