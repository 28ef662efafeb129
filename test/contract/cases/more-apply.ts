import type { ContractCase, Step } from '../contract-case.ts';
import { apply, configMap, create, get, inCluster, inNamespace, patch, remove, update } from '../steps.ts';

const maps = inNamespace('v1', 'configmaps');
const one = inNamespace('v1', 'configmaps', 'one');
const deployments = inNamespace('apps/v1', 'deployments');
const web = inNamespace('apps/v1', 'deployments', 'web');
const labels = { app: 'web' };

const map = (data?: unknown, metadata: object = {}): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one', ...metadata }, ...(data === undefined ? {} : { data }) });

const main = { name: 'web', image: 'web:1' };
function pods(podSpec: object = {}, spec: object = {}, metadata: object = {}): object {
  const template = { metadata: { labels }, spec: { containers: [main], ...podSpec } };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', ...metadata }, spec: { selector: { matchLabels: labels }, template, ...spec } };
}

function of(name: string, ...steps: readonly Step[]): ContractCase {
  return { name, steps };
}

/** Two managers apply a pod spec, then the first gives its part up. */
function shared(name: string, first: object, second: object, ...more: readonly object[]): ContractCase {
  return of(`pod spec: ${name}`, apply(web, pods(first), 'x'), apply(web, pods(second), 'y'), apply(web, pods(second), 'y', 'force=true'), ...more.map((third) => apply(web, pods(third), 'x')), apply(web, pods(), 'x'));
}

/** One manager applies one container field after the other. */
function inContainer(name: string, ...fields: readonly object[]): ContractCase {
  return of(`container: ${name}`, ...fields.map((each) => apply(web, pods({ containers: [{ ...main, ...each }] }), 'x')), apply(web, pods(), 'x'));
}

const lists: ContractCase[] = [
  shared('pull secrets', { imagePullSecrets: [{ name: 'a' }] }, { imagePullSecrets: [{ name: 'b' }] }),
  shared('pull secrets without a name', { imagePullSecrets: [{}] }, { imagePullSecrets: [{ name: '' }] }),
  shared('aliases of hosts', { hostAliases: [{ ip: '1.1.1.1', hostnames: ['a'] }] }, { hostAliases: [{ ip: '1.1.1.1', hostnames: ['b'] }] }, { hostAliases: [] }),
  shared('spread constraints', { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }] }, { topologySpreadConstraints: [{ maxSkew: 2, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }] }, { topologySpreadConstraints: [{ maxSkew: 3, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }] }),
  shared('tolerations', { tolerations: [{ key: 'a', operator: 'Exists' }] }, { tolerations: [] }),
  shared('volumes', { volumes: [{ name: 'v', emptyDir: {} }] }, { volumes: [{ name: 'v', emptyDir: { medium: 'Memory' } }, { name: 'w', secret: { secretName: 's' } }] }),
  shared('volumes with lists inside', { volumes: [{ name: 'v', configMap: { name: 'm', items: [{ key: 'a', path: 'a' }] } }] }, { volumes: [{ name: 'v', configMap: { name: 'm', items: [{ key: 'b', path: 'b' }] } }] }),
  shared('projected volumes', { volumes: [{ name: 'v', projected: { sources: [{ secret: { name: 'a' } }] } }] }, { volumes: [{ name: 'v', projected: { sources: [{ secret: { name: 'b' } }], defaultMode: 256 } }] }),
  shared('affinity', { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }] } } } }, { affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } } }),
  shared('security', { securityContext: { runAsUser: 1, sysctls: [{ name: 'a.b', value: '1' }] } }, { securityContext: { runAsUser: 2, fsGroup: 3 } }),
  shared('init containers', { initContainers: [{ name: 'i', image: 'i:1' }] }, { initContainers: [{ name: 'i', image: 'i:2' }, { name: 'j', image: 'j' }] }),
  shared('sharing of plain fields', { serviceAccountName: 'a', terminationGracePeriodSeconds: 5 }, { serviceAccountName: 'a', terminationGracePeriodSeconds: 6 }),
  shared('readiness gates', { readinessGates: [{ conditionType: 'a.b/c' }] }, { readinessGates: [{ conditionType: 'a.b/d' }] }),
  shared('scheduling gates', { nodeSelector: { a: 'b' } }, { nodeSelector: { a: 'c' } }),
  shared('DNS', { dnsConfig: { nameservers: ['1.1.1.1'] } }, { dnsConfig: { nameservers: ['8.8.8.8'], options: [{ name: 'a' }] } }),
  inContainer('ports', { ports: [{ containerPort: 80 }] }, { ports: [{ containerPort: 80, protocol: 'TCP' }, { containerPort: 80, protocol: 'UDP' }] }, { ports: [{ containerPort: 81 }] }, { ports: [] }),
  inContainer('ports twice the same', { ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'TCP' }] }),
  inContainer('ports without a number', { ports: [{ name: 'a' }] }),
  inContainer('env', { env: [{ name: 'A', value: '1' }, { name: 'B', value: '2' }] }, { env: [{ name: 'B', value: '2' }, { name: 'A', value: '1' }] }, { env: [{ name: 'C', value: '' }] }, { env: [{ name: 'C' }] }),
  inContainer('env twice the same', { env: [{ name: 'A', value: '1' }, { name: 'A', value: '2' }] }),
  inContainer('mounts', { volumeMounts: [] }, { volumeDevices: [] }),
  inContainer('probes', { livenessProbe: { httpGet: { port: 80, path: '/' } } }, { livenessProbe: { tcpSocket: { port: 'http' } } }, { livenessProbe: { exec: { command: ['a'] }, periodSeconds: 3 } }),
  inContainer('resources', { resources: { limits: { cpu: '1' }, requests: { cpu: '0.5' } } }, { resources: { limits: { cpu: 1, memory: '1Gi' } } }, { resources: {} }),
  inContainer('command and arguments', { command: ['a'], args: ['b'] }, { command: ['a', 'c'] }, { command: [] }),
  inContainer('security', { securityContext: { capabilities: { add: ['A'], drop: ['B'] } } }, { securityContext: { capabilities: { add: ['C'] } } }, { securityContext: {} }),
  inContainer('lifecycle', { lifecycle: { preStop: { exec: { command: ['a'] } } } }, { lifecycle: { preStop: { sleep: { seconds: 3 } } } }),
  inContainer('a null field', { command: null }, { resources: null }, { env: null }),
  inContainer('an empty image', { image: '' }),
  inContainer('envFrom', { envFrom: [{ configMapRef: { name: 'a' } }] }, { envFrom: [{ configMapRef: { name: 'a' } }, { secretRef: { name: 'b' } }] }),
  inContainer('resize policy', { resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }] }, { resizePolicy: [{ resourceName: 'memory', restartPolicy: 'NotRequired' }] }),
  of('owner references of two managers', apply(one, map({}, { ownerReferences: [{ apiVersion: 'v1', kind: 'A', name: 'a', uid: '1' }] }), 'x'), apply(one, map({}, { ownerReferences: [{ apiVersion: 'v1', kind: 'A', name: 'b', uid: '2' }] }), 'y'), apply(one, map({}), 'x')),
  of('owner references with the same uid', apply(one, map({}, { ownerReferences: [{ apiVersion: 'v1', kind: 'A', name: 'a', uid: '1' }, { apiVersion: 'v1', kind: 'A', name: 'b', uid: '1' }] }), 'x')),
  of('binary data', apply(one, { ...map(), binaryData: { a: 'eA==' } }, 'x'), apply(one, { ...map(), binaryData: { a: 'eQ==' } }, 'y'), apply(one, { ...map(), binaryData: { a: 'no' } }, 'x')),
  of('secrets by stringData', apply(inNamespace('v1', 'secrets', 's'), { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'x' } }, 'x'), apply(inNamespace('v1', 'secrets', 's'), { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { a: 'eQ==' } }, 'y'), apply(inNamespace('v1', 'secrets', 's'), { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { b: 'x' } }, 'x')),
  of('subsets of endpoints', apply(inNamespace('v1', 'endpoints', 'e'), { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'e' }, subsets: [{ addresses: [{ ip: '10.0.0.7' }], ports: [{ port: 80 }] }] }, 'x'), apply(inNamespace('v1', 'endpoints', 'e'), { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'e' }, subsets: [] }, 'y')),
  of('rules of a role', ...['get', 'list'].map((verb) => apply(inNamespace('rbac.authorization.k8s.io/v1', 'roles', 'r'), { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'r' }, rules: [{ apiGroups: [''], resources: ['pods'], verbs: [verb] }] }, verb))),
  of('webhooks by name', ...['a', 'b'].map((each) => apply(inCluster('admissionregistration.k8s.io/v1', 'validatingwebhookconfigurations', '{ns}'), { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration', metadata: { name: '{ns}' }, webhooks: [{ name: `${each}.example.com`, sideEffects: 'None', admissionReviewVersions: ['v1'], clientConfig: { url: 'https://a.example' }, rules: [{ apiGroups: ['none.example'], apiVersions: ['v1'], resources: ['none'], operations: ['CREATE'] }] }] }, each))),
  of('an autoscaler in two versions', apply(inNamespace('autoscaling/v2', 'horizontalpodautoscalers', 'h'), { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'h' }, spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' } } }, 'x'), apply(inNamespace('autoscaling/v1', 'horizontalpodautoscalers', 'h'), { apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler', metadata: { name: 'h' }, spec: { maxReplicas: 4, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' } } }, 'y'), apply(inNamespace('autoscaling/v1', 'horizontalpodautoscalers', 'h'), { apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler', metadata: { name: 'h' }, spec: { maxReplicas: 4, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' } } }, 'y', 'force=true')),
  of('metrics of an autoscaler', ...[60, 70].map((averageUtilization) => apply(inNamespace('autoscaling/v2', 'horizontalpodautoscalers', 'h'), { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'h' }, spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' }, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }] } }, String(averageUtilization)))),
  of('ports of a Service by protocol', ...[[{ port: 53, protocol: 'UDP', name: 'u' }], [{ port: 53, name: 't' }], [{ port: 53, protocol: 'TCP', name: 't', targetPort: 5353 }]].map((ports, index) => apply(inNamespace('v1', 'services', 's'), { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: { clusterIP: 'None', selector: labels, ports } }, `m${index}`))),
  of('the address of a Service', apply(inNamespace('v1', 'services', 's'), { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: { clusterIP: 'None', ports: [{ port: 1 }] } }, 'x'), apply(inNamespace('v1', 'services', 's'), { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: { ports: [{ port: 1 }] } }, 'x')),
  of('status of a node by two managers', create(inCluster('v1', 'nodes'), { metadata: { name: '{ns}' } }), apply(inCluster('v1', 'nodes', '{ns}', 'status'), { apiVersion: 'v1', kind: 'Node', metadata: { name: '{ns}' }, status: { conditions: [{ type: 'A', status: 'True' }], addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] } }, 'x'), apply(inCluster('v1', 'nodes', '{ns}', 'status'), { apiVersion: 'v1', kind: 'Node', metadata: { name: '{ns}' }, status: { conditions: [{ type: 'B', status: 'True' }, { type: 'A', status: 'False' }] } }, 'y'), get(inCluster('v1', 'nodes', '{ns}'))),
];

const ownership: ContractCase[] = [
  of('a field goes from one to another and back', apply(one, map({ a: '1' }), 'x'), apply(one, map({ a: '2' }), 'y', 'force=true'), apply(one, map({ a: '1' }), 'x', 'force=true')),
  of('a field moves by being shared first', apply(one, map({ a: '1' }), 'x'), apply(one, map({ a: '1' }), 'y'), apply(one, map(), 'x'), apply(one, map({ a: '2' }), 'y')),
  of('three share, two leave', apply(one, map({ a: '1' }), 'x'), apply(one, map({ a: '1' }), 'y'), apply(one, map({ a: '1' }), 'z'), apply(one, map(), 'x'), apply(one, map(), 'y'), apply(one, map({ b: '1' }), 'z')),
  of('a shared field conflicts with both', apply(one, map({ a: '1' }), 'x'), apply(one, map({ a: '1' }), 'y'), apply(one, map({ a: '2' }), 'x')),
  of('a shared field forced by one', apply(one, map({ a: '1' }), 'x'), apply(one, map({ a: '1' }), 'y'), apply(one, map({ a: '2' }), 'x', 'force=true'), apply(one, map({ a: '1' }), 'y')),
  of('a shared map of labels', apply(one, map({}, { labels: { a: '1', s: '1' } }), 'x'), apply(one, map({}, { labels: { b: '1', s: '1' } }), 'y'), apply(one, map({}), 'x'), apply(one, map({}), 'y')),
  of('shared maps that are given up whole', apply(one, map({ a: '1' }, { labels: { a: '1' } }), 'x'), apply(one, map({ a: '1' }, { labels: { a: '1' } }), 'y'), apply(one, map(), 'x'), apply(one, map(), 'y')),
  of('an owner by update and one by apply of the same name', create(`${maps}?fieldManager=x`, configMap('one', { a: '1' })), apply(one, map({ a: '1' }), 'x'), apply(one, map({ b: '1' }), 'x')),
  of('an owner by update whose field is forced', create(`${maps}?fieldManager=u`, configMap('one', { a: '1', b: '1' })), apply(one, map({ a: '2', b: '2' }), 'x', 'force=true')),
  of('an owner by update who keeps one of two', create(`${maps}?fieldManager=u`, configMap('one', { a: '1', b: '1' })), apply(one, map({ a: '2' }), 'x', 'force=true'), apply(one, map(), 'x')),
  of('an applied field removed by an update', apply(one, map({ a: '1', b: '1' }), 'x'), update(`${one}?fieldManager=u`, configMap('one', { b: '1' })), apply(one, map({ a: '1', b: '1' }), 'x')),
  of('an applied field removed by JSON patch', apply(one, map({ a: '1', b: '1' }), 'x'), patch('json', `${one}?fieldManager=u`, [{ op: 'remove', path: '/data/a' }])),
  of('all data removed by merge patch', apply(one, map({ a: '1' }), 'x'), patch('merge', `${one}?fieldManager=u`, { data: null }), apply(one, map({ a: '1' }), 'x')),
  of('managers by update are told apart by name', create(`${maps}?fieldManager=u`, configMap('one', { a: '1' })), patch('merge', `${one}?fieldManager=v`, { data: { b: '1' } }), patch('merge', `${one}?fieldManager=u`, { data: { c: '1' } }), patch('merge', `${one}?fieldManager=v`, { data: { a: '2' } })),
  of('the name of the program is the manager', { ...create(maps, configMap('one', { a: '1' })), headers: { 'user-agent': 'kubectl/v1.35 (linux/amd64) x' } }, { ...patch('merge', one, { data: { b: '1' } }), headers: { 'user-agent': 'some program', 'content-type': 'application/merge-patch+json' } }, { ...patch('merge', one, { data: { c: '1' } }), headers: { 'user-agent': '', 'content-type': 'application/merge-patch+json' } }),
  of('many conflicts with several managers', apply(one, map({ a: '1' }), 'x'), apply(one, map({ b: '1' }), 'y'), create(maps, configMap('other')), patch('merge', `${one}?fieldManager=u`, { data: { c: '1' } }), apply(one, map({ a: '2', b: '2', c: '2' }), 'z')),
  of('conflicts in lists', apply(web, pods({ containers: [{ ...main, env: [{ name: 'A', value: '1' }], ports: [{ containerPort: 80, name: 'a' }] }] }), 'x'), apply(web, pods({ containers: [{ name: 'web', image: 'web:2', env: [{ name: 'A', value: '2' }], ports: [{ containerPort: 80, name: 'b' }] }] }), 'y')),
  of('conflicts on status', apply(web, pods(), 'x'), apply(`${web}/status`, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, status: { replicas: 1 } }, 'y'), apply(`${web}/status`, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, status: { replicas: 2 } }, 'z'), apply(`${web}/status`, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, status: { replicas: 2 } }, 'z', 'force=true')),
  of('conflicts with a scale', apply(web, pods({}, { replicas: 1 }), 'x'), patch('merge', `${web}/scale?fieldManager=s`, { spec: { replicas: 2 } }), apply(web, pods({}, { replicas: 3 }), 'x'), apply(web, pods({}, { replicas: 3 }), 'x', 'force=true')),
  of('scale by apply, with a conflict', apply(web, pods({}, { replicas: 1 }), 'x'), apply(`${web}/scale`, { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'web', namespace: '{ns}' }, spec: { replicas: 2 } }, 'y'), apply(`${web}/scale`, { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'web', namespace: '{ns}' }, spec: { replicas: 2 } }, 'y', 'force=true'), apply(web, pods(), 'x')),
  of('the field manager of an update through status', apply(web, pods(), 'x'), patch('merge', `${web}/status?fieldManager=x`, { status: { replicas: 1 } }), apply(web, pods({}, { paused: true }), 'x')),
  of('defaults are nobody\'s', apply(web, pods(), 'x'), apply(web, pods({}, { revisionHistoryLimit: 10, progressDeadlineSeconds: 600 }), 'y'), apply(web, pods({}, { revisionHistoryLimit: 3 }), 'z')),
  of('a field back to its default', apply(web, pods({}, { revisionHistoryLimit: 3 }), 'x'), apply(web, pods(), 'x')),
  of('strategy between its types', apply(web, pods({}, { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } }), 'x'), apply(web, pods({}, { strategy: { type: 'Recreate' } }), 'x'), apply(web, pods({}, { strategy: { type: 'RollingUpdate' } }), 'x')),
  of('strategy between its types, with a default left behind', apply(web, pods(), 'x'), apply(web, pods({}, { strategy: { type: 'Recreate' } }), 'x')),
  of('after the object was deleted', apply(one, map({ a: '1' }), 'x'), remove(one), apply(one, map({ b: '1' }), 'y')),
  of('an empty map of another manager', apply(one, map({}), 'x'), apply(one, map({}), 'y'), apply(one, map(), 'x')),
  of('an empty list and an empty map', apply(web, pods({ volumes: [], nodeSelector: {} }), 'x'), apply(web, pods({ volumes: [{ name: 'v', emptyDir: {} }], nodeSelector: { a: 'b' } }), 'y'), apply(web, pods(), 'x')),
  of('nulls in every place', apply(web, pods({ volumes: null, nodeSelector: null, securityContext: null }, { strategy: null, replicas: null }), 'x')),
  of('null in a list', apply(web, pods({ containers: [main, null] }), 'x')),
  of('null in a set', apply(one, map({}, { finalizers: [null] }), 'x')),
  of('null labels and annotations', apply(one, map({}, { labels: null, annotations: null, finalizers: null }), 'x')),
  of('an empty status', apply(web, { ...pods(), status: {} }, 'x')),
  of('a spec that is null', apply(web, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: null }, 'x')),
  of('metadata that is null', apply(one, { apiVersion: 'v1', kind: 'ConfigMap', metadata: null }, 'x')),
  of('metadata of a wrong type', apply(one, { apiVersion: 'v1', kind: 'ConfigMap', metadata: 'x' }, 'x')),
  of('a name of a wrong type', apply(one, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 7 } }, 'x')),
  of('labels of a wrong type', apply(one, map({}, { labels: 'x' }), 'x'), apply(one, map({}, { labels: { a: 1 } }), 'x'), apply(one, map({}, { labels: ['a'] }), 'x')),
  of('wrong types of each sort', ...[{ replicas: 'x' }, { replicas: 1.5 }, { paused: 'yes' }, { template: [] }, { selector: 7 }, { strategy: { rollingUpdate: { maxSurge: true } } }, { minReadySeconds: {} }].map((spec) => apply(web, pods({}, spec), 'x'))),
  of('wrong types in lists', ...[{ containers: {} }, { containers: ['x'] }, { containers: [{ name: 7, image: 'x' }] }, { containers: [{ ...main, ports: 'x' }] }, { containers: [{ ...main, ports: [{ containerPort: 'x' }] }] }, { containers: [{ ...main, args: [1] }] }, { tolerations: [{ tolerationSeconds: 'x' }] }].map((spec) => apply(web, pods(spec), 'x'))),
  of('wrong quantities and times', apply(web, pods({ containers: [{ ...main, resources: { limits: { cpu: 'x' } } }] }), 'x'), apply(one, map({}, { creationTimestamp: 'x' }), 'x')),
  of('unknown fields in one place each', ...[{ ...pods(), top: 1 }, pods({}, { widget: 3 }), pods({ gadget: 1 }), pods({ containers: [{ ...main, gizmo: 2 }] })].map((body) => apply(web, body, 'x')), apply(web, pods({ gadget: 1 }), 'x', 'fieldValidation=Strict')),
  of('invalid by the rules of the kind', apply(web, pods({}, { replicas: -1 }), 'x'), apply(one, map({ 'a b': '1' }), 'x'), apply(`${maps}/Bad_Name`, { ...map(), metadata: { name: 'Bad_Name' } }, 'x')),
  of('an immutable field', apply(web, pods(), 'x'), apply(web, pods({}, { selector: { matchLabels: { app: 'web', a: 'b' } } }), 'x')),
  of('force that is no boolean', apply(one, map(), 'x', 'force=perhaps'), apply(one, map(), 'x', 'force=false'), apply(one, map(), 'x', 'force=1')),
  of('an empty manager', apply(one, map(), '')),
  of('a manager with odd letters', apply(one, map({ a: '1' }), encodeURIComponent('ä/b c☃'))),
  of('JSON with a comment, text and a number', apply(one, '{"apiVersion":"v1" /* x */}', 'x'), apply(one, 'hello', 'x'), apply(one, '7', 'x'), apply(one, 'null', 'x')),
  of('several documents', apply(one, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: two\n', 'x')),
  of('YAML with anchors and odd scalars', apply(one, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n  labels: &l\n    a: "1"\n  annotations: *l\ndata:\n  t: "yes"\n  m: |\n    a\n    b\n', 'x'), apply(one, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  t: yes\n', 'x')),
  of('as CBOR', { method: 'PATCH', path: `${one}?fieldManager=x`, body: 'x', headers: { 'content-type': 'application/apply-patch+cbor' } }),
  of('of a namespace that is not there', apply('/api/v1/namespaces/not-there/configmaps/one', map({ a: '1' }), 'x')),
  of('of a cluster-wide object with a namespace', apply(inCluster('rbac.authorization.k8s.io/v1', 'clusterroles', '{ns}'), { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: '{ns}', namespace: 'default' }, rules: [] }, 'x')),
  of('of what is being deleted', apply(one, map({ a: '1' }, { finalizers: ['example.com/a'] }), 'x'), remove(one), apply(one, map({ a: '2' }, { finalizers: ['example.com/a'] }), 'x'), apply(one, map({ a: '2' }), 'x'), get(one)),
  of('with generateName', apply(one, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one', generateName: 'x-' } }, 'x')),
  of('with metadata of the server', apply(one, map({ a: '1' }, { generation: 7, selfLink: '/x', deletionGracePeriodSeconds: 3 }), 'x'), apply(one, map({ a: '1' }, { generation: 8 }), 'x')),
  of('prototype keys', apply(one, '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one","annotations":{"__proto__":"x"}},"data":{"constructor":"1","__proto__":"2"}}', 'x'), apply(one, map({ constructor: '1' }), 'y')),
  of('keys that need escapes', apply(one, map({ 'a.b': '1', 'c-d': '2' }, { annotations: { 'example.com/x.y': '1', 'a"b': 'x' } }), 'x'), apply(one, map({ 'a.b': '2' }, { annotations: { 'example.com/x.y': '2' } }), 'y')),
  of('managedFields as clients write them back', apply(one, map({ a: '1' }), 'x'), patch('json', one, [{ op: 'replace', path: '/metadata/managedFields/0/manager', value: 'y' }]), apply(one, map({ a: '2' }), 'y')),
  ...[{ operation: 'Sideways' }, { fieldsType: 'FieldsV2' }, { fieldsV1: { 'f:data': { 'q:x': {} } } }, { fieldsV1: { 'k:x': {} } }, { fieldsV1: { 'v:x': {} } }, { fieldsV1: { 'i:x': {} } }, { fieldsV1: [] }, { fieldsV1: 'x' }, { apiVersion: '' }, { apiVersion: 'none.example/v1' }, { time: 'x' }, { manager: 'x'.repeat(200) }, { subresource: 'x'.repeat(300) }, { operation: '' }, { manager: '' }].map((fields) =>
    of(`managedFields with ${Object.entries(fields).map(([key, value]) => `${key} ${typeof value === 'string' ? (value.length > 20 ? 'too long' : value === '' ? 'empty' : value) : JSON.stringify(value)}`).join()}`, create(maps, configMap('one', { a: '1' }, { managedFields: [{ manager: 'm', operation: 'Apply', apiVersion: 'v1', time: '2024-01-01T00:00:00Z', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { 'f:a': {} } }, ...fields }] }))),
  ),
];

const lastApplied = (object: object): object => ({ 'kubectl.kubernetes.io/last-applied-configuration': `${JSON.stringify(object)}\n` });
const clientSide = (data: object, labelled: object = {}): Step => create(`${maps}?fieldManager=kubectl-client-side-apply`, map(data, { labels: labelled, annotations: lastApplied(map(data, { labels: labelled })) }));

const upgrades: ContractCase[] = [
  of('upgrade: with the annotation kept', clientSide({ a: '1', b: '2' }), apply(one, map({ a: '1' }, { annotations: lastApplied(map({ a: '1' })) }), 'kubectl')),
  of('upgrade: with labels that go', clientSide({ a: '1' }, { l: '1' }), apply(one, map({ a: '1' }), 'kubectl')),
  of('upgrade: forced by another', clientSide({ a: '1' }), apply(one, map({ a: '2' }), 'other', 'force=true')),
  of('upgrade: of a changed value', clientSide({ a: '1' }), apply(one, map({ a: '2' }), 'kubectl')),
  of('upgrade: after an edit by hand', clientSide({ a: '1' }), patch('merge', `${one}?fieldManager=kubectl-edit`, { data: { b: '1' } }), apply(one, map({ a: '1', b: '2' }), 'kubectl')),
  of('upgrade: with an annotation that is no JSON', create(`${maps}?fieldManager=kubectl-client-side-apply`, map({ a: '1' }, { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'x' } })), apply(one, map({ a: '2' }), 'kubectl')),
  of('upgrade: twice', clientSide({ a: '1' }), apply(one, map({ a: '1' }), 'kubectl'), apply(one, map({ a: '2' }), 'kubectl')),
  of('upgrade: back to client-side after server-side', apply(one, map({ a: '1' }), 'kubectl'), patch('merge', `${one}?fieldManager=kubectl-client-side-apply`, { metadata: { annotations: lastApplied(map({ a: '2' })) }, data: { a: '2' } }), apply(one, map({ a: '3' }), 'kubectl')),
  of('upgrade: the annotation follows', apply(one, map({ a: '1' }, { annotations: lastApplied(map({ a: '0' })) }), 'kubectl'), apply(one, map({ a: '2' }, { annotations: lastApplied(map({ a: '0' })) }), 'kubectl')),
  of('upgrade: of a Deployment', create(`${deployments}?fieldManager=kubectl-client-side-apply`, pods({}, {}, { annotations: lastApplied(pods()) })), apply(web, pods({}, { replicas: 2 }), 'kubectl')),
];

/** Server-side apply deeper down: every sort of list, ownership that moves, what is empty, what is wrong. */
export const moreApply: ContractCase[] = [...lists, ...ownership, ...upgrades];
