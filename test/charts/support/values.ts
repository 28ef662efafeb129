/** Controllers that have a chart of their own. */
export const controllers = ['source-controller', 'kustomize-controller', 'notification-controller'] as const;

export type ChartName = (typeof controllers)[number];

export type Values = Readonly<Record<string, unknown>>;

/** The least that is needed to install. */
export const defaultValues: Values = { image: { repository: 'registry.example/controller' } };

const ofShard = {
  'watch-label-selector': 'sharding.fluxcd.io/key=shard1',
  'events-addr': 'http://notification-controller.$(RUNTIME_NAMESPACE).svc.cluster.local./',
};

const ownFlags: Readonly<Record<ChartName, Values>> = {
  'source-controller': { ...ofShard, 'artifact-retention-records': 5 },
  'kustomize-controller': { ...ofShard, 'override-manager': ['a', 'b'] },
  'notification-controller': { 'delivery-deadline': '1h' },
};

/** Every value that the charts have, away from its default. */
export function fullValues(chart: ChartName): Values {
  return {
    image: {
      repository: 'registry.example:5000/team/controller',
      digest: `sha256:${'a'.repeat(64)}`,
      pullPolicy: 'Always',
    },
    imagePullSecrets: [{ name: 'registry' }],
    fullnameOverride: 'shard-1',
    replicas: 2,
    flags: {
      'log-level': 'debug',
      'feature-gates': [],
      'max-retry-delay': '1h30m',
      concurrent: 20,
      ...ownFlags[chart],
    },
    extraEnv: [{ name: 'HTTPS_PROXY', value: 'http://proxy.example:3128' }],
    serviceAccount: { name: 'other', annotations: { 'example.com/role': 'reader' } },
    rbac: { aggregate: true, ...(chart === 'kustomize-controller' ? { clusterAdmin: false } : {}) },
    resources: { requests: { cpu: '2', memory: '2Gi' }, limits: { cpu: '4', memory: '2Gi' } },
    priorityClassName: 'system-cluster-critical',
    terminationGracePeriodSeconds: 30,
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'gitops', effect: 'NoSchedule' }],
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'arch', operator: 'In', values: ['amd64'] }] }],
        },
      },
    },
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: {} } },
    ],
    podLabels: { team: 'platform', number: 7 },
    podAnnotations: { 'example.com/note': 'yes', flag: true },
    ...(chart !== 'kustomize-controller' ? { persistence: { enabled: true, storageClass: 'fast', size: '20Gi' } } : {}),
    networkPolicy: {
      scraping: false,
      ...(chart === 'notification-controller' ? { webhooks: false } : {}),
      egress: [{ ports: [{ port: 443, protocol: 'TCP' }] }],
    },
    podMonitor: { enabled: true, interval: '1m', labels: { release: 'prometheus' } },
    serviceMonitor: { enabled: true, interval: '1m', labels: { release: 'prometheus' } },
  };
}

/** Text that ends strings, comments, documents and templates where it is not quoted. */
export const hostileText = `a"b'c: {{ fail "x" }} # \\ \t%\n---\nkind: Secret\n- &a *b !!c | > \${X} é 😀 <&> null`;

/** Every value that may be any text, as such. */
export const hostileValues: Values = {
  ...defaultValues,
  imagePullSecrets: [{ name: hostileText }],
  extraEnv: [{ name: 'HOSTILE', value: hostileText }],
  serviceAccount: { annotations: { [hostileText]: hostileText, yes: 'no', octal: '010', version: '1.10' } },
  resources: { requests: { memory: hostileText } },
  priorityClassName: hostileText,
  nodeSelector: { [hostileText]: hostileText },
  tolerations: [{ key: hostileText }],
  affinity: { nodeAffinity: { [hostileText]: hostileText } },
  topologySpreadConstraints: [{ topologyKey: hostileText }],
  podLabels: { [hostileText]: hostileText },
  podAnnotations: { [hostileText]: hostileText },
  networkPolicy: { egress: [{ [hostileText]: hostileText }] },
  podMonitor: { enabled: true, labels: { [hostileText]: hostileText } },
  serviceMonitor: { enabled: true, labels: { [hostileText]: hostileText } },
};
