import type { ContractArea, ContractCase } from '../contract-case.ts';
import { apply, create, inNamespace, patch, update } from '../steps.ts';
import { strictnessOfKinds } from './kinds.ts';

const maps = inNamespace('v1', 'configmaps');
const deployments = inNamespace('apps/v1', 'deployments');
const labels = { app: 'web' };

const spec = {
  gizmo: 1,
  selector: { matchLabels: labels },
  template: { metadata: { labels }, spec: { containers: [{ name: 'a', image: 'a', gadget: true, ports: [{ containerPort: 80, nope: 1 }] }] } },
};
const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', extra: 'x' }, spec };
const duplicated = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"},"data":{"a":"1","a":"2"}}';
const duplicatedDeep = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one","labels":{"x":"1","x":"2"},"labels":{"y":"1"}},"data":{"a":"1"}}';
const yaml = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ngizmo: 1\ndata:\n  a: "1"\n  a: "2"\n';

const levels = ['', '?fieldValidation=Warn', '?fieldValidation=Strict', '?fieldValidation=Ignore'];

function atEachLevel(name: string, steps: (query: string) => ContractCase['steps']): ContractCase[] {
  return levels.map((query) => ({ name: `${name}${query === '' ? '' : `, ${query.slice(17)}`}`, steps: steps(query) }));
}

/** What is said of unknown and duplicate fields. */
export const fieldValidation: ContractArea = {
  area: 'field validation',
  cases: [
    ...atEachLevel('unknown fields in a create', (query) => [create(`${deployments}${query}`, deployment)]),
    ...atEachLevel('duplicate fields in a create', (query) => [create(`${maps}${query}`, duplicated)]),
    ...atEachLevel('duplicate fields in metadata', (query) => [create(`${maps}${query}`, duplicatedDeep)]),
    ...atEachLevel('YAML', (query) => [{ ...create(`${maps}${query}`, yaml), headers: { 'content-type': 'application/yaml' } }]),
    ...atEachLevel('unknown fields in an update', (query) => [
      create(maps, { metadata: { name: 'one' } }),
      update(`${maps}/one${query}`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one', extra: 1 }, gizmo: 1 }),
    ]),
    ...atEachLevel('unknown fields in a merge patch', (query) => [create(maps, { metadata: { name: 'one' } }), patch('merge', `${maps}/one${query}`, { gizmo: 1, data: { a: '1' } })]),
    ...atEachLevel('unknown fields in a JSON patch', (query) => [create(maps, { metadata: { name: 'one' } }), patch('json', `${maps}/one${query}`, [{ op: 'add', path: '/gizmo', value: 1 }])]),
    ...atEachLevel('duplicate fields in a patch', (query) => [create(maps, { metadata: { name: 'one' } }), patch('merge', `${maps}/one${query}`, '{"data":{"a":"1","a":"2"}}')]),
    ...atEachLevel('unknown fields in an apply', (query) => [apply(`${maps}/one`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' }, gizmo: 1 }, 'x', query.slice(1))]),
    { name: 'an unknown level', steps: [create(`${maps}?fieldValidation=Perhaps`, { metadata: { name: 'one' } })] },
    ...strictnessOfKinds,
    { name: 'case of names', steps: [create(maps, { metadata: { name: 'one' }, Data: { a: '1' } }), create(`${maps}?fieldValidation=Strict`, { metadata: { name: 'two' }, DATA: {} })] },
  ],
};
