import type { ContractArea, ContractCase, RequestStep } from '../contract-case.ts';
import { configMap, create, get, inCluster, inNamespace, patch, update } from '../steps.ts';
import { moreErrors } from './more-requests.ts';

const maps = inNamespace('v1', 'configmaps');
const one = inNamespace('v1', 'configmaps', 'one');

function send(method: string, path: string, body?: unknown, headers?: Record<string, string>): RequestStep {
  return { method, path, ...(body === undefined ? {} : { body }), ...(headers === undefined ? {} : { headers }) };
}

function body(name: string, text: string, type = 'application/json'): ContractCase {
  return { name: `body: ${name}`, steps: [send('POST', maps, text, { 'content-type': type })] };
}

const prototypeKeys = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one","labels":{"constructor":"x"}},"data":{"__proto__":"1","constructor":"2","toString":"3"}}';

/** Requests that are wrong in themselves: the same status, reason, details and causes. */
export const errors: ContractArea = {
  area: 'errors and bad input',
  cases: [
    ...moreErrors,
    body('broken JSON', '{"metadata":'),
    body('text', 'hello'),
    body('a number', '7'),
    body('null', 'null'),
    body('a list', '[]'),
    body('an empty object', '{}'),
    body('kind of a wrong type', '{"kind":7}'),
    body('metadata of a wrong type', '{"metadata":"x"}'),
    body('labels of a wrong type', '{"metadata":{"name":"one","labels":["a"]}}'),
    body('a label of a wrong type', '{"metadata":{"name":"one","labels":{"a":1}}}'),
    body('data of a wrong type', '{"metadata":{"name":"one"},"data":[]}'),
    body('trailing text', '{"metadata":{"name":"one"}} x'),
    body('prototype keys', prototypeKeys),
    body('very deep', `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`),
    body('binary type', 'x', 'application/vnd.kubernetes.protobuf'),
    body('unknown type', '{}', 'text/plain'),
    body('YAML', 'metadata:\n  name: one\ndata:\n  a: "1"\n', 'application/yaml'),
    body('broken YAML', 'metadata: [', 'application/yaml'),
    body('YAML with a tab', 'metadata:\n\tname: one\n', 'application/yaml'),
    { name: 'kind that is a list', steps: [create(maps, { apiVersion: 'v1', kind: 'ConfigMapList', items: [] }), create(maps, { apiVersion: 'v1', kind: 'List', items: [] })] },
    { name: 'body over the limit', steps: [create(maps, configMap('one', { a: 'x'.repeat(3_200_000) }))] },
    { name: 'ConfigMap over its own limit', steps: [create(maps, configMap('one', { a: 'x'.repeat(1_048_577) }))] },
    { name: 'methods that are not served', steps: [send('TRACE', maps), send('POST', one, {}), send('PATCH', maps, {}, { 'content-type': 'application/merge-patch+json' }), send('PUT', maps, {})] },
    { name: 'HEAD and OPTIONS', steps: [create(maps, configMap('one')), send('HEAD', one), send('OPTIONS', one)] },
    { name: 'subresources that are not there', steps: [create(maps, configMap('one')), get(`${one}/gizmo`), get(`${one}/scale`), get(`${one}/status/x`)] },
    { name: 'names in the path', steps: [get(`${maps}/Bad%20Name`), get(`${maps}/%2e%2e`), get(`${maps}/a%2Fb`), get('/api/v1/namespaces/Bad_Ns/configmaps/x')] },
    { name: 'paths with empty parts', steps: [get('/api/v1//namespaces'), get('/api/v1/namespaces/{ns}/'), get('/api/v1/namespaces/{ns}/configmaps/')] },
    { name: 'namespaced kind without a namespace', steps: [create('/api/v1/configmaps', configMap('one')), get('/api/v1/configmaps/one')] },
    { name: 'cluster kind with a namespace', steps: [get('/api/v1/namespaces/{ns}/nodes'), create('/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/clusterroles', { metadata: { name: 'x' } })] },
    { name: 'cluster kind with a namespace in its metadata', steps: [create(inCluster('rbac.authorization.k8s.io/v1', 'clusterroles'), { metadata: { name: '{ns}', namespace: '{ns}' } })] },
    { name: 'an unknown option', steps: [create(`${maps}?gizmo=1`, configMap('one')), get(`${one}?export=true`)] },
    { name: 'an option of a wrong type', steps: [get(`${maps}?watch=perhaps&timeoutSeconds=1`), get(`${maps}?timeoutSeconds=x`)] },
    { name: 'manager that is too long', steps: [create(`${maps}?fieldManager=${'x'.repeat(129)}`, configMap('one'))] },
    { name: 'an invalid patch of each type', steps: [create(maps, configMap('one')), patch('json', one, '{'), patch('merge', one, '{'), patch('strategic', one, '{'), patch('json', one, '[{"op":"add"}]')] },
    { name: 'invalid result of a patch', steps: [create(maps, configMap('one')), patch('merge', one, { metadata: { labels: { 'bad key!': 'x' } } })] },
    { name: 'several reasons at once', steps: [create(maps, configMap('Bad_Name', { 'bad key!': '1' }, { labels: { 'a b': 'c' }, annotations: { 'B@d': 'x' } }))] },
    { name: 'not found of each kind of request', steps: [get(one), update(one, configMap('one')), patch('merge', one, {}), send('DELETE', one)] },
    { name: 'secrets that are no base64', steps: [create(inNamespace('v1', 'secrets'), { metadata: { name: 'one' }, data: { a: 'not base64!' } })] },
    { name: 'numbers where they do not belong', steps: [create(inNamespace('apps/v1', 'deployments'), { metadata: { name: 'one' }, spec: { replicas: '3' } }), create(inNamespace('apps/v1', 'deployments'), { metadata: { name: 'one' }, spec: { replicas: 1.5 } }), create(inNamespace('apps/v1', 'deployments'), { metadata: { name: 'one' }, spec: { replicas: 99999999999 } })] },
    { name: 'times and quantities that are none', steps: [create(maps, configMap('one', {}, { creationTimestamp: 'yesterday' })), create(inNamespace('v1', 'resourcequotas'), { metadata: { name: 'one' }, spec: { hard: { pods: 'many' } } })] },
  ],
};
