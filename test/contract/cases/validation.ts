import type { ContractArea, ContractCase } from '../contract-case.ts';
import { configMap, create, inCluster, inNamespace, patch } from '../steps.ts';
import { emptinessOfKinds } from './kinds.ts';
import { moreValidation } from './more-validation.ts';

const labels = { app: 'web' };
const container = { name: 'a', image: 'a:1' };

function pod(name: string, spec: object, metadata: object = {}): ContractCase {
  return { name: `pod: ${name}`, steps: [create(inNamespace('v1', 'pods'), { metadata: { name: 'one', ...metadata }, spec: { containers: [container], ...spec } })] };
}

function deployment(name: string, spec: object, podSpec: object = {}): ContractCase {
  const template = { metadata: { labels }, spec: { containers: [container], ...podSpec } };
  return { name: `deployment: ${name}`, steps: [create(inNamespace('apps/v1', 'deployments'), { metadata: { name: 'one' }, spec: { selector: { matchLabels: labels }, template, ...spec } })] };
}

function service(name: string, spec: object, ...patches: readonly object[]): ContractCase {
  const services = inNamespace('v1', 'services');
  return {
    name: `service: ${name}`,
    steps: [create(services, { metadata: { name: 'one' }, spec: { clusterIP: 'None', ...spec } }), ...patches.map((body) => patch('merge', `${services}/one`, { spec: body }))],
  };
}

function any(name: string, groupVersion: string, resource: string, object: object, ...patches: readonly object[]): ContractCase {
  const path = inNamespace(groupVersion, resource);
  return { name, steps: [create(path, { metadata: { name: 'one' }, ...object }), ...patches.map((body) => patch('merge', `${path}/one`, body))] };
}

function job(name: string, spec: object, ...patches: readonly object[]): ContractCase {
  const template = { spec: { restartPolicy: 'Never', containers: [container] } };
  return any(`job: ${name}`, 'batch/v1', 'jobs', { spec: { template, ...spec } }, ...patches);
}

const names = ['Upper', 'under_score', '-dash', 'dash-', 'dot.ted', '.dot', 'a..b', 'x'.repeat(253), 'x'.repeat(254), 'ümlaut', 'with space', '1', 'a/b', '%'];
const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

const metadata: ContractCase[] = [
  ...names.map((name) => ({ name: `name of a ConfigMap: ${name.length > 20 ? `${name.length} letters` : name}`, steps: [create(inNamespace('v1', 'configmaps'), configMap(name))] })),
  ...['Upper', 'dot.ted', '1', 'x'.repeat(63), 'x'.repeat(64), 'a-1'].map((name) => ({ name: `name of a Service: ${name.length > 20 ? `${name.length} letters` : name}`, steps: [create(inNamespace('v1', 'services'), { metadata: { name }, spec: { clusterIP: 'None' } })] })),
  ...['Upper', 'dot.ted', 'x'.repeat(64)].map((name) => ({ name: `name of a Namespace: ${name.length > 20 ? `${name.length} letters` : name}`, steps: [create(inCluster('v1', 'namespaces'), { metadata: { name } })] })),
  { name: 'names of roles may hold colons', steps: [create(inNamespace('rbac.authorization.k8s.io/v1', 'roles'), { metadata: { name: 'system:a:b' } }), create(inNamespace('rbac.authorization.k8s.io/v1', 'roles'), { metadata: { name: 'a/b' } }), create(inNamespace('rbac.authorization.k8s.io/v1', 'roles'), { metadata: { name: '..' } })] },
  ...[{ 'a b': 'x' }, { a: 'x y' }, { a: 'x'.repeat(64) }, { 'a/b/c': 'x' }, { '/a': 'x' }, { 'Example.com/a': 'x' }, { ['a'.repeat(64)]: 'x' }, { a: '-x' }, { '': 'x' }, { a: '' }].map((bad, index) => ({ name: `labels ${index + 1}`, steps: [create(inNamespace('v1', 'configmaps'), configMap('one', {}, { labels: bad }))] })),
  { name: 'annotations', steps: [create(inNamespace('v1', 'configmaps'), configMap('one', {}, { annotations: { 'a b': 'x' } })), create(inNamespace('v1', 'configmaps'), configMap('two', {}, { annotations: { ok: 'any text\nat all' } })), create(inNamespace('v1', 'configmaps'), configMap('three', {}, { annotations: { big: 'x'.repeat(262_145) } }))] },
  { name: 'owner references', steps: [create(inNamespace('v1', 'configmaps'), configMap('one', {}, { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'x' }] })), create(inNamespace('v1', 'configmaps'), configMap('one', {}, { ownerReferences: [{ apiVersion: 'v1', kind: 'A', name: 'x', uid: '1', controller: true }, { apiVersion: 'v1', kind: 'A', name: 'y', uid: '2', controller: true }] }))] },
  { name: 'keys of data', steps: [create(inNamespace('v1', 'configmaps'), configMap('one', { 'a b': '' })), create(inNamespace('v1', 'configmaps'), configMap('one', { '.': '' })), create(inNamespace('v1', 'configmaps'), { ...configMap('one', { a: '' }), binaryData: { a: 'eA==' } })] },
];

const workloads: ContractCase[] = [
  deployment('without selector', { selector: undefined }),
  deployment('with an empty selector', { selector: {} }),
  deployment('selector that does not match', { selector: { matchLabels: { other: 'x' } } }),
  deployment('negative replicas', { replicas: -1 }),
  deployment('unknown strategy', { strategy: { type: 'Sideways' } }),
  deployment('strategy Recreate with rollingUpdate', { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }),
  deployment('maxSurge and maxUnavailable both zero', { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
  deployment('percentages', { strategy: { rollingUpdate: { maxSurge: '30%', maxUnavailable: '200%' } } }),
  deployment('a bad percentage', { strategy: { rollingUpdate: { maxSurge: 'some' } } }),
  deployment('without containers', {}, { containers: [] }),
  deployment('restartPolicy Never', {}, { restartPolicy: 'Never' }),
  deployment('progressDeadline before minReady', { minReadySeconds: 10, progressDeadlineSeconds: 5 }),
  deployment('without template', { template: undefined }),
  {
    name: 'deployment: selector is immutable',
    steps: [
      create(inNamespace('apps/v1', 'deployments'), { metadata: { name: 'one' }, spec: { selector: { matchLabels: labels }, template: { metadata: { labels: { ...labels, x: 'y' } }, spec: { containers: [container] } } } }),
      patch('merge', inNamespace('apps/v1', 'deployments', 'one'), { spec: { selector: { matchLabels: { x: 'y' } } } }),
    ],
  },
  any('statefulset: immutable fields', 'apps/v1', 'statefulsets', { spec: { serviceName: 'a', selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [container] } } } }, { spec: { serviceName: 'b' } }, { spec: { replicas: 3 } }, { spec: { podManagementPolicy: 'Parallel' } }),
  any('daemonset: selector is immutable', 'apps/v1', 'daemonsets', { spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [container] } } } }, { spec: { selector: { matchLabels: { b: 'c' } } } }),
  job('template is immutable', {}, { spec: { template: { spec: { containers: [{ name: 'a', image: 'b:2' }] } } } }),
  job('suspended and resumed', { suspend: true }, { spec: { suspend: false } }, { spec: { parallelism: 3 } }, { spec: { completions: 3 } }),
  job('restartPolicy Always', { template: { spec: { restartPolicy: 'Always', containers: [container] } } }),
  job('own selector', { selector: { matchLabels: { a: 'b' } } }),
  job('negative numbers', { parallelism: -1, completions: -1, backoffLimit: -1 }),
  job('indexed without completions', { completionMode: 'Indexed' }),
  any('cronjob: bad schedule', 'batch/v1', 'cronjobs', { spec: { schedule: 'now and then', jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [container] } } } } } }),
  any('cronjob: time zone', 'batch/v1', 'cronjobs', { spec: { schedule: '0 0 * * *', timeZone: 'Mars/Olympus', jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [container] } } } } } }),
  any('cronjob: concurrency', 'batch/v1', 'cronjobs', { spec: { schedule: '@daily', concurrencyPolicy: 'Maybe', jobTemplate: { spec: { template: { spec: { restartPolicy: 'OnFailure', containers: [container] } } } } } }),
];

const pods: ContractCase[] = [
  pod('without containers', { containers: [] }),
  pod('without an image', { containers: [{ name: 'a' }] }),
  pod('without a name', { containers: [{ image: 'a' }] }),
  pod('two containers of one name', { containers: [container, container] }),
  pod('a bad container name', { containers: [{ name: 'Bad_Name', image: 'a' }] }),
  pod('a port beyond range', { containers: [{ ...container, ports: [{ containerPort: 70000 }] }] }),
  pod('a port name that is too long', { containers: [{ ...container, ports: [{ containerPort: 80, name: 'sixteen-letters-x' }] }] }),
  pod('a mount without a volume', { containers: [{ ...container, volumeMounts: [{ name: 'v', mountPath: '/v' }] }] }),
  pod('two mounts at one path', { containers: [{ ...container, volumeMounts: [{ name: 'v', mountPath: '/v' }, { name: 'v', mountPath: '/v' }] }], volumes: [{ name: 'v', emptyDir: {} }] }),
  pod('two sources in one volume', { volumes: [{ name: 'v', emptyDir: {}, configMap: { name: 'x' } }] }),
  pod('request above limit', { containers: [{ ...container, resources: { requests: { cpu: 2 }, limits: { cpu: 1 } } }] }),
  pod('a negative quantity', { containers: [{ ...container, resources: { requests: { cpu: '-1' } } }] }),
  pod('an unknown resource', { containers: [{ ...container, resources: { requests: { speed: '1' } } }] }),
  pod('a bad quantity', { containers: [{ ...container, resources: { requests: { memory: '1Gig' } } }] }),
  pod('an unknown pull policy', { containers: [{ ...container, imagePullPolicy: 'Sometimes' }] }),
  pod('an unknown restart policy', { restartPolicy: 'Sometimes' }),
  pod('an env name', { containers: [{ ...container, env: [{ name: '1=2', value: 'x' }] }] }),
  pod('env with value and source', { containers: [{ ...container, env: [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }] }),
  pod('a probe without a handler', { containers: [{ ...container, livenessProbe: {} }] }),
  pod('a probe with two handlers', { containers: [{ ...container, livenessProbe: { httpGet: { port: 80 }, exec: { command: ['x'] } } }] }),
  pod('a toleration', { tolerations: [{ operator: 'Exists', value: 'x' }] }),
  pod('a negative grace period', { terminationGracePeriodSeconds: -5 }),
  pod('an unknown priority class', { priorityClassName: 'none' }),
  pod('a host port without host network', { hostNetwork: true, containers: [{ ...container, ports: [{ containerPort: 80, hostPort: 81 }] }] }),
  {
    name: 'pod: what may be updated',
    steps: [
      create(inNamespace('v1', 'pods'), { metadata: { name: 'one' }, spec: { containers: [container] } }),
      patch('strategic', inNamespace('v1', 'pods', 'one'), { spec: { containers: [{ name: 'a', image: 'a:2' }] } }),
      patch('merge', inNamespace('v1', 'pods', 'one'), { spec: { activeDeadlineSeconds: 60 } }),
      patch('merge', inNamespace('v1', 'pods', 'one'), { spec: { nodeName: 'n' } }),
      patch('merge', inNamespace('v1', 'pods', 'one'), { spec: { restartPolicy: 'Never' } }),
    ],
  },
];

const others: ContractCase[] = [
  service('without ports', {}),
  service('port beyond range', { ports: [{ port: 70000 }] }),
  service('two ports without names', { ports: [{ port: 80 }, { port: 81 }] }),
  service('two ports of one name', { ports: [{ port: 80, name: 'a' }, { port: 81, name: 'a' }] }),
  service('the same port twice', { ports: [{ port: 80, name: 'a' }, { port: 80, name: 'b' }] }),
  service('protocol', { ports: [{ port: 80, protocol: 'ICMP' }] }),
  service('targetPort name', { ports: [{ port: 80, targetPort: 'Not_A_Name' }] }),
  service('type', { type: 'Sideways' }),
  service('ExternalName without a name', { type: 'ExternalName', clusterIP: undefined }),
  service('ExternalName', { type: 'ExternalName', clusterIP: undefined, externalName: 'a.example' }),
  service('clusterIP is immutable', { ports: [{ port: 80 }] }, { clusterIP: '10.0.0.77' }),
  service('clusterIP that is none', { clusterIP: 'nowhere', ports: [{ port: 80 }] }),
  service('clusterIP out of range', { clusterIP: '192.168.1.1', ports: [{ port: 80 }] }),
  service('clusterIP asked for', { clusterIP: '10.0.200.77', ports: [{ port: 80 }] }),
  service('nodePort without its type', { ports: [{ port: 80, nodePort: 30080 }] }),
  service('nodePort out of range', { type: 'NodePort', clusterIP: '10.0.200.78', ports: [{ port: 80, nodePort: 80 }] }),
  service('sessionAffinity', { sessionAffinity: 'Always' }),
  any('claim: without access modes', 'v1', 'persistentvolumeclaims', { spec: { resources: claim.resources } }),
  any('claim: without a size', 'v1', 'persistentvolumeclaims', { spec: { accessModes: claim.accessModes } }),
  any('claim: immutable spec', 'v1', 'persistentvolumeclaims', { spec: claim }, { spec: { accessModes: ['ReadWriteMany'] } }, { spec: { resources: { requests: { storage: '2Gi' } } } }),
  any('ingress: path without a slash', 'networking.k8s.io/v1', 'ingresses', { spec: { rules: [{ http: { paths: [{ path: 'x', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } }] } }] } }),
  any('ingress: without a path type', 'networking.k8s.io/v1', 'ingresses', { spec: { rules: [{ http: { paths: [{ path: '/', backend: { service: { name: 'a', port: { number: 80 } } } }] } }] } }),
  any('ingress: nothing', 'networking.k8s.io/v1', 'ingresses', { spec: {} }),
  any('ingress: host', 'networking.k8s.io/v1', 'ingresses', { spec: { rules: [{ host: 'Bad Host' }] } }),
  any('autoscaler: limits', 'autoscaling/v2', 'horizontalpodautoscalers', { spec: { minReplicas: 5, maxReplicas: 2, scaleTargetRef: { kind: 'Deployment', name: 'x' } } }),
  any('autoscaler: without a target', 'autoscaling/v2', 'horizontalpodautoscalers', { spec: { maxReplicas: 2 } }),
  any('budget: both limits', 'policy/v1', 'poddisruptionbudgets', { spec: { minAvailable: 1, maxUnavailable: 1, selector: { matchLabels: labels } } }),
  any('network policy: CIDR', 'networking.k8s.io/v1', 'networkpolicies', { spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 'x' } }] }] } }),
  any('role binding: roleRef is immutable', 'rbac.authorization.k8s.io/v1', 'rolebindings', { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'a' } }, { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'b' } }),
  any('role: rule without verbs', 'rbac.authorization.k8s.io/v1', 'roles', { rules: [{ apiGroups: [''], resources: ['pods'] }] }),
  any('role: URLs in a namespace', 'rbac.authorization.k8s.io/v1', 'roles', { rules: [{ nonResourceURLs: ['/x'], verbs: ['get'] }] }),
  any('role binding: bad subject', 'rbac.authorization.k8s.io/v1', 'rolebindings', { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'a' }, subjects: [{ kind: 'Robot', name: 'x' }, { kind: 'ServiceAccount', name: 'x' }] }),
  any('secret: type is immutable', 'v1', 'secrets', { type: 'Opaque' }, { type: 'example.com/other' }),
  any('secret: kinds with required keys', 'v1', 'secrets', { type: 'kubernetes.io/tls', data: { x: 'eA==' } }),
  any('secret: docker configuration', 'v1', 'secrets', { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': 'no JSON' } }),
  any('secret: basic auth', 'v1', 'secrets', { type: 'kubernetes.io/basic-auth', stringData: {} }),
  any('lease', 'coordination.k8s.io/v1', 'leases', { spec: { leaseDurationSeconds: 0 } }),
  any('resource quota', 'v1', 'resourcequotas', { spec: { hard: { pods: '-1' } } }),
  any('limit range', 'v1', 'limitranges', { spec: { limits: [{ type: 'Container', min: { cpu: '2' }, max: { cpu: '1' } }] } }),
  { name: 'storage class: provisioner is required', steps: [create(inCluster('storage.k8s.io/v1', 'storageclasses'), { metadata: { name: '{ns}' } })] },
  { name: 'priority class: value is immutable', steps: [create(inCluster('scheduling.k8s.io/v1', 'priorityclasses'), { metadata: { name: '{ns}' }, value: 3 }), patch('merge', inCluster('scheduling.k8s.io/v1', 'priorityclasses', '{ns}'), { value: 4 })] },
];

/** The validation of built-in kinds that people meet. */
export const validation: ContractArea = { area: 'validation of built-in kinds', cases: [...metadata, ...workloads, ...pods, ...others, ...emptinessOfKinds, ...moreValidation] };
