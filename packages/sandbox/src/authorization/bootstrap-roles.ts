import type { JsonObject } from '@sluice/objects';

const rbac = 'rbac.authorization.k8s.io/v1';
const read = ['get', 'list', 'watch'];
const write = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const discoveryPaths = [
  '/api',
  '/api/*',
  '/apis',
  '/apis/*',
  '/healthz',
  '/livez',
  '/openapi',
  '/openapi/*',
  '/readyz',
  '/version',
  '/version/',
];
const publicPaths = ['/healthz', '/livez', '/readyz', '/version', '/version/'];

const coreResources = [
  'configmaps',
  'endpoints',
  'events',
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'serviceaccounts',
  'services',
];
const coreReadOnly = [
  'bindings',
  'limitranges',
  'namespaces',
  'pods/log',
  'pods/status',
  'resourcequotas',
  'services/status',
  'persistentvolumeclaims/status',
];
const appResources = [
  'daemonsets',
  'deployments',
  'deployments/scale',
  'replicasets',
  'replicasets/scale',
  'statefulsets',
  'statefulsets/scale',
];
const otherResources: readonly (readonly [string, readonly string[]])[] = [
  ['apps', [...appResources, 'controllerrevisions']],
  ['autoscaling', ['horizontalpodautoscalers']],
  ['batch', ['cronjobs', 'jobs']],
  ['discovery.k8s.io', ['endpointslices']],
  ['networking.k8s.io', ['ingresses', 'networkpolicies']],
  ['policy', ['poddisruptionbudgets']],
];

const viewRules: readonly JsonObject[] = [
  { apiGroups: [''], resources: [...coreResources, ...coreReadOnly], verbs: read },
  ...otherResources.map(([group, resources]) => ({ apiGroups: [group], resources: [...resources], verbs: read })),
];
const editRules: readonly JsonObject[] = [
  ...viewRules,
  {
    apiGroups: [''],
    resources: ['pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy', 'secrets', 'services/proxy'],
    verbs: read,
  },
  { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['impersonate'] },
  { apiGroups: [''], resources: [...coreResources, 'pods/eviction', 'secrets', 'serviceaccounts/token'], verbs: write },
  ...otherResources.map(([group, resources]) => ({ apiGroups: [group], resources: [...resources], verbs: write })),
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: [...read, ...write] },
];
const adminRules: readonly JsonObject[] = [
  ...editRules,
  { apiGroups: ['rbac.authorization.k8s.io'], resources: ['rolebindings', 'roles'], verbs: [...read, ...write] },
  { apiGroups: ['authorization.k8s.io'], resources: ['localsubjectaccessreviews'], verbs: ['create'] },
];

const roles = new Map<string, readonly JsonObject[]>([
  [
    'cluster-admin',
    [
      { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
      { nonResourceURLs: ['*'], verbs: ['*'] },
    ],
  ],
  ['admin', adminRules],
  ['edit', editRules],
  ['view', viewRules],
  ['system:discovery', [{ nonResourceURLs: discoveryPaths, verbs: ['get'] }]],
  ['system:public-info-viewer', [{ nonResourceURLs: publicPaths, verbs: ['get'] }]],
  [
    'system:basic-user',
    [
      {
        apiGroups: ['authorization.k8s.io'],
        resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
        verbs: ['create'],
      },
      { apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'], verbs: ['create'] },
    ],
  ],
]);

const bindings: readonly (readonly [role: string, groups: readonly string[]])[] = [
  ['cluster-admin', ['system:masters']],
  ['system:discovery', ['system:authenticated']],
  ['system:basic-user', ['system:authenticated']],
  ['system:public-info-viewer', ['system:authenticated', 'system:unauthenticated']],
];

const metadata = {
  labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
  annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
};

/** The roles that every cluster has, and who holds them from the start. */
export function bootstrapRoles(): readonly JsonObject[] {
  return [
    ...[...roles].map(([name, rules]) => ({
      apiVersion: rbac,
      kind: 'ClusterRole',
      metadata: { name, ...metadata },
      rules: [...rules],
    })),
    ...bindings.map(([name, groups]) => ({
      apiVersion: rbac,
      kind: 'ClusterRoleBinding',
      metadata: { name, ...metadata },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: groups.map((group) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group })),
    })),
  ];
}
