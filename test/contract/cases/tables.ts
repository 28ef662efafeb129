import { loadSchemaFacts } from '@sluice/objects';
import type { ContractArea, ContractCase } from '../contract-case.ts';
import { configMap, create, inCluster, inNamespace, patch, table } from '../steps.ts';
import { tablesOfKinds } from './kinds.ts';
import { moreTables } from './more-requests.ts';

const containers = [{ name: 'a', image: 'a:1' }, { name: 'b', image: 'b:2' }];
const labels = { app: 'one' };
const template = { metadata: { labels }, spec: { containers } };

function shown(groupVersion: string, resource: string, object: object, status?: object): ContractCase {
  const path = inNamespace(groupVersion, resource);
  const body = { metadata: { name: 'one', labels }, ...object };
  const statusSteps = status === undefined ? [] : [patch('merge', `${path}/one/status`, { status })];
  return { name: `of ${resource}${status === undefined ? '' : ' with status'}`, steps: [create(path, body), ...statusSteps, table(path), table(`${path}/one`)] };
}

/** `settled` is what the table holds once the server itself has done with the object. */
function shownInCluster(groupVersion: string, resource: string, object: object, settled = ''): ContractCase {
  const path = inCluster(groupVersion, resource);
  return {
    name: `of ${resource}`,
    steps: [create(path, { metadata: { name: '{ns}', labels: { t: '{ns}' } }, ...object }), table(`${path}/{ns}`), { ...table(`${path}?labelSelector=t%3D{ns}`), until: { status: 200, text: settled } }],
  };
}

const emptyTables: ContractCase[] = loadSchemaFacts()
  .kinds()
  .filter(({ verbs, namespaced }) => namespaced && verbs.includes('list'))
  .map(({ group, version, resource }) => ({
    name: `empty, of ${resource} in ${group === '' ? version : `${group}/${version}`}`,
    steps: [table(inNamespace(group === '' ? version : `${group}/${version}`, resource))],
  }));

const workloads = [
  shown('apps/v1', 'deployments', { spec: { replicas: 3, selector: { matchLabels: labels }, template } }),
  shown('apps/v1', 'deployments', { spec: { replicas: 3, selector: { matchLabels: labels }, template } }, { replicas: 3, readyReplicas: 2, updatedReplicas: 1, availableReplicas: 2 }),
  shown('apps/v1', 'replicasets', { spec: { replicas: 2, selector: { matchLabels: labels }, template } }, { replicas: 2, readyReplicas: 1 }),
  shown('apps/v1', 'statefulsets', { spec: { serviceName: 'x', replicas: 2, selector: { matchLabels: labels }, template } }, { replicas: 2, readyReplicas: 1 }),
  shown('apps/v1', 'daemonsets', { spec: { selector: { matchLabels: labels }, template } }, { desiredNumberScheduled: 3, currentNumberScheduled: 3, numberReady: 2, updatedNumberScheduled: 1, numberAvailable: 2, numberMisscheduled: 0 }),
  shown('batch/v1', 'jobs', { spec: { completions: 2, template: { spec: { restartPolicy: 'Never', containers } } } }, { active: 1, succeeded: 1 }),
  shown('batch/v1', 'cronjobs', { spec: { schedule: '* * * * *', suspend: true, jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers } } } } } }),
  shown('v1', 'replicationcontrollers', { spec: { replicas: 1, selector: labels, template } }),
  shown('v1', 'pods', { spec: { containers, nodeName: 'n' } }),
  shown('v1', 'pods', { spec: { containers, nodeName: 'n' } }, { phase: 'Running', podIP: '10.1.2.3', conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [{ name: 'a', image: 'a:1', imageID: '', ready: true, restartCount: 2, state: { running: {} } }, { name: 'b', image: 'b:2', imageID: '', ready: false, restartCount: 0, state: { waiting: { reason: 'CrashLoopBackOff' } } }] }),
];

const others = [
  shown('v1', 'configmaps', { data: { a: '1', b: '2' }, binaryData: { c: 'eA==' } }),
  shown('v1', 'secrets', { data: { a: 'eA==' } }),
  shown('v1', 'services', { spec: { clusterIP: 'None', selector: labels, ports: [{ port: 80, name: 'a' }, { port: 53, name: 'b', protocol: 'UDP' }] } }),
  shown('v1', 'serviceaccounts', { secrets: [{ name: 'a' }] }),
  shown('v1', 'persistentvolumeclaims', { spec: { storageClassName: 'fast', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }),
  shown('v1', 'resourcequotas', { spec: { hard: { pods: '3' } } }),
  shown('v1', 'limitranges', { spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] } }),
  shown('v1', 'endpoints', { subsets: [{ addresses: [{ ip: '10.9.8.7' }], ports: [{ port: 80 }] }] }),
  shown('networking.k8s.io/v1', 'ingresses', { spec: { ingressClassName: 'x', tls: [{ hosts: ['a.example'] }], rules: [{ host: 'a.example', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } }] } }, { host: 'b.example' }] } }),
  shown('networking.k8s.io/v1', 'networkpolicies', { spec: { podSelector: { matchLabels: labels, matchExpressions: [{ key: 'x', operator: 'In', values: ['a', 'b'] }] } } }),
  shown('policy/v1', 'poddisruptionbudgets', { spec: { minAvailable: 1, selector: { matchLabels: labels } } }),
  shown('autoscaling/v2', 'horizontalpodautoscalers', { spec: { minReplicas: 1, maxReplicas: 4, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'one' }, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } }] } }),
  shown('rbac.authorization.k8s.io/v1', 'roles', { rules: [] }),
  shown('rbac.authorization.k8s.io/v1', 'rolebindings', { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' }, subjects: [{ kind: 'User', name: 'u' }, { kind: 'ServiceAccount', name: 's', namespace: 'n' }] }),
  shown('coordination.k8s.io/v1', 'leases', { spec: { holderIdentity: 'me' } }),
  shown('discovery.k8s.io/v1', 'endpointslices', { addressType: 'IPv4', endpoints: [{ addresses: ['10.9.8.7'] }], ports: [{ port: 80, name: 'a' }] }),
  shown('v1', 'events', { involvedObject: { kind: 'Pod', name: 'p', namespace: '{ns}' }, reason: 'Why', message: 'It did.', type: 'Warning', count: 3 }),
  shownInCluster('v1', 'namespaces', {}),
  shownInCluster('v1', 'nodes', { spec: { unschedulable: true } }),
  shownInCluster('v1', 'persistentvolumes', { spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteMany'], storageClassName: 'fast', hostPath: { path: '/x' } } }),
  shownInCluster('storage.k8s.io/v1', 'storageclasses', { provisioner: 'example.com/x', allowVolumeExpansion: true }),
  shownInCluster('scheduling.k8s.io/v1', 'priorityclasses', { value: 7 }),
  shownInCluster('networking.k8s.io/v1', 'ingressclasses', { spec: { controller: 'example.com/x' } }),
  shownInCluster('rbac.authorization.k8s.io/v1', 'clusterroles', { rules: [] }),
  shownInCluster('rbac.authorization.k8s.io/v1', 'clusterrolebindings', { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' }, subjects: [{ kind: 'Group', name: 'g' }] }),
  shownInCluster('apiextensions.k8s.io/v1', 'customresourcedefinitions', {
    metadata: { name: 'gizmos.{ns}.example', labels: { t: '{ns}' } },
    spec: { group: '{ns}.example', scope: 'Cluster', names: { plural: 'gizmos', kind: 'Gizmo' }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }] },
  }, 'kube-apiserver'),
];

const answers: ContractCase[] = [
  { name: 'of an answer to a write', steps: [create(inNamespace('v1', 'configmaps'), configMap('one', { a: '1' }), { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' })] },
  { name: 'with whole objects', steps: [create(inNamespace('v1', 'configmaps'), configMap('one')), table(`${inNamespace('v1', 'configmaps')}?includeObject=Object`), table(`${inNamespace('v1', 'configmaps')}?includeObject=None`), table(`${inNamespace('v1', 'configmaps')}?includeObject=Some`)] },
  { name: 'of an error', steps: [table(inNamespace('v1', 'configmaps', 'none'))] },
];

/** What `kubectl get` prints: the server's tables. */
export const tables: ContractArea = { area: 'tables', cases: [...workloads, ...others, ...answers, ...emptyTables, ...tablesOfKinds, ...moreTables] };
