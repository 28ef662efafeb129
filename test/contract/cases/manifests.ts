import { inCluster, inNamespace } from '../steps.ts';

/** A small valid object of a built-in kind, and what a client may do to it. */
export interface Manifest {
  readonly kind: string;
  readonly apiVersion: string;
  readonly resource: string;
  readonly clusterScoped: boolean;
  /** Without apiVersion, kind and metadata. */
  readonly fields: object;
  /** Its own name, where the kind does not let one choose. */
  readonly name: string;
  /** A merge patch beyond metadata that the kind allows. */
  readonly change: object | undefined;
  /** What its status endpoint may be given. */
  readonly status: object | undefined;
}

interface More {
  readonly name?: string;
  readonly change?: object;
  readonly status?: object;
}

function namespaced(apiVersion: string, kind: string, resource: string, fields: object, more: More = {}): Manifest {
  return { kind, apiVersion, resource, clusterScoped: false, fields, name: more.name ?? 'one', change: more.change, status: more.status };
}

function cluster(apiVersion: string, kind: string, resource: string, fields: object, more: More = {}): Manifest {
  return { kind, apiVersion, resource, clusterScoped: true, fields, name: more.name ?? '{ns}', change: more.change, status: more.status };
}

const labels = { app: 'one' };
const containers = [{ name: 'a', image: 'a:1' }];
const template = { metadata: { labels }, spec: { containers } };
const finite = { spec: { restartPolicy: 'Never', containers } };
const condition = { type: 'Ready', status: 'True', reason: 'R', message: 'm', lastTransitionTime: '2024-01-01T00:00:00Z' };
const rbac = 'rbac.authorization.k8s.io/v1';
const admission = 'admissionregistration.k8s.io/v1';
const storage = 'storage.k8s.io/v1';
const devices = 'resource.k8s.io/v1';
const webhooks = [{ name: 'a.example.com', sideEffects: 'None', admissionReviewVersions: ['v1'], clientConfig: { url: 'https://a.example' }, rules: [{ apiGroups: ['none.example'], apiVersions: ['v1'], resources: ['none'], operations: ['CREATE'] }] }];
const matching = { resourceRules: [{ apiGroups: ['none.example'], apiVersions: ['v1'], resources: ['none'], operations: ['CREATE'] }] };

/** One of every kind that a server keeps. */
export const manifests: readonly Manifest[] = [
  namespaced('v1', 'ConfigMap', 'configmaps', { data: { a: '1' } }, { change: { data: { a: '2' } } }),
  namespaced('v1', 'Endpoints', 'endpoints', { subsets: [{ addresses: [{ ip: '10.9.8.7' }], ports: [{ port: 80 }] }] }, { change: { subsets: [] } }),
  namespaced('v1', 'Event', 'events', { involvedObject: { kind: 'Pod', name: 'p', namespace: '{ns}' }, reason: 'Why', message: 'It did.', type: 'Normal' }, { change: { count: 2 } }),
  namespaced('events.k8s.io/v1', 'Event', 'events', { eventTime: '2024-01-01T00:00:00.000000Z', reportingController: 'example.com/c', reportingInstance: 'c-0', action: 'Do', reason: 'Why', note: 'It did.', type: 'Normal', regarding: { kind: 'Pod', name: 'p', namespace: '{ns}' } }),
  namespaced('v1', 'LimitRange', 'limitranges', { spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] } }, { change: { spec: { limits: [{ type: 'Container', default: { cpu: '2' } }] } } }),
  namespaced('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', { spec: { storageClassName: 'fast', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }, { status: { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' } } }),
  namespaced('v1', 'Pod', 'pods', { spec: { containers } }, { change: { spec: { activeDeadlineSeconds: 100 } }, status: { phase: 'Running', podIP: '10.1.2.3', podIPs: [{ ip: '10.1.2.3' }], conditions: [{ type: 'Ready', status: 'True' }] } }),
  namespaced('v1', 'PodTemplate', 'podtemplates', { template }, { change: { template: { metadata: { labels: { x: 'y' } } } } }),
  namespaced('v1', 'ReplicationController', 'replicationcontrollers', { spec: { replicas: 1, selector: labels, template } }, { change: { spec: { replicas: 2 } }, status: { replicas: 1, readyReplicas: 1 } }),
  namespaced('v1', 'ResourceQuota', 'resourcequotas', { spec: { hard: { pods: '3', 'requests.cpu': '2000m' } } }, { change: { spec: { hard: { pods: '4' } } }, status: { hard: { pods: '3' }, used: { pods: '1' } } }),
  namespaced('v1', 'Secret', 'secrets', { data: { a: 'eA==' } }, { change: { stringData: { b: 'text' } } }),
  namespaced('v1', 'ServiceAccount', 'serviceaccounts', { automountServiceAccountToken: false }, { change: { imagePullSecrets: [{ name: 'a' }] } }),
  namespaced('v1', 'Service', 'services', { spec: { clusterIP: 'None', selector: labels, ports: [{ port: 80 }] } }, { change: { spec: { selector: { x: 'y' } } } }),
  namespaced('apps/v1', 'ControllerRevision', 'controllerrevisions', { data: { a: 1 }, revision: 1 }, { change: { revision: 2 } }),
  namespaced('apps/v1', 'DaemonSet', 'daemonsets', { spec: { selector: { matchLabels: labels }, template } }, { change: { spec: { minReadySeconds: 3 } }, status: { currentNumberScheduled: 1, numberMisscheduled: 0, desiredNumberScheduled: 2, numberReady: 1 } }),
  namespaced('apps/v1', 'Deployment', 'deployments', { spec: { replicas: 2, selector: { matchLabels: labels }, template } }, { change: { spec: { replicas: 3 } }, status: { replicas: 2, readyReplicas: 1, observedGeneration: 1 } }),
  namespaced('apps/v1', 'ReplicaSet', 'replicasets', { spec: { replicas: 2, selector: { matchLabels: labels }, template } }, { change: { spec: { replicas: 3 } }, status: { replicas: 2, readyReplicas: 1 } }),
  namespaced('apps/v1', 'StatefulSet', 'statefulsets', { spec: { serviceName: 'x', replicas: 2, selector: { matchLabels: labels }, template } }, { change: { spec: { replicas: 3 } }, status: { replicas: 2, readyReplicas: 1, currentRevision: 'x', updateRevision: 'y' } }),
  namespaced('autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', { spec: { minReplicas: 1, maxReplicas: 4, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'one' }, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } }] } }, { change: { spec: { maxReplicas: 5 } }, status: { currentReplicas: 1, desiredReplicas: 2 } }),
  namespaced('autoscaling/v1', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', { spec: { maxReplicas: 4, targetCPUUtilizationPercentage: 70, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'one' } } }, { change: { spec: { maxReplicas: 5 } }, status: { currentReplicas: 1, desiredReplicas: 2 } }),
  namespaced('batch/v1', 'CronJob', 'cronjobs', { spec: { schedule: '* * * * *', jobTemplate: { spec: { template: finite } } } }, { change: { spec: { suspend: true } }, status: { lastScheduleTime: '2024-01-01T00:00:00Z' } }),
  namespaced('batch/v1', 'Job', 'jobs', { spec: { completions: 2, template: finite } }, { change: { spec: { parallelism: 2 } }, status: { active: 1, startTime: '2024-01-01T00:00:00Z', terminating: 0 } }),
  namespaced('networking.k8s.io/v1', 'Ingress', 'ingresses', { spec: { ingressClassName: 'x', defaultBackend: { service: { name: 'a', port: { number: 80 } } } } }, { change: { spec: { ingressClassName: 'y' } }, status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } } }),
  namespaced('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies', { spec: { podSelector: { matchLabels: labels } } }, { change: { spec: { policyTypes: ['Egress'] } } }),
  namespaced('policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets', { spec: { minAvailable: 1, selector: { matchLabels: labels } } }, { change: { spec: { minAvailable: '50%' } }, status: { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1, expectedPods: 2 } }),
  namespaced(rbac, 'Role', 'roles', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }, { change: { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }] } }),
  namespaced(rbac, 'RoleBinding', 'rolebindings', { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' }, subjects: [{ kind: 'User', name: 'u', apiGroup: 'rbac.authorization.k8s.io' }] }, { change: { subjects: [{ kind: 'Group', name: 'g', apiGroup: 'rbac.authorization.k8s.io' }] } }),
  namespaced(storage, 'CSIStorageCapacity', 'csistoragecapacities', { storageClassName: 'fast', capacity: '1024Mi' }, { change: { capacity: '2Gi' } }),
  namespaced('coordination.k8s.io/v1', 'Lease', 'leases', { spec: { holderIdentity: 'me', leaseDurationSeconds: 15, renewTime: '2024-01-01T00:00:00.500000Z' } }, { change: { spec: { holderIdentity: 'you' } } }),
  namespaced('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices', { addressType: 'IPv4', endpoints: [{ addresses: ['10.9.8.7'], conditions: { ready: true } }], ports: [{ port: 80, name: 'a' }] }, { change: { ports: [{ port: 81, name: 'a' }] } }),
  namespaced(devices, 'ResourceClaim', 'resourceclaims', { spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'c' } }] } } }),
  namespaced(devices, 'ResourceClaimTemplate', 'resourceclaimtemplates', { spec: { spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'c' } }] } } } }),
  cluster('v1', 'Namespace', 'namespaces', {}, { name: '{ns}-n', change: { metadata: { labels: { x: 'y' } } } }),
  cluster('v1', 'Node', 'nodes', {}, { change: { spec: { unschedulable: true } }, status: { addresses: [{ type: 'InternalIP', address: '10.0.0.1' }], capacity: { cpu: '4', memory: '8Gi' }, conditions: [{ type: 'Ready', status: 'True' }], nodeInfo: { kubeletVersion: 'v1.36.0', osImage: 'os', kernelVersion: 'k', containerRuntimeVersion: 'c://1', machineID: '', systemUUID: '', bootID: '', kubeProxyVersion: '', operatingSystem: 'linux', architecture: 'amd64' } } }),
  cluster('v1', 'PersistentVolume', 'persistentvolumes', { spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'fast', hostPath: { path: '/x' } } }, { change: { spec: { persistentVolumeReclaimPolicy: 'Delete' } }, status: { phase: 'Available' } }),
  cluster('apiregistration.k8s.io/v1', 'APIService', 'apiservices', { spec: { group: '{ns}.example', version: 'v1', groupPriorityMinimum: 100, versionPriority: 10, service: { name: 'none', namespace: '{ns}' }, insecureSkipTLSVerify: true } }, { name: 'v1.{ns}.example' }),
  cluster('certificates.k8s.io/v1', 'CertificateSigningRequest', 'certificatesigningrequests', { spec: { signerName: 'example.com/s', usages: ['client auth'], request: 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlITU1ITUNBUUF3RVRFUE1BMEdBMVVFQXd3R2MyeDFhV05sTUZrd0V3WUhLb1pJemowQ0FRWUlLb1pJemowRApBUWNEUWdBRXJxL3hMUE1kRzRwUG9wN0tnV3YxVDFWME10MG1IalJRaVpDZGQ0L3UzT3dCaWYwbTNzeEJXZlppCjlMaWI2a3FHeE93ODVya1lqNTZlemErd0FtMW9YNkFBTUFvR0NDcUdTTTQ5QkFNQ0Ewa0FNRVlDSVFEcjA5NnAKT1BKUnhjSHpudFJzZTdWK3RXWkkvUTd5MG5qd3FQbS9xdEZpQ3dJaEFQcnJBelNNR1NFL3Y1ejhQWm5IT2hHQQpmcXBkSk93L2FpSEx3Mlh4WGRDNAotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K' } }),
  cluster('networking.k8s.io/v1', 'IngressClass', 'ingressclasses', { spec: { controller: 'example.com/x' } }),
  cluster('networking.k8s.io/v1', 'IPAddress', 'ipaddresses', { spec: { parentRef: { resource: 'services', namespace: '{ns}', name: 'x' } } }, { name: '{ip}' }),
  cluster('networking.k8s.io/v1', 'ServiceCIDR', 'servicecidrs', { spec: { cidrs: ['10.44.0.0/16'] } }, { status: { conditions: [condition] } }),
  cluster(rbac, 'ClusterRole', 'clusterroles', { rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['get'] }] }, { change: { rules: [] } }),
  cluster(rbac, 'ClusterRoleBinding', 'clusterrolebindings', { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'none' }, subjects: [{ kind: 'ServiceAccount', name: 's', namespace: 'n' }] }, { change: { subjects: null } }),
  cluster(storage, 'CSIDriver', 'csidrivers', { spec: { attachRequired: false } }, { change: { spec: { podInfoOnMount: true } } }),
  cluster(storage, 'CSINode', 'csinodes', { spec: { drivers: [{ name: 'example.com', nodeID: 'n' }] } }),
  cluster(storage, 'StorageClass', 'storageclasses', { provisioner: 'example.com/x', allowVolumeExpansion: true }, { change: { allowVolumeExpansion: false } }),
  cluster(storage, 'VolumeAttachment', 'volumeattachments', { spec: { attacher: 'example.com', nodeName: 'n', source: { persistentVolumeName: 'v' } } }, { status: { attached: true } }),
  cluster(storage, 'VolumeAttributesClass', 'volumeattributesclasses', { driverName: 'example.com', parameters: { a: 'b' } }),
  cluster(admission, 'MutatingAdmissionPolicy', 'mutatingadmissionpolicies', { spec: { matchConstraints: matching, reinvocationPolicy: 'Never', mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: 'Object{}' } }] } }),
  cluster(admission, 'MutatingAdmissionPolicyBinding', 'mutatingadmissionpolicybindings', { spec: { policyName: 'p' } }),
  cluster(admission, 'MutatingWebhookConfiguration', 'mutatingwebhookconfigurations', { webhooks }, { change: { webhooks: [] } }),
  cluster(admission, 'ValidatingAdmissionPolicy', 'validatingadmissionpolicies', { spec: { matchConstraints: matching, validations: [{ expression: 'true' }] } }, { status: { observedGeneration: 1 } }),
  cluster(admission, 'ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings', { spec: { policyName: 'p', validationActions: ['Deny'] } }),
  cluster(admission, 'ValidatingWebhookConfiguration', 'validatingwebhookconfigurations', { webhooks }, { change: { webhooks: [] } }),
  cluster('scheduling.k8s.io/v1', 'PriorityClass', 'priorityclasses', { value: 7 }, { change: { description: 'about it' } }),
  cluster('node.k8s.io/v1', 'RuntimeClass', 'runtimeclasses', { handler: 'runc' }),
  cluster(devices, 'DeviceClass', 'deviceclasses', { spec: { selectors: [{ cel: { expression: 'true' } }] } }),
  cluster(devices, 'ResourceSlice', 'resourceslices', { spec: { driver: 'a.example', nodeName: 'n', pool: { name: 'p', generation: 1, resourceSliceCount: 1 }, devices: [{ name: 'd' }] } }),
  cluster('flowcontrol.apiserver.k8s.io/v1', 'FlowSchema', 'flowschemas', { spec: { priorityLevelConfiguration: { name: 'exempt' }, matchingPrecedence: 9000, rules: [{ subjects: [{ kind: 'User', user: { name: 'u' } }], nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/x'] }] }] } }, { status: { conditions: [{ type: 'Dangling', status: 'False' }] } }),
  cluster('flowcontrol.apiserver.k8s.io/v1', 'PriorityLevelConfiguration', 'prioritylevelconfigurations', { spec: { type: 'Limited', limited: { nominalConcurrencyShares: 5, limitResponse: { type: 'Reject' } } } }, { change: { spec: { limited: { nominalConcurrencyShares: 6 } } } }),
];

export function collectionOf({ apiVersion, resource, clusterScoped }: Manifest): string {
  return clusterScoped ? inCluster(apiVersion, resource) : inNamespace(apiVersion, resource);
}

export function pathOf(manifest: Manifest): string {
  return `${collectionOf(manifest)}/${manifest.name}`;
}

/** The manifest as a client writes it, metadata first. */
export function objectOf({ apiVersion, kind, name, fields }: Manifest, metadata: object = {}): object {
  return { apiVersion, kind, metadata: { name, ...metadata }, ...fields };
}

/** What names a kind in one word, whatever its versions. */
export function titleOfKind({ apiVersion, kind }: Manifest): string {
  return ambiguous.has(kind) ? `${kind} of ${apiVersion}` : kind;
}

const ambiguous = new Set(['Event', 'HorizontalPodAutoscaler']);
