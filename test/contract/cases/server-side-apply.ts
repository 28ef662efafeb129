import type { ContractArea, ContractCase, Step } from '../contract-case.ts';
import { apply, configMap, create, get, inNamespace, patch, update } from '../steps.ts';
import { appliesOfKinds } from './kinds.ts';
import { moreApply } from './more-apply.ts';

const one = inNamespace('v1', 'configmaps', 'one');
const maps = inNamespace('v1', 'configmaps');
const web = inNamespace('apps/v1', 'deployments', 'web');
const deployments = inNamespace('apps/v1', 'deployments');
const service = inNamespace('v1', 'services', 'svc');

const map = (data?: Record<string, unknown>, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'one', ...metadata },
  ...(data === undefined ? {} : { data }),
});

const labels = { app: 'web' };

function deployment(podSpec: object = {}, spec: object = {}, metadata: object = {}): object {
  const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }], ...podSpec } };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', ...metadata }, spec: { selector: { matchLabels: labels }, template, ...spec } };
}

function of(name: string, ...steps: readonly Step[]): ContractCase {
  return { name, steps };
}

const ownership = [
  of('creates', apply(one, map({ a: '1' }), 'x')),
  of('of the same again changes nothing', apply(one, map({ a: '1' }), 'x'), apply(one, map({ a: '1' }), 'x'), get(one)),
  of('changes a value that it owns', apply(one, map({ a: '1' }), 'x'), apply(one, map({ a: '2' }), 'x')),
  of('removes what it no longer applies', apply(one, map({ a: '1', b: '2' }), 'x'), apply(one, map({ a: '1' }), 'x')),
  of('removes the last field', apply(one, map({ a: '1' }), 'x'), apply(one, map(), 'x')),
  of('keeps what others set', apply(one, map({ a: '1' }), 'x'), patch('merge', `${one}?fieldManager=y`, { data: { b: '2' } }), apply(one, map({}), 'x')),
  of('of two managers, each its own', apply(one, map({ a: '1' }), 'x'), apply(one, map({ b: '2' }), 'y')),
  of('conflicts', apply(one, map({ a: '1' }), 'x'), apply(one, map({ a: '2' }), 'y'), get(one)),
  of('conflicts in several fields', apply(one, map({ a: '1', b: '1' }, { labels: { l: '1' } }), 'x'), apply(one, map({ a: '2', b: '2' }, { labels: { l: '2' } }), 'y')),
  of('takes from several managers by force', apply(one, map({ a: '1' }), 'x'), apply(one, map({ a: '1' }), 'y'), apply(one, map({ a: '2' }), 'z', 'force=true')),
  of('conflicts with an update', create(`${maps}?fieldManager=u`, configMap('one', { a: '1' })), apply(one, map({ a: '2' }), 'x')),
  of('conflicts with itself after its own update', apply(one, map({ a: '1' }), 'x'), patch('merge', `${one}?fieldManager=x`, { data: { a: '2' } }), apply(one, map({ a: '3' }), 'x')),
  of('takes by force', apply(one, map({ a: '1' }), 'x'), apply(one, map({ a: '2' }), 'y', 'force=true')),
  of('shares what is equal', apply(one, map({ a: '1' }), 'x'), apply(one, map({ a: '1' }), 'y')),
  of('of a shared field, given up by one', apply(one, map({ a: '1' }), 'x'), apply(one, map({ a: '1' }), 'y'), apply(one, map({}), 'x')),
  of('of a shared field, given up by both', apply(one, map({ a: '1' }), 'x'), apply(one, map({ a: '1' }), 'y'), apply(one, map({}), 'x'), apply(one, map({}), 'y')),
  of('loses what an update takes', apply(one, map({ a: '1' }), 'x'), patch('merge', `${one}?fieldManager=u`, { data: { a: '2' } }), apply(one, map({ a: '2' }), 'x')),
  of('after an update removed the field', apply(one, map({ a: '1', b: '1' }), 'x'), patch('merge', `${one}?fieldManager=u`, { data: { a: null } }), apply(one, map({ a: '1', b: '1' }), 'x')),
  of('an update that takes all', apply(one, map({ a: '1' }), 'x'), update(`${one}?fieldManager=u`, configMap('one', { a: '2', c: '3' }))),
  of('an update with the same values', apply(one, map({ a: '1' }), 'x'), update(`${one}?fieldManager=u`, configMap('one', { a: '1' }))),
  of('an update without managedFields keeps them', apply(one, map({ a: '1' }), 'x'), update(`${one}?fieldManager=u`, configMap('one', { a: '1', b: '2' }))),
  of('an update with empty managedFields clears them', apply(one, map({ a: '1' }), 'x'), update(`${one}?fieldManager=u`, configMap('one', { a: '1' }, { managedFields: [{}] })), apply(one, map({ a: '2' }), 'y')),
  of('a patch that empties managedFields', apply(one, map({ a: '1' }), 'x'), patch('json', one, [{ op: 'replace', path: '/metadata/managedFields', value: [{}] }]), get(one)),
  of('managedFields that nobody wrote', create(maps, configMap('one', { a: '1' }, { managedFields: [{ manager: 'm', operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { 'f:a': {} } } }] }))),
  of('managedFields that are malformed', create(maps, configMap('one', { a: '1' }, { managedFields: [{ manager: 'm', operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: { 'x:data': 3 } }] }))),
  of('managedFields in the applied object', apply(one, map({ a: '1' }, { managedFields: [{ manager: 'm', operation: 'Apply' }] }), 'x')),
  of('of an object from before', create(maps, configMap('one', { a: '1' }, { managedFields: [{}] })), patch('json', one, [{ op: 'replace', path: '/metadata/managedFields', value: [{}] }]), apply(one, map({ a: '1', b: '2' }), 'x')),
];

const metadata = [
  of('labels and annotations', apply(one, map({}, { labels: { a: '1' }, annotations: { 'example.com/n': 'x' } }), 'x'), apply(one, map({}, { labels: { b: '2' } }), 'x')),
  of('finalizers of two managers', apply(one, map({}, { finalizers: ['example.com/a'] }), 'x'), apply(one, map({}, { finalizers: ['example.com/b'] }), 'y'), apply(one, map({}, {}), 'x')),
  of('finalizers twice the same', apply(one, map({}, { finalizers: ['example.com/a', 'example.com/a'] }), 'x')),
  of('owner references', apply(one, map({}, { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'o', uid: '11111111-2222-3333-4444-555555555555' }] }), 'x')),
  of('null label', apply(one, map({}, { labels: { a: null } }), 'x')),
  of('null data', apply(one, { ...map(), data: null }, 'x')),
  of('null value', apply(one, map({ a: null }), 'x')),
  of('empty data', apply(one, map({}), 'x'), apply(one, map({ a: '1' }), 'y'), apply(one, map({}), 'x')),
  of('empty value', apply(one, map({ a: '' }), 'x')),
  of('with the current resourceVersion', apply(one, map({ a: '1' }), 'x'), apply(one, map({ a: '2' }, { resourceVersion: '{1.metadata.resourceVersion}' }), 'x')),
  of('with an old resourceVersion', apply(one, map({ a: '1' }), 'x'), apply(one, map({ a: '2' }), 'x'), apply(one, map({ a: '3' }, { resourceVersion: '{1.metadata.resourceVersion}' }), 'x')),
  of('with a resourceVersion of what is not there', apply(one, map({ a: '1' }, { resourceVersion: '5' }), 'x')),
  of('with the uid', apply(one, map({ a: '1' }), 'x'), apply(one, map({ a: '2' }, { uid: '{1.metadata.uid}' }), 'x')),
  of('with another uid', apply(one, map({ a: '1' }), 'x'), apply(one, map({ a: '2' }, { uid: '11111111-2222-3333-4444-555555555555' }), 'x')),
  of('with a uid of what is not there', apply(one, map({ a: '1' }, { uid: '11111111-2222-3333-4444-555555555555' }), 'x')),
  of('creationTimestamp null', apply(one, map({ a: '1' }, { creationTimestamp: null }), 'x'), apply(one, map({ a: '1' }, { creationTimestamp: null }), 'x')),
  of('another namespace', apply(one, map({}, { namespace: 'default' }), 'x')),
  of('its own namespace', apply(one, map({}, { namespace: '{ns}' }), 'x')),
];

const requests = [
  of('without a manager', patch('apply', one, map({ a: '1' }))),
  of('without a name in the body', apply(one, { apiVersion: 'v1', kind: 'ConfigMap', data: { a: '1' } }, 'x')),
  of('under another name', apply(one, { ...map(), metadata: { name: 'two' } }, 'x')),
  of('without a kind', apply(one, { metadata: { name: 'one' } }, 'x')),
  of('without an apiVersion', apply(one, { kind: 'ConfigMap', metadata: { name: 'one' } }, 'x')),
  of('of another kind', apply(one, { ...map(), kind: 'Secret' }, 'x')),
  of('of another version', apply(one, { ...map(), apiVersion: 'v2' }, 'x')),
  of('as YAML', apply(one, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  a: "1"\n', 'x')),
  of('as broken YAML', apply(one, 'apiVersion: v1\nkind: [', 'x')),
  of('of a list', apply(one, [1], 'x')),
  of('of nothing', apply(one, '', 'x')),
  of('of an unknown field', apply(one, { ...map(), gizmo: 1 }, 'x')),
  of('of an unknown field, ignored', apply(one, { ...map(), gizmo: 1 }, 'x', 'fieldValidation=Ignore')),
  of('of an unknown field, strictly', apply(one, { ...map(), gizmo: 1 }, 'x', 'fieldValidation=Strict')),
  of('of a wrong type', apply(one, map({ a: 1 }), 'x')),
  of('of a wrong type deep down', apply(web, deployment({ containers: 'text' }), 'x')),
  of('of a duplicate YAML key', apply(one, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  a: "1"\n  a: "2"\n', 'x')),
  of('as a JSON patch would not', patch('merge', `${one}?force=true`, { data: {} })),
  of('dry', apply(one, map({ a: '1' }), 'x', 'dryRun=All'), get(one)),
  of('dry over a conflict', apply(one, map({ a: '1' }), 'x'), apply(one, map({ a: '2' }), 'y', 'dryRun=All')),
  of('with a manager that is too long', apply(one, map({}), 'x'.repeat(129))),
  of('with a manager that cannot be printed', apply(one, map({}), '%01')),
  of('to a collection', apply(maps, map({}), 'x')),
];

const lists = [
  of('a Deployment', apply(web, deployment(), 'x')),
  of('containers of two managers', apply(web, deployment(), 'x'), apply(web, { ...deployment({ containers: [{ name: 'side', image: 'side:1' }] }) }, 'y'), apply(web, deployment(), 'x')),
  of('a container that is given up', apply(web, deployment({ containers: [{ name: 'web', image: 'web:1' }, { name: 'side', image: 'side:1' }] }), 'x'), apply(web, deployment(), 'x')),
  of('the order of containers', apply(web, deployment({ containers: [{ name: 'a', image: 'a' }, { name: 'b', image: 'b' }] }), 'x'), apply(web, deployment({ containers: [{ name: 'b', image: 'b' }, { name: 'c', image: 'c' }, { name: 'a', image: 'a' }] }), 'x')),
  of('the order beside another manager', apply(web, deployment({ containers: [{ name: 'a', image: 'a' }, { name: 'b', image: 'b' }] }), 'x'), apply(web, deployment({ containers: [{ name: 'c', image: 'c' }] }), 'y'), apply(web, deployment({ containers: [{ name: 'b', image: 'b' }, { name: 'a', image: 'a' }] }), 'x')),
  of('an element without its key', apply(web, deployment({ containers: [{ image: 'web:1' }] }), 'x')),
  of('an element twice', apply(web, deployment({ containers: [{ name: 'a', image: 'a' }, { name: 'a', image: 'b' }] }), 'x')),
  of('ports whose key has a default', apply(web, deployment({ containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort: 80 }] }] }), 'x'), apply(web, deployment({ containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort: 80, protocol: 'TCP', name: 'http' }] }] }), 'x')),
  of('ports of two protocols', apply(web, deployment({ containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort: 53, protocol: 'UDP' }, { containerPort: 53 }] }] }), 'x')),
  of('env of two managers', apply(web, deployment({ containers: [{ name: 'web', image: 'web:1', env: [{ name: 'A', value: '1' }] }] }), 'x'), apply(web, deployment({ containers: [{ name: 'web', env: [{ name: 'B', value: '2' }], image: 'web:1' }] }), 'y')),
  of('env that changes from value to reference', apply(web, deployment({ containers: [{ name: 'web', image: 'web:1', env: [{ name: 'A', value: '1' }] }] }), 'x'), apply(web, deployment({ containers: [{ name: 'web', image: 'web:1', env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }] }), 'x')),
  of('atomic lists are owned whole', apply(web, deployment({ containers: [{ name: 'web', image: 'web:1', args: ['a', 'b'] }] }), 'x'), apply(web, deployment({ containers: [{ name: 'web', image: 'web:1', args: ['a'] }] }), 'y')),
  of('atomic lists that grow', apply(web, deployment({ tolerations: [{ key: 'a', operator: 'Exists' }] }), 'x'), apply(web, deployment({ tolerations: [{ key: 'b', operator: 'Exists' }, { key: 'a', operator: 'Exists' }] }), 'x')),
  of('an atomic map', apply(web, deployment({ nodeSelector: { a: '1' } }), 'x'), apply(web, deployment({ nodeSelector: { b: '2' } }), 'y')),
  of('an atomic selector', apply(web, deployment(), 'x'), apply(web, deployment({}, { selector: { matchLabels: { app: 'web', x: 'y' } } }), 'y')),
  of('volumes and their sources', apply(web, deployment({ volumes: [{ name: 'v', emptyDir: {} }] }), 'x'), apply(web, deployment({ volumes: [{ name: 'v', configMap: { name: 'm' } }] }), 'x')),
  of('resources as quantities', apply(web, deployment({ containers: [{ name: 'web', image: 'web:1', resources: { limits: { cpu: '1000m', memory: '1024Mi' } } }] }), 'x'), apply(web, deployment({ containers: [{ name: 'web', image: 'web:1', resources: { limits: { cpu: 1, memory: '1Gi' } } }] }), 'y')),
  of('replicas given up to a scaler', apply(web, deployment({}, { replicas: 2 }), 'x'), patch('merge', `${web}/scale?fieldManager=hpa`, { spec: { replicas: 5 } }), apply(web, deployment({}, { replicas: 2 }), 'x'), apply(web, deployment(), 'x')),
  of('replicas given up without another owner', apply(web, deployment({}, { replicas: 2 }), 'x'), apply(web, deployment(), 'x')),
  of('service ports', apply(service, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'svc' }, spec: { clusterIP: 'None', selector: labels, ports: [{ port: 80, name: 'a' }, { port: 81, name: 'b' }] } }, 'x'), apply(service, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'svc' }, spec: { clusterIP: 'None', selector: labels, ports: [{ port: 81, name: 'b', targetPort: 'http' }] } }, 'x')),
  of('a set that shrinks', apply(one, map({}, { finalizers: ['example.com/a', 'example.com/b'] }), 'x'), apply(one, map({}, { finalizers: ['example.com/b'] }), 'x')),
  of('the order of a set', apply(one, map({}, { finalizers: ['example.com/a', 'example.com/b'] }), 'x'), apply(one, map({}, { finalizers: ['example.com/c', 'example.com/b', 'example.com/a'] }), 'x')),
];

const subresources = [
  of('of status by another manager', apply(web, deployment(), 'x'), apply(`${web}/status`, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, status: { replicas: 2, conditions: [{ type: 'Available', status: 'True', reason: 'R', message: 'm' }] } }, 'y'), get(web)),
  of('of status in the main resource', apply(web, { ...deployment(), status: { replicas: 4 } }, 'x')),
  of('of spec in the status subresource', apply(web, deployment(), 'x'), apply(`${web}/status`, { ...deployment({}, { replicas: 9 }), status: { replicas: 4 } }, 'y')),
  of('of status of what is not there', apply(`${web}/status`, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, status: { replicas: 2 } }, 'y')),
  of('of status, given up', apply(web, deployment(), 'x'), apply(`${web}/status`, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, status: { replicas: 2, readyReplicas: 1 } }, 'y'), apply(`${web}/status`, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, status: { replicas: 2 } }, 'y')),
];

const lastApplied = (object: object): object => ({ 'kubectl.kubernetes.io/last-applied-configuration': `${JSON.stringify(object)}\n` });

const upgrade = [
  of(
    'after client-side apply, by the same tool',
    create(`${maps}?fieldManager=kubectl-client-side-apply`, map({ a: '1', b: '2' }, { annotations: lastApplied(map({ a: '1', b: '2' })) })),
    apply(one, map({ a: '1' }), 'kubectl'),
  ),
  of(
    'after client-side apply, by another tool',
    create(`${maps}?fieldManager=kubectl-client-side-apply`, map({ a: '1' }, { annotations: lastApplied(map({ a: '1' })) })),
    apply(one, map({ a: '2' }), 'other'),
  ),
  of('then client-side again', apply(one, map({ a: '1' }, { annotations: lastApplied(map({ a: '1' })) }), 'kubectl'), patch('strategic', `${one}?fieldManager=kubectl-client-side-apply`, { data: { a: '2' } }), apply(one, map({ a: '3' }), 'kubectl')),
  of('to an object made with POST', create(deployments, deployment()), apply(web, deployment({}, { replicas: 3 }), 'x'), apply(web, deployment({}, { replicas: 3 }), 'x', 'force=true')),
];

/** Server-side apply: merging by type, ownership, conflicts, managedFields. */
export const serverSideApply: ContractArea = {
  area: 'server-side apply',
  cases: [...ownership, ...metadata, ...requests, ...lists, ...subresources, ...upgrade, ...moreApply, ...appliesOfKinds],
};
