import type { ContractCase, Step } from '../contract-case.ts';
import { configMap, create, inNamespace, patch } from '../steps.ts';

const maps = inNamespace('v1', 'configmaps');
const one = inNamespace('v1', 'configmaps', 'one');
const deployments = inNamespace('apps/v1', 'deployments');
const web = inNamespace('apps/v1', 'deployments', 'web');
const services = inNamespace('v1', 'services');
const service = inNamespace('v1', 'services', 'svc');
const labels = { app: 'web' };
const start = create(maps, configMap('one', { a: '1', b: '2' }, { labels: { x: 'y' }, annotations: { n: '1' } }));

const deployment = {
  metadata: { name: 'web', labels: { a: '1' } },
  spec: {
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        containers: [
          { name: 'web', image: 'web:1', args: ['a', 'b', 'c'], ports: [{ containerPort: 80 }, { containerPort: 53, protocol: 'UDP' }], env: [{ name: 'A', value: '1' }, { name: 'B', value: '2' }], volumeMounts: [{ name: 'v', mountPath: '/v' }], envFrom: [{ configMapRef: { name: 'x' } }], resources: { limits: { cpu: '1' } } },
          { name: 'side', image: 'side:1' },
        ],
        initContainers: [{ name: 'init', image: 'init:1' }],
        volumes: [{ name: 'v', emptyDir: {} }, { name: 'w', secret: { secretName: 's' } }],
        imagePullSecrets: [{ name: 'p' }],
        hostAliases: [{ ip: '1.2.3.4', hostnames: ['a'] }],
        topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }],
        tolerations: [{ key: 'a', operator: 'Exists' }],
        affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }] } } },
      },
    },
  },
};

function json(name: string, ...operations: readonly unknown[]): ContractCase {
  return { name: `JSON patch: ${name}`, steps: [start, patch('json', one, operations)] };
}

function jsonOfWeb(name: string, ...operations: readonly unknown[]): ContractCase {
  return { name: `JSON patch: ${name}`, steps: [create(deployments, deployment), patch('json', web, operations)] };
}

function strategic(name: string, ...bodies: readonly unknown[]): ContractCase {
  return { name: `strategic merge: ${name}`, steps: [create(deployments, deployment), ...bodies.map((body) => patch('strategic', web, body))] };
}

function strategicOfMap(name: string, body: unknown): ContractCase {
  return { name: `strategic merge: ${name}`, steps: [start, patch('strategic', one, body)] };
}

function merge(name: string, body: unknown): ContractCase {
  return { name: `merge patch: ${name}`, steps: [create(deployments, deployment), patch('merge', web, body)] };
}

const podSpec = (spec: unknown): unknown => ({ spec: { template: { spec } } });
const containersAt = '/spec/template/spec/containers';

const jsonCases: ContractCase[] = [
  json('test of null', { op: 'test', path: '/data/none', value: null }),
  json('test of a map', { op: 'test', path: '/data', value: { b: '2', a: '1' } }),
  json('test of a map that differs', { op: 'test', path: '/data', value: { a: '1' } }),
  json('test of what is not there', { op: 'test', path: '/data/none', value: 'x' }),
  json('test below what is not there', { op: 'test', path: '/none/deep', value: 'x' }),
  json('test without a value', { op: 'test', path: '/data/a' }),
  json('add without a value', { op: 'add', path: '/data/c' }),
  json('replace without a value', { op: 'replace', path: '/data/a' }),
  json('add null', { op: 'add', path: '/data/c', value: null }),
  json('replace by null', { op: 'replace', path: '/data', value: null }),
  json('add over what is there', { op: 'add', path: '/data/a', value: '9' }),
  json('move without from', { op: 'move', path: '/data/c' }),
  json('move of what is not there', { op: 'move', from: '/data/none', path: '/data/c' }),
  json('copy of what is not there', { op: 'copy', from: '/data/none', path: '/data/c' }),
  json('move onto itself', { op: 'move', from: '/data/a', path: '/data/a' }),
  json('path without a slash', { op: 'add', path: 'data/c', value: '3' }),
  json('path that ends in a slash', { op: 'add', path: '/data/', value: '3' }),
  json('path with tilde one', { op: 'add', path: '/metadata/annotations/a~01b', value: 'x' }),
  json('remove the whole', { op: 'remove', path: '' }),
  json('add at the root', { op: 'add', path: '', value: {} }),
  json('operation in capitals', { op: 'ADD', path: '/data/c', value: '3' }),
  json('operation that is a number', { op: 3, path: '/data/c', value: '3' }),
  json('path that is a number', { op: 'add', path: 3, value: '3' }),
  json('operation that is text', 'add'),
  json('operation that is null', null),
  json('an unknown member', { op: 'add', path: '/data/c', value: '3', gizmo: 1 }),
  json('through a text', { op: 'add', path: '/data/a/b', value: '3' }),
  json('several that fail at the last', { op: 'add', path: '/data/c', value: '3' }, { op: 'remove', path: '/data/none' }),
  json('labels that are invalid', { op: 'add', path: '/metadata/labels/x', value: 'a b' }),
  json('labels that are numbers', { op: 'add', path: '/metadata/labels/x', value: 7 }),
  json('managedFields removed', { op: 'remove', path: '/metadata/managedFields' }),
  json('managedFields emptied', { op: 'replace', path: '/metadata/managedFields', value: [] }),
  json('managedFields malformed', { op: 'replace', path: '/metadata/managedFields', value: [{ manager: 'x', operation: 'Sideways', apiVersion: 'v1' }] }),
  json('apiVersion', { op: 'replace', path: '/apiVersion', value: 'v2' }),
  json('prototype keys', { op: 'add', path: '/data/__proto__', value: 'x' }, { op: 'add', path: '/data/constructor', value: 'x' }),
  json('below a prototype', { op: 'add', path: '/__proto__/x', value: 'x' }),
  jsonOfWeb('insert at the front', { op: 'add', path: `${containersAt}/0`, value: { name: 'first', image: 'f' } }),
  jsonOfWeb('insert at the end by number', { op: 'add', path: `${containersAt}/2`, value: { name: 'last', image: 'l' } }),
  jsonOfWeb('index with a leading zero', { op: 'replace', path: `${containersAt}/00/image`, value: 'x' }),
  jsonOfWeb('negative index', { op: 'replace', path: `${containersAt}/-1/image`, value: 'x' }),
  jsonOfWeb('index that is a word', { op: 'replace', path: `${containersAt}/web/image`, value: 'x' }),
  jsonOfWeb('remove the end', { op: 'remove', path: `${containersAt}/-` }),
  jsonOfWeb('remove beyond the end', { op: 'remove', path: `${containersAt}/7` }),
  jsonOfWeb('replace beyond the end', { op: 'replace', path: `${containersAt}/7`, value: {} }),
  jsonOfWeb('move within a list', { op: 'move', from: `${containersAt}/0`, path: `${containersAt}/1` }),
  jsonOfWeb('copy within a list', { op: 'copy', from: `${containersAt}/0/args/0`, path: `${containersAt}/0/args/-` }),
  jsonOfWeb('test of a number', { op: 'test', path: '/spec/replicas', value: 1 }, { op: 'replace', path: '/spec/replicas', value: 4 }),
  jsonOfWeb('test of a number as text', { op: 'test', path: '/spec/replicas', value: '1' }),
  jsonOfWeb('test of a list', { op: 'test', path: `${containersAt}/0/args`, value: ['a', 'b', 'c'] }),
  jsonOfWeb('a fraction', { op: 'replace', path: '/spec/replicas', value: 1.5 }),
  jsonOfWeb('a number that is too large', { op: 'replace', path: '/spec/replicas', value: 12345678901 }),
  { name: 'JSON patch: too many operations', steps: [start, patch('json', one, Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/data/a', value: '1' })))] },
];

const strategicCases: ContractCase[] = [
  strategic('ports of two protocols', podSpec({ containers: [{ name: 'web', ports: [{ containerPort: 53, protocol: 'TCP' }] }] })),
  strategic('mounts by path', podSpec({ containers: [{ name: 'web', volumeMounts: [{ name: 'v', mountPath: '/v', readOnly: true }, { name: 'w', mountPath: '/w' }] }] })),
  strategic('references of the environment', podSpec({ containers: [{ name: 'web', envFrom: [{ secretRef: { name: 'y' } }] }] })),
  strategic('deletes from the environment', podSpec({ containers: [{ name: 'web', env: [{ name: 'A', $patch: 'delete' }] }] })),
  strategic('orders the environment', podSpec({ containers: [{ name: 'web', '$setElementOrder/env': [{ name: 'B' }, { name: 'C' }, { name: 'A' }], env: [{ name: 'C', value: '3' }] }] })),
  strategic('an order that lacks what the patch has', podSpec({ '$setElementOrder/containers': [{ name: 'side' }], containers: [{ name: 'web', image: 'web:3' }] })),
  strategic('an order that names what is not there', podSpec({ '$setElementOrder/containers': [{ name: 'none' }, { name: 'side' }, { name: 'web' }], containers: [{ name: 'web', image: 'web:3' }] })),
  strategic('an order without its list', podSpec({ '$setElementOrder/containers': [{ name: 'side' }, { name: 'web' }] })),
  strategic('an order that is no list', podSpec({ '$setElementOrder/containers': 'x', containers: [{ name: 'web', image: 'web:3' }] })),
  strategic('a value from and a value', podSpec({ containers: [{ name: 'web', env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }] })),
  strategic('a value from with the value taken away', podSpec({ containers: [{ name: 'web', env: [{ name: 'A', value: null, valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }] })),
  strategic('volumes by name', podSpec({ volumes: [{ name: 'x', emptyDir: {} }] })),
  strategic('another source of a volume', podSpec({ volumes: [{ name: 'v', configMap: { name: 'x' } }] })),
  strategic('deletes a volume', podSpec({ volumes: [{ name: 'w', $patch: 'delete' }] })),
  strategic('deletes what is not there', podSpec({ volumes: [{ name: 'none', $patch: 'delete' }] })),
  strategic('init containers', podSpec({ initContainers: [{ name: 'init', image: 'init:2' }, { name: 'second', image: 's' }] })),
  strategic('pull secrets', podSpec({ imagePullSecrets: [{ name: 'q' }] })),
  strategic('aliases of hosts', podSpec({ hostAliases: [{ ip: '1.2.3.4', hostnames: ['b'] }, { ip: '5.6.7.8', hostnames: ['c'] }] })),
  strategic('spread constraints', podSpec({ topologySpreadConstraints: [{ maxSkew: 2, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }] })),
  strategic('affinity', podSpec({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } } })),
  strategic('affinity replaced', podSpec({ affinity: { $patch: 'replace', podAffinity: {} } })),
  strategic('replaces the whole list by its directive alone', podSpec({ containers: [{ $patch: 'replace' }] })),
  strategic('replaces the pod spec', { spec: { template: { spec: { $patch: 'replace', containers: [{ name: 'only', image: 'only' }] } } } }),
  strategic('deletes the template spec', { spec: { template: { spec: { $patch: 'delete' } } } }),
  strategic('deletes the whole', { $patch: 'delete' }),
  strategic('replaces the whole', { $patch: 'replace', metadata: { name: 'web' } }),
  strategic('merge as a directive', podSpec({ containers: [{ name: 'web', $patch: 'merge', image: 'web:4' }] })),
  strategic('a directive that is a number', podSpec({ containers: [{ name: 'web', $patch: 3 }] })),
  strategic('retained keys that are missing', podSpec({ volumes: [{ name: 'v', $retainKeys: ['configMap'], configMap: { name: 'x' } }] })),
  strategic('retained keys that are no list', { spec: { strategy: { $retainKeys: 'type', type: 'Recreate' } } }),
  strategic('deletes from a list of words that is none', { metadata: { '$deleteFromPrimitiveList/gizmos': ['a'] } }),
  strategic('null for a container list', podSpec({ containers: null })),
  strategic('an empty container list', podSpec({ containers: [] })),
  strategic('null in a container list', podSpec({ containers: [null] })),
  strategic('text in a container list', podSpec({ containers: ['x'] })),
  strategic('a map where a list belongs', podSpec({ containers: { name: 'web' } })),
  strategic('a list where a map belongs', { metadata: { labels: ['a'] } }),
  strategic('a number where text belongs', podSpec({ containers: [{ name: 'web', image: 7 }] })),
  strategic('text where a number belongs', { spec: { replicas: 'x' } }),
  strategic('labels', { metadata: { labels: { a: null, b: '2' } } }),
  strategic('selectors', { spec: { selector: { matchLabels: { app: null, x: 'y' } } } }),
  strategic('limits', podSpec({ containers: [{ name: 'web', resources: { limits: { memory: '1Gi' }, requests: { cpu: '500m' } } }] })),
  strategic('replicas to null', { spec: { replicas: 5 } }, { spec: { replicas: null } }),
  strategic('twice the same', podSpec({ containers: [{ name: 'web', image: 'web:2' }] }), podSpec({ containers: [{ name: 'web', image: 'web:2' }] })),
  strategic('owner references by uid', { metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'o', uid: '1-1' }] } }, { metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'p', uid: '2-2' }] } }, { metadata: { ownerReferences: [{ uid: '1-1', $patch: 'delete' }] } }),
  strategic('of another kind', { kind: 'StatefulSet' }),
  strategic('of another version', { apiVersion: 'apps/v2' }),
  strategic('a list', [1]),
  strategic('text', '"x"'),
  strategic('null', 'null'),
  strategic('prototype keys', { metadata: { annotations: { constructor: 'x', toString: 'y' } } }),
  strategicOfMap('data of a ConfigMap', { data: { a: null, c: '3' } }),
  strategicOfMap('data replaced', { data: { $patch: 'replace', c: '3' } }),
  strategicOfMap('data to null', { data: null }),
  strategicOfMap('a binary value', { binaryData: { c: 'eA==' } }),
  strategicOfMap('immutable', { immutable: true }),
  { name: 'strategic merge: ports of a Service', steps: [create(services, { metadata: { name: 'svc' }, spec: { clusterIP: 'None', ports: [{ port: 80, name: 'a' }, { port: 81, name: 'b' }] } }), patch('strategic', service, { spec: { ports: [{ port: 80, targetPort: 8080 }] } }), patch('strategic', service, { spec: { ports: [{ port: 82, name: 'c' }] } }), patch('strategic', service, { spec: { ports: [{ port: 81, $patch: 'delete' }] } })] },
  { name: 'strategic merge: conditions of status', steps: [create(deployments, deployment), patch('strategic', `${web}/status`, { status: { conditions: [{ type: 'Available', status: 'True' }] } }), patch('strategic', `${web}/status`, { status: { conditions: [{ type: 'Progressing', status: 'True' }, { type: 'Available', status: 'False' }] } })] },
  { name: 'strategic merge: rules of a role', steps: [create(inNamespace('rbac.authorization.k8s.io/v1', 'roles'), { metadata: { name: 'r' }, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }), patch('strategic', inNamespace('rbac.authorization.k8s.io/v1', 'roles', 'r'), { rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }] })] },
  { name: 'strategic merge: secrets of a service account', steps: [create(inNamespace('v1', 'serviceaccounts'), { metadata: { name: 's' }, secrets: [{ name: 'a' }] }), patch('strategic', inNamespace('v1', 'serviceaccounts', 's'), { secrets: [{ name: 'b' }] }), patch('strategic', inNamespace('v1', 'serviceaccounts', 's'), { imagePullSecrets: [{ name: 'b' }] })] },
  { name: 'strategic merge: of scale', steps: [create(deployments, deployment), patch('strategic', `${web}/scale`, { spec: { replicas: 4 } })] },
  { name: 'strategic merge: rules of an Ingress', steps: [create(inNamespace('networking.k8s.io/v1', 'ingresses'), { metadata: { name: 'i' }, spec: { rules: [{ host: 'a.example' }], tls: [{ hosts: ['a.example'] }] } }), patch('strategic', inNamespace('networking.k8s.io/v1', 'ingresses', 'i'), { spec: { rules: [{ host: 'b.example' }] } })] },
];

const mergeCases: ContractCase[] = [
  merge('nested nulls', { spec: { template: { metadata: { annotations: { a: null } } }, strategy: null } }),
  merge('a list of containers with null', podSpec({ containers: [null] })),
  merge('null for a required field', { spec: { selector: null } }),
  merge('a number as text', { spec: { replicas: '3' } }),
  merge('a fraction', { spec: { replicas: 2.5 } }),
  merge('a whole number with a point', '{"spec":{"replicas":3.0}}'),
  merge('an exponent', '{"spec":{"replicas":3e0}}'),
  merge('a very large number', '{"spec":{"replicas":1e99}}'),
  merge('true for text', { metadata: { labels: { a: true } } }),
  merge('a map for text', { metadata: { labels: { a: {} } } }),
  merge('annotations to null', { metadata: { annotations: null, labels: null } }),
  merge('name to null', { metadata: { name: null } }),
  merge('metadata to null', { metadata: null }),
  merge('kind to null', { kind: null, apiVersion: null }),
  merge('of another kind', { kind: 'StatefulSet' }),
  merge('of another version', { apiVersion: 'apps/v2' }),
  merge('of a list kind', { kind: 'List', apiVersion: 'v1' }),
  merge('quantities', podSpec({ containers: [{ name: 'a', image: 'a', resources: { limits: { cpu: 0.5, memory: '1024Mi' }, requests: { cpu: '0.50' } } }] })),
  merge('prototype keys', '{"metadata":{"annotations":{"__proto__":"x","constructor":"y"}}}'),
  merge('a prototype at the root', '{"__proto__":{"polluted":true}}'),
  merge('a key twice', '{"spec":{"replicas":2,"replicas":3}}'),
  merge('bad UTF-8', '{"metadata":{"labels":{"a":"\ud800"}}}'),
  merge('generation', { metadata: { generation: 77 } }),
  merge('creationTimestamp', { metadata: { creationTimestamp: '2001-01-01T00:00:00Z' } }),
  merge('creationTimestamp that is none', { metadata: { creationTimestamp: 'x' } }),
  merge('a negative number', { spec: { replicas: -1 } }),
  merge('selfLink', { metadata: { selfLink: '/x' } }),
];

const scaled: Step[] = [create(deployments, deployment)];
const ofSubresources: ContractCase[] = [
  { name: 'JSON patch: of status', steps: [...scaled, patch('json', `${web}/status`, [{ op: 'add', path: '/status', value: { replicas: 2 } }])] },
  { name: 'JSON patch: of scale, a field that is not there', steps: [...scaled, patch('json', `${web}/scale`, [{ op: 'replace', path: '/spec/gizmo', value: 4 }])] },
  { name: 'merge patch: of scale, an unknown field', steps: [...scaled, patch('merge', `${web}/scale`, { spec: { gizmo: 4 } }), patch('merge', `${web}/scale?fieldValidation=Strict`, { spec: { gizmo: 4 } })] },
  { name: 'merge patch: of scale, text', steps: [...scaled, patch('merge', `${web}/scale`, { spec: { replicas: 'x' } })] },
  { name: 'merge patch: of scale, its status', steps: [...scaled, patch('merge', `${web}/scale`, { status: { replicas: 7 } })] },
  { name: 'merge patch: of status, an unknown field', steps: [...scaled, patch('merge', `${web}/status?fieldValidation=Strict`, { status: { gizmo: 4 } })] },
  { name: 'patch: with a name that is not allowed', steps: [patch('merge', `${maps}/Bad_Name`, { data: {} }), patch('strategic', `${maps}/Bad_Name`, { data: {} }), patch('json', `${maps}/Bad_Name`, [])] },
  { name: 'patch: with an empty body', steps: [start, patch('merge', one, ''), patch('strategic', one, ''), patch('json', one, '')] },
  { name: 'patch: trailing text', steps: [start, patch('merge', one, '{} x'), patch('strategic', one, '{} x'), patch('json', one, '[] x')] },
];

/** The corners of JSON patch, merge patch and strategic merge patch. */
export const morePatches: ContractCase[] = [...jsonCases, ...strategicCases, ...mergeCases, ...ofSubresources];
