const labels = { app: 'one' };
const probe = { httpGet: { path: '/', port: 'web', httpHeaders: [{ name: 'X', value: 'y' }] }, initialDelaySeconds: 3 };
const podSpec = {
  containers: [
    {
      name: 'a',
      image: 'a:1',
      command: ['sh', '-c'],
      env: [{ name: 'A', value: '1' }, { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }, { name: 'C', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } }],
      ports: [{ name: 'web', containerPort: 80 }],
      resources: { limits: { cpu: '0.5', memory: '1Gi' }, requests: { cpu: '100m' } },
      livenessProbe: probe,
      securityContext: { runAsUser: 0, runAsNonRoot: false, capabilities: { drop: ['ALL'] } },
      volumeMounts: [{ name: 'v', mountPath: '/v' }, { name: 'e', mountPath: '/e' }, { name: 'p', mountPath: '/p' }],
    },
  ],
  tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 0 }],
  affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: 'z', labelSelector: { matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] } } }] } },
  volumes: [
    { name: 'v', configMap: { name: 'm', items: [{ key: 'k', path: 'p', mode: 420 }] } },
    { name: 'e', emptyDir: { sizeLimit: '1Mi' } },
    { name: 'p', projected: { sources: [{ downwardAPI: { items: [{ path: 'l', fieldRef: { fieldPath: 'metadata.labels' } }] } }, { secret: { name: 's', optional: true } }] } },
  ],
};
const template = { metadata: { labels, annotations: { a: 'b' } }, spec: podSpec };
const selector = { matchLabels: labels };
const jobTemplate = { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a:1' }] } } } };
const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'fast' };
const scaleTarget = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'one' };
const ingressPath = { path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } };
const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];
const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' };
const webhook = { name: 'a.example.org', clientConfig: { url: 'https://127.0.0.1:1/x' }, sideEffects: 'None', admissionReviewVersions: ['v1'], failurePolicy: 'Ignore', rules: [{ apiGroups: ['none.example.org'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['nones'] }] };
const number = { type: 'number', minimum: 0, exclusiveMinimum: true, multipleOf: 0.5 };
const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: { n: number, e: { type: 'string', enum: ['a', 'b'], default: 'a' }, l: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' }, m: { type: 'object', additionalProperties: { type: 'integer' } }, x: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      'x-kubernetes-validations': [{ rule: 'self.n > 0', message: 'm' }],
    },
  },
};

/** An object of a built-in kind: its collection, and what is created in it. */
export interface Sample {
  readonly groupVersion: string;
  readonly resource: string;
  readonly kind: string;
  readonly body: object;
  readonly inCluster?: true;
}

const inNamespace: readonly (readonly [string, string, string, object])[] = [
  ['v1', 'configmaps', 'ConfigMap', { data: { b: '1', a: '2' }, binaryData: { c: 'AAEC' }, immutable: false }],
  ['v1', 'secrets', 'Secret', { data: { a: 'eA==' }, stringData: { b: 'y' } }],
  ['v1', 'services', 'Service', { spec: { clusterIP: 'None', selector: labels, ports: [{ port: 80, name: 'a', targetPort: 'web' }, { port: 53, name: 'b', protocol: 'UDP' }] } }],
  ['v1', 'serviceaccounts', 'ServiceAccount', { secrets: [{ name: 'a' }], automountServiceAccountToken: false }],
  ['v1', 'pods', 'Pod', { spec: podSpec }],
  ['v1', 'replicationcontrollers', 'ReplicationController', { spec: { replicas: 0, selector: labels, template } }],
  ['v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', { spec: claim }],
  ['v1', 'resourcequotas', 'ResourceQuota', { spec: { hard: { pods: '3', 'requests.cpu': '1500m' } } }],
  ['v1', 'limitranges', 'LimitRange', { spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] } }],
  ['v1', 'endpoints', 'Endpoints', { subsets: [{ addresses: [{ ip: '10.9.8.7' }], ports: [{ port: 80 }] }] }],
  ['v1', 'events', 'Event', { involvedObject: { kind: 'Pod', name: 'one', namespace: '{ns}' }, reason: 'R', message: 'm', type: 'Normal', count: 2, firstTimestamp: '2020-01-02T03:04:05Z' }],
  ['apps/v1', 'deployments', 'Deployment', { spec: { replicas: 3, selector, template, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: '10%' } } } }],
  ['apps/v1', 'replicasets', 'ReplicaSet', { spec: { replicas: 2, selector, template } }],
  ['apps/v1', 'statefulsets', 'StatefulSet', { spec: { serviceName: 'x', selector, template, volumeClaimTemplates: [{ metadata: { name: 'd' }, spec: claim }] } }],
  ['apps/v1', 'daemonsets', 'DaemonSet', { spec: { selector, template } }],
  ['apps/v1', 'controllerrevisions', 'ControllerRevision', { data: { a: { b: [1, 'x'] } }, revision: 7 }],
  ['batch/v1', 'jobs', 'Job', { spec: { completions: 2, ...jobTemplate.spec } }],
  ['batch/v1', 'cronjobs', 'CronJob', { spec: { schedule: '* * * * *', suspend: true, jobTemplate } }],
  ['autoscaling/v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', { spec: { maxReplicas: 4, scaleTargetRef: scaleTarget, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } }] } }],
  ['networking.k8s.io/v1', 'ingresses', 'Ingress', { spec: { tls: [{ hosts: ['a.example'] }], rules: [{ host: 'a.example', http: { paths: [ingressPath] } }, { host: 'b.example' }] } }],
  ['networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy', { spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }], ports: [{ port: 80 }, { port: 'web' }] }], policyTypes: ['Ingress'] } }],
  ['policy/v1', 'poddisruptionbudgets', 'PodDisruptionBudget', { spec: { minAvailable: '50%', selector } }],
  ['rbac.authorization.k8s.io/v1', 'roles', 'Role', { rules }],
  ['rbac.authorization.k8s.io/v1', 'rolebindings', 'RoleBinding', { roleRef, subjects: [{ kind: 'ServiceAccount', name: 's', namespace: 'n' }] }],
  ['coordination.k8s.io/v1', 'leases', 'Lease', { spec: { holderIdentity: 'h', leaseDurationSeconds: 15, renewTime: '2020-01-02T03:04:05.678901Z' } }],
  ['discovery.k8s.io/v1', 'endpointslices', 'EndpointSlice', { addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }], ports: [{ name: '', port: 80 }] }],
];

const inCluster: readonly (readonly [string, string, string, object])[] = [
  ['v1', 'namespaces', 'Namespace', { metadata: { name: '{ns}-x' } }],
  ['v1', 'nodes', 'Node', { spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } }],
  ['v1', 'persistentvolumes', 'PersistentVolume', { spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/x' } } }],
  ['storage.k8s.io/v1', 'storageclasses', 'StorageClass', { provisioner: 'p', parameters: { a: 'b' } }],
  ['scheduling.k8s.io/v1', 'priorityclasses', 'PriorityClass', { value: -7 }],
  ['rbac.authorization.k8s.io/v1', 'clusterroles', 'ClusterRole', { rules, aggregationRule: { clusterRoleSelectors: [{ matchLabels: labels }] } }],
  ['rbac.authorization.k8s.io/v1', 'clusterrolebindings', 'ClusterRoleBinding', { roleRef, subjects: [{ kind: 'User', name: 'u' }] }],
  ['admissionregistration.k8s.io/v1', 'validatingwebhookconfigurations', 'ValidatingWebhookConfiguration', { webhooks: [webhook] }],
  ['apiextensions.k8s.io/v1', 'customresourcedefinitions', 'CustomResourceDefinition', { metadata: { name: 'gizmos.{ns}.example.org' }, spec: { group: '{ns}.example.org', scope: 'Namespaced', names: { plural: 'gizmos', kind: 'Gizmo' }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema }, additionalPrinterColumns: [{ name: 'N', type: 'number', jsonPath: '.spec.n' }] }] } }],
];

function samplesOf(rows: readonly (readonly [string, string, string, object])[], name: string): Sample[] {
  return rows.map(([groupVersion, resource, kind, body]) => ({
    groupVersion,
    resource,
    kind,
    body: { apiVersion: groupVersion, kind, metadata: { name, labels: { t: '{ns}' } }, ...body },
  }));
}

/** One object of every built-in kind that clients write. */
export const samples: readonly Sample[] = [
  ...samplesOf(inNamespace, 'one'),
  ...samplesOf(inCluster, '{ns}').map((sample) => ({ ...sample, inCluster: true as const })),
];
