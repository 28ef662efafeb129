import type { ContractArea, ContractCase } from '../contract-case.ts';
import { configMap, create, get, inNamespace, patch, patchTypes } from '../steps.ts';
import { morePatches } from './more-patches.ts';

const maps = inNamespace('v1', 'configmaps');
const one = inNamespace('v1', 'configmaps', 'one');
const deployments = inNamespace('apps/v1', 'deployments');
const web = inNamespace('apps/v1', 'deployments', 'web');

const start = create(maps, configMap('one', { a: '1', b: '2' }, { labels: { x: 'y', z: 'w' } }));

const deployment = {
  metadata: { name: 'web', finalizers: ['example.com/a', 'example.com/b'] },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          { name: 'web', image: 'web:1', args: ['a', 'b'], ports: [{ containerPort: 80 }, { containerPort: 81 }], env: [{ name: 'A', value: '1' }] },
          { name: 'side', image: 'side:1' },
        ],
        volumes: [{ name: 'v', emptyDir: {} }],
        tolerations: [{ key: 'a', operator: 'Exists' }],
        nodeSelector: { disk: 'ssd' },
      },
    },
  },
};

function json(name: string, ...operations: readonly unknown[]): ContractCase {
  return { name: `JSON patch: ${name}`, steps: [start, patch('json', one, operations)] };
}

function merge(name: string, body: unknown): ContractCase {
  return { name: `merge patch: ${name}`, steps: [start, patch('merge', one, body)] };
}

function strategic(name: string, body: unknown): ContractCase {
  return { name: `strategic merge: ${name}`, steps: [create(deployments, deployment), patch('strategic', web, body)] };
}

const podSpec = (spec: unknown): unknown => ({ spec: { template: { spec } } });

const jsonCases = [
  json('add', { op: 'add', path: '/data/c', value: '3' }),
  json('replace', { op: 'replace', path: '/data/a', value: '9' }),
  json('remove', { op: 'remove', path: '/data/a' }),
  json('move', { op: 'move', from: '/data/a', path: '/data/c' }),
  json('copy', { op: 'copy', from: '/data/a', path: '/data/c' }),
  json('test that holds', { op: 'test', path: '/data/a', value: '1' }, { op: 'remove', path: '/data/b' }),
  json('test that fails', { op: 'test', path: '/data/a', value: '2' }, { op: 'remove', path: '/data/b' }),
  json('remove of what is not there', { op: 'remove', path: '/data/none' }),
  json('replace of what is not there', { op: 'replace', path: '/data/none', value: 'x' }),
  json('add below what is not there', { op: 'add', path: '/binaryData/x', value: 'eA==' }),
  json('unknown operation', { op: 'frob', path: '/data/a' }),
  json('operation without path', { op: 'remove' }),
  json('escaped path', { op: 'add', path: '/metadata/annotations', value: {} }, { op: 'add', path: '/metadata/annotations/example.com~1a~0b', value: 'x' }),
  json('of the whole document', { op: 'replace', path: '', value: configMap('one', { n: '1' }) }),
  json('of a wrong type', { op: 'add', path: '/data/c', value: 3 }),
  json('of the name', { op: 'replace', path: '/metadata/name', value: 'two' }),
  json('of the kind', { op: 'replace', path: '/kind', value: 'Secret' }),
  json('of the uid', { op: 'replace', path: '/metadata/uid', value: '11111111-2222-3333-4444-555555555555' }),
  json('of an old version', { op: 'replace', path: '/metadata/resourceVersion', value: '1' }),
  json('without operations'),
  { name: 'JSON patch: no list', steps: [start, patch('json', one, { op: 'remove', path: '/data/a' })] },
  { name: 'JSON patch: list positions', steps: [create(deployments, deployment), patch('json', web, [{ op: 'add', path: '/spec/template/spec/containers/-', value: { name: 'new', image: 'new:1' } }, { op: 'remove', path: '/spec/template/spec/containers/0' }])] },
  { name: 'JSON patch: position beyond the list', steps: [create(deployments, deployment), patch('json', web, [{ op: 'add', path: '/spec/template/spec/containers/9', value: { name: 'new' } }])] },
];

const mergeCases = [
  merge('set', { data: { a: '9', c: '3' } }),
  merge('null deletes', { data: { a: null }, metadata: { labels: { x: null, none: null } } }),
  merge('null deletes a map', { data: null }),
  merge('empty', {}),
  merge('no change', { data: { a: '1' } }),
  merge('a list', [1, 2]),
  merge('text', '"text"'),
  merge('unknown field', { gizmo: 1 }),
  merge('wrong type', { data: { a: 1 } }),
  merge('wrong type of a map', { data: 'text' }),
  merge('old version', { metadata: { resourceVersion: '1' }, data: { a: '9' } }),
  merge('another name', { metadata: { name: 'two' } }),
  merge('another namespace', { metadata: { namespace: 'default' } }),
  merge('deletionTimestamp', { metadata: { deletionTimestamp: '2020-01-01T00:00:00Z' } }),
  merge('broken JSON', '{"data":'),
  { name: 'merge patch: replaces lists', steps: [create(deployments, deployment), patch('merge', web, podSpec({ containers: [{ name: 'only', image: 'only:1' }] }))] },
  { name: 'merge patch: of what is not there', steps: [patch('merge', one, { data: { a: '1' } })] },
  { name: 'merge patch: with a manager', steps: [start, patch('merge', `${one}?fieldManager=me`, { data: { a: '9' } }), patch('merge', `${one}?fieldManager=you`, { data: { a: '8', b: '8' } })] },
  { name: 'merge patch: of status changes no spec', steps: [create(deployments, deployment), patch('merge', `${web}/status`, { status: { replicas: 3, observedGeneration: 1 }, spec: { replicas: 7 }, metadata: { labels: { a: 'b' } } }), get(web)] },
];

const strategicCases = [
  strategic('merges containers by name', podSpec({ containers: [{ name: 'web', image: 'web:2' }] })),
  strategic('adds a container', podSpec({ containers: [{ name: 'third', image: 'third:1' }] })),
  strategic('deletes a container', podSpec({ containers: [{ name: 'side', $patch: 'delete' }] })),
  strategic('replaces a list', podSpec({ containers: [{ name: 'only', image: 'only:1' }, { $patch: 'replace' }] })),
  strategic('replaces a map', podSpec({ nodeSelector: { $patch: 'replace', other: 'x' } })),
  strategic('deletes a map', podSpec({ nodeSelector: { $patch: 'delete' } })),
  strategic('null deletes', podSpec({ nodeSelector: null, tolerations: null })),
  strategic('replaces atomic lists', podSpec({ tolerations: [{ key: 'b', operator: 'Exists' }] })),
  strategic('replaces lists of words', podSpec({ containers: [{ name: 'web', args: ['c'] }] })),
  strategic('merges finalizers', { metadata: { finalizers: ['example.com/c'] } }),
  strategic('deletes from finalizers', { metadata: { '$deleteFromPrimitiveList/finalizers': ['example.com/a'] } }),
  strategic('orders elements', podSpec({ '$setElementOrder/containers': [{ name: 'side' }, { name: 'web' }], containers: [{ name: 'web', image: 'web:3' }] })),
  strategic('orders words', { metadata: { '$setElementOrder/finalizers': ['example.com/b', 'example.com/a'], finalizers: ['example.com/b'] } }),
  strategic('retains keys', podSpec({ volumes: [{ name: 'v', $retainKeys: ['name', 'configMap'], configMap: { name: 'x' } }] })),
  strategic('of a strategy', { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } }),
  strategic('of a strategy without retaining', { spec: { strategy: { type: 'Recreate' } } }),
  strategic('merges ports by containerPort', podSpec({ containers: [{ name: 'web', ports: [{ containerPort: 80, name: 'http' }] }] })),
  strategic('element without its key', podSpec({ containers: [{ image: 'x:1' }] })),
  strategic('unknown directive', podSpec({ containers: [{ name: 'web', $patch: 'frob' }] })),
  strategic('wrong type', podSpec({ containers: 'text' })),
  strategic('unknown field', podSpec({ gizmo: 1 })),
  strategic('empty', {}),
  strategic('env by name', podSpec({ containers: [{ name: 'web', env: [{ name: 'B', value: '2' }, { name: 'A', value: null }] }] })),
];

const unsupported = ['application/json', 'text/plain', 'application/yaml', 'application/merge-patch+yaml'];

const contentTypeCases: ContractCase[] = unsupported.map((type) => ({
  name: `patch as ${type}`,
  steps: [start, { method: 'PATCH', path: one, body: { data: { a: '9' } }, headers: { 'content-type': type } }],
}));

const typedWithCharset: ContractCase = {
  name: 'patch type with a charset',
  steps: [start, { method: 'PATCH', path: one, body: { data: { a: '9' } }, headers: { 'content-type': `${patchTypes.merge}; charset=utf-8` } }],
};

/** JSON patch, merge patch and strategic merge patch. */
export const patches: ContractArea = {
  area: 'patches',
  cases: [...jsonCases, ...mergeCases, ...strategicCases, ...contentTypeCases, typedWithCharset, ...morePatches],
};
