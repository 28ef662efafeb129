import type { ContractArea } from '../contract-case.ts';
import { apply, configMap, create, get, inCluster, inNamespace, patch, remove, update } from '../steps.ts';
import { statusesOfKinds } from './kinds.ts';

const maps = inNamespace('v1', 'configmaps');
const one = inNamespace('v1', 'configmaps', 'one');
const deployments = inNamespace('apps/v1', 'deployments');
const web = inNamespace('apps/v1', 'deployments', 'web');
const labels = { app: 'web' };
const deployment = {
  metadata: { name: 'web' },
  spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'a', image: 'a' }] } } },
};
const held = configMap('one', {}, { finalizers: ['example.com/hold'] });
const scale = (replicas: number): object => ({ apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'web', namespace: '{ns}' }, spec: { replicas } });

const deletion: ContractArea['cases'] = [
  { name: 'a finalizer holds an object', steps: [create(maps, held), remove(one), get(one), patch('merge', one, { metadata: { finalizers: [] } }), get(one)] },
  { name: 'a second delete of what is held', steps: [create(maps, held), remove(one), remove(one), get(one)] },
  { name: 'an update of what is held', steps: [create(maps, held), remove(one), patch('merge', one, { data: { a: '1' } })] },
  { name: 'a finalizer added to what is held', steps: [create(maps, held), remove(one), patch('merge', one, { metadata: { finalizers: ['example.com/hold', 'example.com/more'] } })] },
  { name: 'one of two finalizers removed', steps: [create(maps, configMap('one', {}, { finalizers: ['example.com/a', 'example.com/b'] })), remove(one), patch('merge', one, { metadata: { finalizers: ['example.com/b'] } }), get(one)] },
  { name: 'a name that is still held', steps: [create(maps, held), remove(one), create(maps, configMap('one'))] },
  { name: 'the deletion taken back', steps: [create(maps, held), remove(one), patch('merge', one, { metadata: { deletionTimestamp: null } }), get(one)] },
  { name: 'foreground deletion without dependents', steps: [create(maps, configMap('one')), remove(one, { propagationPolicy: 'Foreground' }), get(one)] },
  { name: 'orphaning deletion', steps: [create(maps, configMap('one')), remove(one, { propagationPolicy: 'Orphan' }), get(one)] },
  { name: 'an apply to what is held', steps: [create(maps, held), remove(one), apply(one, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' }, data: { a: '1' } }, 'x')] },
  { name: 'the last finalizer removed by apply', steps: [apply(one, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one', finalizers: ['example.com/a'] } }, 'x'), remove(one), apply(one, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' } }, 'x'), get(one)] },
  { name: 'a malformed finalizer', steps: [create(maps, configMap('one', {}, { finalizers: ['no domain'] })), create(maps, configMap('one', {}, { finalizers: ['plain'] })), create(maps, configMap('two', {}, { finalizers: ['foregroundDeletion', 'orphan'] }))] },
  { name: 'the generation of what is held', steps: [create(deployments, { ...deployment, metadata: { name: 'web', finalizers: ['example.com/a'] } }), remove(web), get(web)] },
];

const statusSteps: ContractArea['cases'] = [
  { name: 'status by update', steps: [create(deployments, deployment), update(`${web}/status`, { ...deployment, metadata: { name: 'web', labels: { a: 'b' } }, spec: { ...deployment.spec, replicas: 7 }, status: { replicas: 2, observedGeneration: 1 } }), get(`${web}/status`)] },
  { name: 'status is not written through the main resource', steps: [create(deployments, deployment), patch('merge', web, { status: { replicas: 9 } }), get(web)] },
  { name: 'status of what has none', steps: [create(maps, configMap('one')), get(`${one}/status`), patch('merge', `${one}/status`, {})] },
  { name: 'status of what is not there', steps: [patch('merge', `${web}/status`, { status: { replicas: 1 } })] },
  { name: 'status by POST', steps: [create(deployments, deployment), create(`${web}/status`, deployment)] },
  { name: 'an invalid status', steps: [create(deployments, deployment), patch('merge', `${web}/status`, { status: { replicas: -1 } })] },
];

const scaleSteps: ContractArea['cases'] = [
  { name: 'scale is read', steps: [create(deployments, deployment), get(`${web}/scale`)] },
  { name: 'scale by update', steps: [create(deployments, deployment), update(`${web}/scale`, scale(5)), get(web)] },
  { name: 'scale by merge patch', steps: [create(deployments, deployment), patch('merge', `${web}/scale`, { spec: { replicas: 4 } }), get(web)] },
  { name: 'scale by JSON patch', steps: [create(deployments, deployment), patch('json', `${web}/scale`, [{ op: 'replace', path: '/spec/replicas', value: 4 }])] },
  { name: 'scale by apply', steps: [create(deployments, deployment), apply(`${web}/scale`, scale(6), 'x', 'force=true'), get(web)] },
  { name: 'scale to less than nothing', steps: [create(deployments, deployment), patch('merge', `${web}/scale`, { spec: { replicas: -4 } })] },
  { name: 'scale of what is not there', steps: [get(`${web}/scale`), patch('merge', `${web}/scale`, { spec: { replicas: 4 } })] },
  { name: 'scale with an old version', steps: [create(deployments, deployment), patch('merge', web, { metadata: { labels: { a: 'b' } } }), update(`${web}/scale`, { ...scale(5), metadata: { name: 'web', namespace: '{ns}', resourceVersion: '{1.metadata.resourceVersion}' } })] },
  { name: 'scale of a StatefulSet and a ReplicaSet', steps: ['statefulsets', 'replicasets'].flatMap((resource) => [create(inNamespace('apps/v1', resource), { ...deployment, spec: { ...deployment.spec, ...(resource === 'statefulsets' ? { serviceName: 'x' } : {}) } }), patch('merge', inNamespace('apps/v1', resource, 'web', 'scale'), { spec: { replicas: 0 } })]) },
  { name: 'scale with the wrong kind', steps: [create(deployments, deployment), update(`${web}/scale`, { ...scale(5), kind: 'Deployment' })] },
];

const namespaces: ContractArea['cases'] = [
  { name: 'a namespace goes into termination', steps: [create(inCluster('v1', 'namespaces'), { metadata: { name: '{ns}-b' } }), remove(inCluster('v1', 'namespaces', '{ns}-b')), get(inCluster('v1', 'namespaces', '{ns}-b'))] },
  { name: 'nothing is created in a namespace that terminates', steps: [create(inCluster('v1', 'namespaces'), { metadata: { name: '{ns}-b' } }), remove(inCluster('v1', 'namespaces', '{ns}-b')), create('/api/v1/namespaces/{ns}-b/configmaps', configMap('one')), apply('/api/v1/namespaces/{ns}-b/configmaps/two', configMap('two'), 'x')] },
  { name: 'finalize ends a namespace', steps: [create(inCluster('v1', 'namespaces'), { metadata: { name: '{ns}-b' } }), remove(inCluster('v1', 'namespaces', '{ns}-b')), update(inCluster('v1', 'namespaces', '{ns}-b', 'finalize'), { metadata: { name: '{ns}-b' }, spec: { finalizers: [] } }), get(inCluster('v1', 'namespaces', '{ns}-b'))] },
  { name: 'the namespaces of the system', steps: [remove('/api/v1/namespaces/kube-system'), remove('/api/v1/namespaces/default')] },
];

/** Finalizers, deletion, generation, the status and scale subresources, namespaces. */
export const lifecycle: ContractArea = { area: 'lifecycle and subresources', cases: [...deletion, ...statusSteps, ...scaleSteps, ...namespaces, ...statusesOfKinds] };
