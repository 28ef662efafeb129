import type { ContractCase, RequestStep, Step } from '../contract-case.ts';
import { apply, as, configMap, create, get, inCluster, inNamespace, patch, remove, table, tableAccept, update, watch } from '../steps.ts';

const maps = inNamespace('v1', 'configmaps');
const one = inNamespace('v1', 'configmaps', 'one');
const pods = inNamespace('v1', 'pods');
const deployments = inNamespace('apps/v1', 'deployments');
const partial = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';
const partialList = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
const onlyTable = 'application/json;as=Table;v=v1;g=meta.k8s.io';

function send(method: string, path: string, body?: unknown, headers?: Record<string, string>): RequestStep {
  return { method, path, ...(body === undefined ? {} : { body }), ...(headers === undefined ? {} : { headers }) };
}

const raw = (name: string, path: string, text: string, type = 'application/json', method = 'POST'): ContractCase => ({
  name,
  steps: [send(method, path, text, { 'content-type': type })],
});

const patched = (name: string, type: string, text: string): ContractCase => ({
  name: `patch: ${name}`,
  steps: [create(maps, configMap('one', { a: '1' })), send('PATCH', one, text, { 'content-type': type }), get(one)],
});

const applyType = 'application/apply-patch+yaml';
const mergeType = 'application/merge-patch+json';
const jsonType = 'application/json-patch+json';
const strategicType = 'application/strategic-merge-patch+json';
const poisoned = '{"metadata":{"labels":{"__proto__":"x","constructor":"y"}},"data":{"__proto__":"1","hasOwnProperty":"2"}}';

const patchFaults: ContractCase[] = [
  ...[mergeType, strategicType].flatMap((type) => [
    patched(`prototype keys, ${type}`, type, poisoned),
    patched(`a list, ${type}`, type, '[]'),
    patched(`a text, ${type}`, type, '"x"'),
    patched(`null, ${type}`, type, 'null'),
    patched(`nothing, ${type}`, type, ''),
    patched(`trailing text, ${type}`, type, '{} x'),
    patched(`the name changed, ${type}`, type, '{"metadata":{"name":"two"}}'),
    patched(`the kind changed, ${type}`, type, '{"kind":"Secret"}'),
    patched(`the version changed, ${type}`, type, '{"apiVersion":"v2"}'),
    patched(`metadata removed, ${type}`, type, '{"metadata":null}'),
    patched(`a label of a wrong type, ${type}`, type, '{"metadata":{"labels":{"a":1}}}'),
    patched(`labels of a wrong type, ${type}`, type, '{"metadata":{"labels":"x"}}'),
    patched(`data of a wrong type, ${type}`, type, '{"data":["x"]}'),
  ]),
  patched('prototype in a pointer', jsonType, '[{"op":"add","path":"/data/__proto__","value":"1"}]'),
  patched('into a prototype', jsonType, '[{"op":"add","path":"/__proto__/polluted","value":"1"}]'),
  patched('into the constructor', jsonType, '[{"op":"replace","path":"/constructor/prototype/x","value":"1"}]'),
  patched('a pointer without its slash', jsonType, '[{"op":"add","path":"data/b","value":"1"}]'),
  patched('an unknown operation', jsonType, '[{"op":"frobnicate","path":"/data/b","value":"1"}]'),
  patched('an operation of a wrong type', jsonType, '[{"op":7,"path":"/data/b","value":"1"}]'),
  patched('an operation that is text', jsonType, '["x"]'),
  patched('an object', jsonType, '{}'),
  patched('null as JSON patch', jsonType, 'null'),
  patched('no operations', jsonType, '[]'),
  patched('a test that fails', jsonType, '[{"op":"test","path":"/data/a","value":"2"}]'),
  patched('a test that holds', jsonType, '[{"op":"test","path":"/data/a","value":"1"},{"op":"remove","path":"/data/a"}]'),
  patched('a removal of what is missing', jsonType, '[{"op":"remove","path":"/data/none"}]'),
  patched('of an unknown type', 'text/plain', '{}'),
  patched('of JSON', 'application/json', '{}'),
  patched('applied prototype keys', applyType, '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"},"data":{"__proto__":"1"}}'),
];

const applied = (name: string, text: string, query = '?fieldManager=x'): ContractCase => ({
  name: `apply: ${name}`,
  steps: [send('PATCH', `${one}${query}`, text, { 'content-type': applyType })],
});

const applyFaults: ContractCase[] = [
  applied('a list', '[]'),
  applied('a number', '7'),
  applied('nothing', ''),
  applied('null', 'null'),
  applied('broken YAML', 'a: ['),
  applied('no kind', 'apiVersion: v1\nmetadata: {name: one}\n'),
  applied('another kind', 'apiVersion: v1\nkind: Secret\nmetadata: {name: one}\n'),
  applied('no version', 'kind: ConfigMap\nmetadata: {name: one}\n'),
  applied('kind of a wrong type', 'apiVersion: v1\nkind: 7\n'),
  applied('metadata of a wrong type', 'apiVersion: v1\nkind: ConfigMap\nmetadata: [one]\n'),
  applied('two documents', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: two}\n'),
  applied('an anchor and an alias', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, labels: &l {a: b}, annotations: *l}\n'),
  applied('an unknown field', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ngizmo: 1\n'),
  applied('managedFields', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, managedFields: []}\n'),
  applied('without a manager', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n', ''),
  applied('force that is no truth', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n', '?fieldManager=x&force=perhaps'),
  applied('a manager with a line break', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n', '?fieldManager=a%0Ab'),
  applied('an unknown dry run', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n', '?fieldManager=x&dryRun=Some'),
  applied('an unknown field validation', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n', '?fieldManager=x&fieldValidation=Some'),
];

const managed = (name: string, entry: unknown): ContractCase => ({
  name: `managedFields: ${name}`,
  steps: [create(maps, configMap('one', { a: '1' })), patch('merge', one, { metadata: { managedFields: entry } }), create(maps, configMap('two', {}, { managedFields: entry }))],
});
const owner = { manager: 'm', operation: 'Update', apiVersion: 'v1', time: '2020-01-01T00:00:00Z', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { 'f:a': {} } } };

const managedFaults: ContractCase[] = [
  managed('an empty entry', [{}]),
  managed('an empty list', []),
  managed('a text', 'x'),
  managed('a text in the list', ['x']),
  managed('an unknown operation', [{ ...owner, operation: 'Steal' }]),
  managed('an unknown type of fields', [{ ...owner, fieldsType: 'FieldsV9' }]),
  managed('no version', [{ ...owner, apiVersion: undefined }]),
  managed('a version that is not served', [{ ...owner, apiVersion: 'v9' }]),
  managed('a malformed path', [{ ...owner, fieldsV1: { 'z:data': {} } }]),
  managed('a malformed key', [{ ...owner, fieldsV1: { 'f:data': { 'k:{': {} } } }]),
  managed('fields of a wrong type', [{ ...owner, fieldsV1: 'x' }]),
  managed('a manager that is too long', [{ ...owner, manager: 'x'.repeat(200) }]),
  managed('a subresource', [{ ...owner, subresource: 'status' }]),
  managed('another owner', [{ ...owner, manager: 'other' }]),
  managed('a time that is none', [{ ...owner, time: 'yesterday' }]),
];

const paths: ContractCase[] = [
  { name: 'kinds and groups that are not there', steps: [get('/api/v1/namespaces/{ns}/gizmos'), create('/api/v1/namespaces/{ns}/gizmos', {}), get('/apis/gizmo.example/v1/gizmos'), get('/apis/apps/v9/namespaces/{ns}/deployments'), remove('/apis/apps/v1/namespaces/{ns}/gizmos/one'), get('/apis/apps'), get('/apis/gizmo.example'), get('/nothing'), get('/api/v2')] },
  { name: 'subresources of other kinds', steps: [get(inNamespace('v1', 'configmaps', 'one', 'status')), get(inNamespace('v1', 'pods', 'one', 'scale')), get(inNamespace('apps/v1', 'deployments', 'one', 'eviction')), create(inNamespace('v1', 'pods', 'one', 'gizmo'), {}), get(inNamespace('v1', 'secrets', 'one', 'scale'))] },
  { name: 'a namespace that is not there', steps: [create('/api/v1/namespaces/none-{ns}/configmaps', configMap('one')), get('/api/v1/namespaces/none-{ns}/configmaps/one'), remove('/api/v1/namespaces/none-{ns}/configmaps/one'), apply('/api/v1/namespaces/none-{ns}/configmaps/one', configMap('one'), 'x'), patch('merge', '/api/v1/namespaces/none-{ns}/configmaps/one', {})] },
  { name: 'names of several kinds', steps: ['A', 'a_b', 'a..b', '-a', 'a-', 'a/b', 'a%b', '.', '..', 'x'.repeat(254), ''].map((name) => create(maps, configMap(name))) },
  { name: 'names of namespaces', steps: ['A', 'a.b', 'x'.repeat(64), '-a'].map((name) => create('/api/v1/namespaces', { metadata: { name } })) },
  { name: 'names of roles', steps: ['A:b', 'a/b', 'a%b', '.'].map((name) => create(inNamespace('rbac.authorization.k8s.io/v1', 'roles'), { metadata: { name }, rules: [] })) },
  { name: 'body and path of different kinds', steps: [create(maps, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'one' } }), create(maps, { apiVersion: 'apps/v1', kind: 'ConfigMap', metadata: { name: 'one' } }), create(deployments, { apiVersion: 'apps/v1beta1', kind: 'Deployment', metadata: { name: 'one' } }), create(maps, configMap('one')), update(one, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'one' } })] },
  { name: 'body and path of different namespaces', steps: [create(maps, configMap('one', {}, { namespace: 'default' })), create(maps, configMap('one')), update(one, configMap('one', {}, { namespace: 'default' })), update(one, configMap('two')), patch('merge', one, { metadata: { namespace: 'default' } })] },
  { name: 'options of a write', steps: [create(`${maps}?dryRun=Some`, configMap('one')), create(`${maps}?dryRun=All&dryRun=All`, configMap('one')), create(`${maps}?fieldValidation=Some`, configMap('one')), create(`${maps}?fieldManager=%00`, configMap('one')), create(`${maps}?fieldManager=a%09b`, configMap('one')), create(`${maps}?dryRun=`, configMap('one'))] },
  { name: 'options of a merge patch', steps: [create(maps, configMap('one')), patch('merge', `${one}?force=true`, {}), patch('merge', `${one}?fieldManager=${'x'.repeat(129)}`, {}), patch('merge', `${one}?dryRun=None`, {}), patch('strategic', `${one}?force=false`, {})] },
  { name: 'options of a deletion', steps: [create(maps, configMap('one')), remove(`${one}?dryRun=Some`), remove(`${one}?propagationPolicy=Sideways`), remove(`${one}?gracePeriodSeconds=x`), remove(`${one}?orphanDependents=true&propagationPolicy=Orphan`), remove(one, { kind: 'Gizmo', apiVersion: 'v1' }), remove(one, { preconditions: { uid: 'x' } }), remove(one, 'text'), remove(one, []), remove(one, { gracePeriodSeconds: 'x' })] },
];

const documents: ContractCase[] = [
  raw('YAML: two documents', maps, 'metadata: {name: one}\n---\nmetadata: {name: two}\n', 'application/yaml'),
  raw('YAML: an anchor', maps, 'metadata: {name: one, labels: &l {a: b}, annotations: *l}\n', 'application/yaml'),
  raw('YAML: an unknown anchor', maps, 'metadata: {name: *n}\n', 'application/yaml'),
  raw('YAML: a list', maps, '- a\n', 'application/yaml'),
  raw('YAML: a text', maps, 'hello\n', 'application/yaml'),
  raw('YAML: nothing', maps, '', 'application/yaml'),
  raw('YAML: comments only', maps, '# nothing\n', 'application/yaml'),
  raw('YAML: a number as a name', maps, 'metadata: {name: 7}\n', 'application/yaml'),
  raw('YAML: yes as a value', maps, 'metadata: {name: one}\ndata: {a: yes, b: "no"}\n', 'application/yaml'),
  raw('YAML: a key that is no text', maps, 'metadata: {name: one}\ndata: {1: "a", true: "b"}\n', 'application/yaml'),
  raw('YAML: a merge key', maps, 'metadata:\n  name: one\n  labels: &l {a: b}\n  annotations: {<<: *l, c: d}\n', 'application/yaml'),
  raw('YAML: JSON in it', maps, '{"metadata":{"name":"one"}}', 'application/yaml'),
  raw('YAML: prototype keys', maps, 'metadata: {name: one}\ndata: {__proto__: "1", constructor: "2"}\n', 'application/yaml'),
  raw('JSON: nothing', maps, ''),
  raw('JSON: a space', maps, ' '),
  raw('JSON: a comma too many', maps, '{"metadata":{"name":"one",}}'),
  raw('JSON: single quotes', maps, "{'metadata':{}}"),
  raw('JSON: a bad escape', maps, '{"metadata":{"name":"\\x"}}'),
  raw('JSON: a control character', maps, '{"metadata":{"name":"a\nb"}}'),
  raw('JSON: a lone surrogate', maps, '{"metadata":{"name":"one","annotations":{"a":"\\ud800"}}}'),
  raw('JSON: an odd number', maps, '{"metadata":{"name":"one","generation":01}}'),
  raw('JSON: two objects', maps, '{"metadata":{"name":"one"}}{"metadata":{"name":"two"}}'),
  raw('JSON: a byte order mark', maps, '\uFEFF{"metadata":{"name":"one"}}'),
  raw('JSON: another case of letters', maps, '{"Metadata":{"Name":"one"},"DATA":{"a":"1"}}'),
  raw('JSON: a generation with a fraction', maps, '{"metadata":{"name":"one","generation":1.5}}'),
  raw('JSON: finalizers of a wrong type', maps, '{"metadata":{"name":"one","finalizers":"x"}}'),
  raw('JSON: owners of a wrong type', maps, '{"metadata":{"name":"one","ownerReferences":{}}}'),
  raw('type: with a charset', maps, '{"metadata":{"name":"one"}}', 'application/json; charset=utf-8'),
  raw('type: form', maps, 'a=b', 'application/x-www-form-urlencoded'),
  raw('type: none that is one', maps, '{}', 'gizmo'),
  raw('type: JSON of CBOR', maps, '{}', 'application/cbor'),
  raw('PUT: broken', one, '{', 'application/json', 'PUT'),
  raw('PUT: of what is not there', one, '{"metadata":{"name":"one"}}', 'application/json', 'PUT'),
  raw('DELETE: broken', one, '{', 'application/json', 'DELETE'),
  raw('DELETE: of an unknown type', one, '{}', 'text/plain', 'DELETE'),
];

export const moreErrors: ContractCase[] = [...patchFaults, ...applyFaults, ...managedFaults, ...paths, ...documents];

const labelled = ['a', 'b', 'c', 'd', 'e'].map((name, index) => create(maps, configMap(name, {}, { labels: { n: String(index), ...(index % 2 === 0 ? { even: 'yes' } : {}) } })));
const listed = (name: string, query: string, accept?: string): ContractCase => ({ name, steps: [...labelled, get(`${maps}${query}`, accept === undefined ? undefined : { accept })] });
const chosen = (selector: string): ContractCase => listed(`selector ${selector}`, `?labelSelector=${encodeURIComponent(selector)}`);

const withFields = (groupVersion: string, resource: string, objects: readonly object[], selectors: readonly string[]): ContractCase => ({
  name: `field selectors of ${resource}`,
  steps: [...objects.map((object) => create(inNamespace(groupVersion, resource), object)), ...selectors.map((selector) => get(`${inNamespace(groupVersion, resource)}?fieldSelector=${encodeURIComponent(selector)}`))],
});

export const moreLists: ContractCase[] = [
  ...['n in (0,1)', 'n in (0, 9)', 'n notin (0,1),even', 'n>2', 'n<2', 'n>=2', 'n>x', 'even=yes,n!=0', ',', 'n=1,', ' n = 1 ', 'n in 1', 'n in (1', '!', 'n==', '!n!', 'n=1 even=yes', 'a/b/c=1', 'UPPER=1', 'n in (,)', 'even,!none', 'even in (yes),n in (2)', 'kubernetes.io/x', `${'x'.repeat(254)}/a`, 'n=-1'].map(chosen),
  listed('metadata only of a page', '?limit=2', partialList),
  listed('metadata only, by a selector', '?labelSelector=even', partialList),
  listed('metadata only of another version', '', 'application/json;as=PartialObjectMetadataList;v=v1beta1;g=meta.k8s.io'),
  listed('metadata only of one, asked of a list', '', partial),
  listed('a table, or JSON', '?limit=1', tableAccept),
  listed('a table only', '?limit=1', onlyTable),
  listed('an unknown form', '', 'application/json;as=Gizmo;v=v1;g=meta.k8s.io'),
  listed('an unknown form, or JSON', '', 'application/json;as=Gizmo;v=v1;g=meta.k8s.io,application/json'),
  listed('no type', '', ''),
  listed('every type', '', '*/*'),
  listed('every type of application', '', 'application/*'),
  listed('YAML before JSON', '?limit=1', 'application/yaml;q=0.9,application/json;q=0.8'),
  listed('a type that is malformed', '', 'application'),
  listed('two limits', '?limit=1&limit=2'),
  listed('a huge limit', '?limit=99999999999999999999'),
  listed('an empty limit', '?limit='),
  listed('a limit of more than there is', '?limit=500'),
  listed('a limit of all', '?limit=5'),
  listed('version 0 and a limit', '?resourceVersion=0&limit=1&labelSelector=n%3D0'),
  listed('a match without a version', '?resourceVersionMatch=NotOlderThan'),
  listed('NotOlderThan of the future', '?resourceVersion=99999999999&resourceVersionMatch=NotOlderThan&timeoutSeconds=1'),
  listed('Exact of the future', '?resourceVersion=99999999999&resourceVersionMatch=Exact&timeoutSeconds=1'),
  listed('a negative version', '?resourceVersion=-1'),
  listed('a match with a continue', '?limit=1&continue=x&resourceVersionMatch=Exact'),
  listed('a negative time', '?timeoutSeconds=-1'),
  listed('bookmarks without a watch', '?allowWatchBookmarks=true'),
  listed('bookmarks of a wrong type', '?allowWatchBookmarks=x'),
  listed('initial events false', '?sendInitialEvents=false'),
  { name: 'what remains', steps: [...labelled, get(`${maps}?limit=1`), get(`${maps}?limit=1&fieldSelector=metadata.name!%3Da`), get(`${maps}?limit=2&continue={6.metadata.continue}`, { accept: tableAccept })] },
  { name: 'a page after a deletion', steps: [...labelled, get(`${maps}?limit=2`), remove(inNamespace('v1', 'configmaps', 'c')), get(`${maps}?limit=2&continue={6.metadata.continue}`), get(`${maps}?limit=0&continue={6.metadata.continue}`)] },
  { name: 'a page with another selector', steps: [...labelled, get(`${maps}?limit=1`), get(`${maps}?limit=1&labelSelector=even&continue={6.metadata.continue}`)] },
  { name: 'a page of another namespace', steps: [...labelled, get(`${maps}?limit=1`), get(`/api/v1/namespaces/default/configmaps?limit=1&continue={6.metadata.continue}`)] },
  { name: 'a page with the version it came from', steps: [...labelled, get(`${maps}?limit=1`), get(`${maps}?limit=1&continue={6.metadata.continue}&resourceVersion={6.metadata.resourceVersion}`), get(`${maps}?limit=1&continue={6.metadata.continue}&resourceVersion=0`)] },
  { name: 'Exact of a page', steps: [...labelled, get(`${maps}?limit=2&resourceVersion={3.metadata.resourceVersion}&resourceVersionMatch=Exact`), get(`${maps}?limit=2&continue={6.metadata.continue}`)] },
  { name: 'one object at a version', steps: [create(maps, configMap('one')), get(`${one}?resourceVersion=99999999999&timeoutSeconds=1`), get(`${one}?resourceVersionMatch=Exact&resourceVersion=1`), get(`${one}?labelSelector=x`)] },
  withFields('batch/v1', 'jobs', [{ metadata: { name: 'j' }, spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] } } } }], ['status.successful=0', 'status.successful=1', 'spec.x=1']),
  withFields('apps/v1', 'replicasets', [{ metadata: { name: 'r' }, spec: { replicas: 0, selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'a', image: 'a' }] } } } }], ['status.replicas=0', 'status.replicas=3', 'spec.replicas=0']),
  withFields('v1', 'replicationcontrollers', [{ metadata: { name: 'r' }, spec: { replicas: 0, selector: { a: 'b' }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'a', image: 'a' }] } } } }], ['status.replicas=0', 'status.replicas=2']),
  withFields('v1', 'services', [{ metadata: { name: 's' }, spec: { ports: [{ port: 80 }], clusterIP: 'None' } }], ['spec.clusterIP=None', 'spec.type=ClusterIP', 'spec.ports=80']),
  { name: 'field selectors of cluster kinds', steps: [get('/api/v1/namespaces?fieldSelector=metadata.name%3D{ns}'), get('/api/v1/namespaces?fieldSelector=status.phase%3DActive,metadata.name%3D{ns}'), get('/api/v1/namespaces?fieldSelector=spec.x%3D1'), get('/api/v1/nodes?fieldSelector=spec.unschedulable%3Dtrue,metadata.name%3Dnone'), get('/apis/storage.k8s.io/v1/storageclasses?fieldSelector=provisioner%3Dx')] },
  { name: 'lists of all namespaces of kinds', steps: [get(`${inCluster('v1', 'secrets')}?fieldSelector=metadata.namespace%3D{ns}`), get(`${inCluster('apps/v1', 'deployments')}?fieldSelector=metadata.namespace%3D{ns}`), get(`${inCluster('v1', 'secrets')}?fieldSelector=metadata.namespace%3D{ns}`, { accept: tableAccept }), remove('/api/v1/secrets')] },
];

const began = `${maps}?watch=true&resourceVersion={1.metadata.resourceVersion}`;
const headed = (step: Step, accept: string): Step => ({ ...step, headers: { accept } });
const story = [create(maps, configMap('one', { a: '1' })), apply(one, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' }, data: { b: '2' } }, 'x'), remove(one)];

export const moreWatches: ContractCase[] = [
  { name: 'of what is applied', steps: [get(maps), watch(began, 3, ...story)] },
  { name: 'as YAML', steps: [get(`${began}&timeoutSeconds=1`.replace('{1.metadata.resourceVersion}', '0'), { accept: 'application/yaml' })] },
  { name: 'from a version in the past, by label', steps: [get(maps), ...story, create(maps, configMap('two', {}, { labels: { a: 'b' } })), watch(`${began}&labelSelector=a%3Db`, 1)] },
  { name: 'of all namespaces, by a field', steps: [get(maps), watch(`/api/v1/configmaps?watch=true&fieldSelector=metadata.namespace%3D{ns}&resourceVersion={1.metadata.resourceVersion}`, 3, ...story)] },
  { name: 'of a status', steps: [create(deployments, { metadata: { name: 'w' }, spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'a', image: 'a' }] } } } }), watch(`${deployments}?watch=true&resourceVersion={1.metadata.resourceVersion}`, 2, patch('merge', `${deployments}/w/status`, { status: { replicas: 1 } }), patch('merge', `${deployments}/w/scale`, { spec: { replicas: 3 } }))] },
  { name: 'a dry run sends nothing', steps: [get(maps), watch(began, 1, create(`${maps}?dryRun=All`, configMap('dry')), create(maps, configMap('one')))] },
  { name: 'initial events of a table', steps: [create(maps, configMap('one')), headed(watch(`${maps}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`, 2), onlyTable)] },
  { name: 'a table without columns after the first', steps: [get(maps), headed(watch(`${began}&includeObject=None`, 3, ...story), onlyTable)] },
  { name: 'a table with whole objects', steps: [get(maps), headed(watch(`${began}&includeObject=Object`, 3, ...story), onlyTable)] },
  { name: 'initial events false', steps: [get(`${maps}?watch=true&sendInitialEvents=false&timeoutSeconds=1`), get(`${maps}?watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan&timeoutSeconds=1`)] },
  { name: 'initial events without bookmarks', steps: [get(`${maps}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=1`)] },
  { name: 'initial events with another match', steps: [get(`${maps}?watch=true&sendInitialEvents=true&resourceVersionMatch=Exact&resourceVersion=1`)] },
  { name: 'a page of a watch', steps: [get(`${maps}?watch=true&limit=1&timeoutSeconds=1`), get(`${maps}?watch=true&continue=x&timeoutSeconds=1`)] },
  { name: 'a negative version', steps: [get(`${maps}?watch=true&resourceVersion=-5`)] },
  { name: 'of one object by its old path', steps: [create(maps, configMap('one')), watch('/api/v1/watch/namespaces/{ns}/configmaps/one', 2, patch('merge', one, { data: { a: 'b' } }))] },
  { name: 'of one object by its path', steps: [create(maps, configMap('one')), get(`${one}?watch=true&timeoutSeconds=1`)] },
  { name: 'of pods by a field that changes', steps: [get(pods), watch(`${pods}?watch=true&resourceVersion={1.metadata.resourceVersion}&fieldSelector=status.phase%3DRunning`, 2, create(pods, { metadata: { name: 'p' }, spec: { nodeName: 'n', containers: [{ name: 'a', image: 'a' }] } }), patch('merge', `${pods}/p/status`, { status: { phase: 'Running' } }), patch('merge', `${pods}/p/status`, { status: { phase: 'Failed' } }))] },
  { name: 'of what a collection loses by label', steps: [...labelled, watch(`${maps}?watch=true&resourceVersion={5.metadata.resourceVersion}`, 3, remove(`${maps}?labelSelector=even`))] },
];

const ann = <T extends Step>(step: T): T => as('{ns}-ann', step);
const review = (kind: string, spec: object): RequestStep =>
  create(kind === 'LocalSubjectAccessReview' ? inNamespace('authorization.k8s.io/v1', 'localsubjectaccessreviews') : inCluster('authorization.k8s.io/v1', `${kind.toLowerCase()}s`), { apiVersion: 'authorization.k8s.io/v1', kind, spec });
const asked = (name: string, kind: string, spec: object): ContractCase => ({ name: `${kind} ${name}`, steps: [review(kind, spec), ann(review(kind, spec))] });
const resource = { namespace: '{ns}', verb: 'get', resource: 'configmaps' };

export const moreAccess: ContractCase[] = [
  { name: 'what nobody allowed, of several kinds', steps: [get(deployments), get(`${deployments}/x`), get(`${deployments}/x/scale`), create(deployments, {}), update(`${deployments}/x`, {}), patch('merge', `${deployments}/x`, {}), patch('strategic', `${deployments}/x/status`, {}), remove(`${deployments}/x`), remove(deployments), get('/api/v1/nodes'), get('/api/v1/nodes/x'), get('/apis/gizmo.example/v1/gizmos'), get(`${pods}/x/log`), create(`${pods}/x/eviction`, {}), get('/apis/apps/v1/deployments'), get(`${deployments}?watch=true`), get('/api/v1/watch/configmaps')].map(ann) },
  { name: 'paths that are no resources', steps: ['/healthz', '/livez', '/readyz', '/version', '/openapi/v2', '/metrics', '/logs', '/debug/pprof', '/', '/apis', '/gizmo'].filter((path) => !['/healthz', '/livez', '/readyz', '/version', '/openapi/v2', '/', '/apis'].includes(path)).map((path) => ann(get(path))) },
  { name: 'impersonation of nobody', steps: [get(maps, { 'impersonate-group': 'x' }), get(maps, { 'impersonate-uid': '7' }), get(maps, { 'impersonate-extra-scopes': 'a' }), get(maps, { 'impersonate-user': '' })] },
  { name: 'impersonation of a whole user', steps: [create(inCluster('authentication.k8s.io/v1', 'selfsubjectreviews'), { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }, { 'impersonate-user': 'ann', 'impersonate-group': 'devs', 'impersonate-uid': '7', 'impersonate-extra-scopes': 'view' })] },
  { name: 'impersonation of accounts', steps: ['system:serviceaccount:{ns}:runner', 'system:anonymous', 'system:admin', 'system:serviceaccount:bad', 'ann'].map((user) => as(user, create(inCluster('authentication.k8s.io/v1', 'selfsubjectreviews'), { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }))) },
  { name: 'a dry run and forms of reviews', steps: [create(`${inCluster('authorization.k8s.io/v1', 'selfsubjectaccessreviews')}?dryRun=All`, { spec: { resourceAttributes: resource } }), create(inCluster('authorization.k8s.io/v1', 'selfsubjectaccessreviews'), { spec: { resourceAttributes: resource } }, { accept: tableAccept }), get(inCluster('authorization.k8s.io/v1', 'selfsubjectaccessreviews'))] },
  asked('of a resource', 'SelfSubjectAccessReview', { resourceAttributes: resource }),
  asked('of a name', 'SelfSubjectAccessReview', { resourceAttributes: { ...resource, name: 'one' } }),
  asked('of a subresource', 'SelfSubjectAccessReview', { resourceAttributes: { ...resource, group: 'apps', resource: 'deployments', subresource: 'scale' } }),
  asked('of a path', 'SelfSubjectAccessReview', { nonResourceAttributes: { path: '/metrics', verb: 'get' } }),
  asked('of a path that all may read', 'SelfSubjectAccessReview', { nonResourceAttributes: { path: '/version', verb: 'get' } }),
  asked('of both', 'SelfSubjectAccessReview', { resourceAttributes: resource, nonResourceAttributes: { path: '/', verb: 'get' } }),
  asked('of nothing', 'SelfSubjectAccessReview', {}),
  asked('of an unknown kind', 'SelfSubjectAccessReview', { resourceAttributes: { ...resource, resource: 'gizmos', group: 'x.example' } }),
  asked('with a selector', 'SelfSubjectAccessReview', { resourceAttributes: { ...resource, labelSelector: { requirements: [{ key: 'a', operator: 'In', values: ['b'] }] } } }),
  asked('with a raw selector', 'SelfSubjectAccessReview', { resourceAttributes: { ...resource, fieldSelector: { rawSelector: 'metadata.name=a' } } }),
  asked('of a user', 'SubjectAccessReview', { user: 'u', resourceAttributes: resource }),
  asked('of the admins', 'SubjectAccessReview', { user: 'u', groups: ['system:masters'], resourceAttributes: resource }),
  asked('of a group only', 'SubjectAccessReview', { groups: ['system:masters'], resourceAttributes: resource }),
  asked('of nobody', 'SubjectAccessReview', { resourceAttributes: resource }),
  asked('of nothing', 'SubjectAccessReview', { user: 'u' }),
  asked('of a path', 'SubjectAccessReview', { user: 'u', groups: ['system:authenticated'], nonResourceAttributes: { path: '/version', verb: 'get' } }),
  asked('of a user with extras', 'SubjectAccessReview', { user: 'u', uid: '7', extra: { a: ['b'] }, resourceAttributes: resource }),
  asked('here', 'LocalSubjectAccessReview', { user: 'u', resourceAttributes: resource }),
  asked('elsewhere', 'LocalSubjectAccessReview', { user: 'u', resourceAttributes: { ...resource, namespace: 'default' } }),
  asked('of a path', 'LocalSubjectAccessReview', { user: 'u', nonResourceAttributes: { path: '/', verb: 'get' } }),
  asked('without a namespace', 'LocalSubjectAccessReview', { user: 'u', resourceAttributes: { verb: 'get', resource: 'configmaps' } }),
  asked('of a namespace', 'SelfSubjectRulesReview', { namespace: '{ns}' }),
  asked('of no namespace', 'SelfSubjectRulesReview', {}),
  { name: 'rules that are wrong', steps: [{}, { verbs: ['get'] }, { verbs: [], apiGroups: [''], resources: ['pods'] }, { verbs: ['get'], apiGroups: [''] }, { verbs: ['get'], resources: ['pods'] }, { verbs: ['get'], nonResourceURLs: ['/x'] }, { verbs: ['get'], apiGroups: [''], resources: ['pods'], nonResourceURLs: ['/x'] }].map((rule, index) => create(inNamespace('rbac.authorization.k8s.io/v1', 'roles'), { metadata: { name: `r${index}` }, rules: [rule] })) },
  { name: 'bindings that are wrong', steps: [{}, { roleRef: { kind: 'Role', name: 'x' } }, { roleRef: { apiGroup: 'x', kind: 'Role', name: 'x' } }, { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Gizmo', name: 'x' } }, { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: '' } }, { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'x' }, subjects: [{ kind: 'Gizmo', name: 'x' }, { kind: 'User', name: '' }, { kind: 'ServiceAccount', name: 'x' }, { kind: 'User', name: 'x', apiGroup: 'y' }] }].map((spec, index) => create(inNamespace('rbac.authorization.k8s.io/v1', 'rolebindings'), { metadata: { name: `b${index}` }, ...spec })) },
  { name: 'a binding that changes its role', steps: [create(inNamespace('rbac.authorization.k8s.io/v1', 'rolebindings'), { metadata: { name: 'b' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'x' } }), patch('merge', inNamespace('rbac.authorization.k8s.io/v1', 'rolebindings', 'b'), { roleRef: { name: 'y' } }), patch('merge', inNamespace('rbac.authorization.k8s.io/v1', 'rolebindings', 'b'), { subjects: [{ kind: 'User', name: 'u' }] })] },
];

type Containers = readonly Record<string, unknown>[];

function podShown(name: string, status: object, spec: object = {}, more: readonly Step[] = []): ContractCase {
  return {
    name: `pod ${name}`,
    steps: [create(pods, { metadata: { name: 'p' }, spec: { nodeName: 'n', containers: [{ name: 'a', image: 'a' }, { name: 'b', image: 'b' }], ...spec } }), patch('merge', `${pods}/p/status`, { status }), ...more, table(pods)],
  };
}

const state = (name: string, at: object, ready = false, restartCount = 0, lastState: object = {}): Record<string, unknown> => ({ name, image: name, imageID: '', ready, restartCount, state: at, lastState });
const running = { running: { startedAt: '2020-01-01T00:00:00Z' } };
const ended = (exitCode: number, more: object = {}): object => ({ terminated: { exitCode, ...more } });
const waiting = (reason: string): object => ({ waiting: { reason } });
const both = (...containerStatuses: Containers): object => ({ phase: 'Running', containerStatuses });
const starting = (...initContainerStatuses: Containers): object => ({ phase: 'Pending', initContainerStatuses });
const init = { initContainers: [{ name: 'i', image: 'i' }, { name: 'j', image: 'j' }] };
const sidecar = { initContainers: [{ name: 'i', image: 'i', restartPolicy: 'Always' }] };

const morePodTables: ContractCase[] = [
  podShown('running', both(state('a', running, true), state('b', running, true))),
  podShown('half ready', both(state('a', running, true), state('b', running))),
  podShown('of an image that is not there', { phase: 'Pending', containerStatuses: [state('a', waiting('ImagePullBackOff')), state('b', running, true)] }),
  podShown('being made', { phase: 'Pending', containerStatuses: [state('a', waiting('ContainerCreating')), state('b', waiting('ContainerCreating'))] }),
  podShown('that ended well', { phase: 'Succeeded', containerStatuses: [state('a', ended(0, { reason: 'Completed' })), state('b', ended(0, { reason: 'Completed' }))] }),
  podShown('that failed', { phase: 'Failed', containerStatuses: [state('a', ended(1, { reason: 'Error' })), state('b', ended(0))] }),
  podShown('of an exit code', both(state('a', ended(3)), state('b', ended(3)))),
  podShown('of a signal', both(state('a', ended(0, { signal: 9 })), state('b', running, true))),
  podShown('one ended, one running', { ...both(state('a', ended(0, { reason: 'Completed' })), state('b', running, true)), conditions: [{ type: 'Ready', status: 'True' }] }),
  podShown('one ended, one running, not ready', both(state('a', ended(0, { reason: 'Completed' })), state('b', running, true))),
  podShown('restarted', both(state('a', running, true, 3, ended(1, { finishedAt: '2020-01-01T00:00:00Z' })), state('b', running, true, 1))),
  podShown('evicted', { phase: 'Failed', reason: 'Evicted', message: 'x' }),
  podShown('of a lost node', { phase: 'Running', reason: 'NodeLost' }),
  podShown('with a nominated node', { phase: 'Pending', nominatedNodeName: 'm' }),
  podShown('gated', { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] }),
  podShown('of addresses', { phase: 'Running', podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }] }),
  podShown('with gates', { phase: 'Running', conditions: [{ type: 'x.example/a', status: 'True' }] }, { readinessGates: [{ conditionType: 'x.example/a' }, { conditionType: 'x.example/b' }] }),
  podShown('initializing', starting(state('i', running), state('j', waiting('PodInitializing'))), init),
  podShown('initialized by half', starting(state('i', ended(0), true), state('j', waiting('PodInitializing'))), init),
  podShown('whose beginning failed', starting(state('i', ended(2)), state('j', waiting('PodInitializing'))), init),
  podShown('whose beginning failed with a reason', starting(state('i', ended(2, { reason: 'OOMKilled' })), state('j', waiting('PodInitializing'))), init),
  podShown('whose beginning crashes', starting(state('i', waiting('CrashLoopBackOff'), false, 4), state('j', waiting('PodInitializing'))), init),
  podShown('with a sidecar', { ...both(state('a', running, true), state('b', running, true)), initContainerStatuses: [{ ...state('i', running, true), started: true }] }, sidecar),
  podShown('with a sidecar that starts', { ...starting({ ...state('i', running), started: false }) }, sidecar),
  podShown('being deleted', both(state('a', running, true), state('b', running, true)), {}, [remove(`${pods}/p`)]),
  podShown('being deleted on a lost node', { phase: 'Running', reason: 'NodeLost' }, {}, [remove(`${pods}/p`)]),
];

const wide: readonly [string, string, object, object?][] = [
  ['v1', 'nodes', {}, { conditions: [{ type: 'Ready', status: 'True' }], addresses: [{ type: 'InternalIP', address: '10.0.0.1' }, { type: 'ExternalIP', address: '1.2.3.4' }], nodeInfo: { kubeletVersion: 'v1.36.0', osImage: 'Linux', kernelVersion: '6', containerRuntimeVersion: 'containerd://2', machineID: '', systemUUID: '', bootID: '', kubeProxyVersion: '', operatingSystem: 'linux', architecture: 'amd64' } }],
  ['v1', 'persistentvolumes', { spec: { capacity: { storage: '5Gi' }, accessModes: ['ReadWriteOnce', 'ReadOnlyMany'], persistentVolumeReclaimPolicy: 'Delete', hostPath: { path: '/x' }, claimRef: { namespace: 'n', name: 'c' } } }, { phase: 'Bound' }],
];

export const moreTables: ContractCase[] = [
  ...morePodTables,
  ...wide.map(([groupVersion, kind, object, status]): ContractCase => ({ name: `of ${kind} in use`, steps: [create(inCluster(groupVersion, kind), { metadata: { name: '{ns}', labels: { 'node-role.kubernetes.io/worker': '' } }, ...object }), patch('merge', inCluster(groupVersion, kind, '{ns}', 'status'), { status }), table(inCluster(groupVersion, kind, '{ns}'))] })),
  { name: 'of services of each type', steps: [{ type: 'ExternalName', externalName: 'a.example' }, { type: 'LoadBalancer', clusterIP: '10.0.0.77', ports: [{ port: 80, nodePort: 30777 }] }, { type: 'NodePort', clusterIP: '10.0.0.78', ports: [{ port: 80, nodePort: 30778 }] }, { clusterIP: 'None', externalIPs: ['1.2.3.4'], ports: [{ port: 80 }] }].flatMap((spec, index) => [create(inNamespace('v1', 'services'), { metadata: { name: `s${index}` }, spec }), table(inNamespace('v1', 'services', `s${index}`))]) },
  { name: 'of claims in each phase', steps: ['Pending', 'Bound', 'Lost'].flatMap((phase, index) => [create(inNamespace('v1', 'persistentvolumeclaims'), { metadata: { name: `c${index}` }, spec: { volumeName: 'v', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }), patch('merge', inNamespace('v1', 'persistentvolumeclaims', `c${index}`, 'status'), { status: { phase, capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOnce'] } }), table(inNamespace('v1', 'persistentvolumeclaims', `c${index}`))]) },
  { name: 'of jobs in each state', steps: [{ conditions: [{ type: 'Complete', status: 'True' }], succeeded: 1, startTime: '2020-01-01T00:00:00Z', completionTime: '2020-01-01T00:01:00Z' }, { conditions: [{ type: 'Failed', status: 'True' }], failed: 1 }, { conditions: [{ type: 'Suspended', status: 'True' }] }, { active: 1 }].flatMap((status, index) => [create(inNamespace('batch/v1', 'jobs'), { metadata: { name: `j${index}` }, spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] } } } }), patch('merge', inNamespace('batch/v1', 'jobs', `j${index}`, 'status'), { status }), table(inNamespace('batch/v1', 'jobs', `j${index}`))]) },
];
