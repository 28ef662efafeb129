import type { ContractArea, ContractCase, RequestStep, Step } from '../contract-case.ts';
import { apply, create, get, inCluster, patch, table, update, watch } from '../steps.ts';

const group = '{ns}.example';
const crds = inCluster('apiextensions.k8s.io/v1', 'customresourcedefinitions');
const crd = `${crds}/gizmos.${group}`;
const at = (version: string, name = ''): string =>
  `/apis/${group}/${version}/namespaces/{ns}/gizmos${name === '' ? '' : `/${name}`}`;

interface Version {
  readonly name: string;
  readonly served?: boolean;
  readonly storage?: boolean;
  readonly spec?: object;
  readonly rules?: readonly object[];
  readonly more?: object;
}

function version({ name, served = true, storage = false, spec = { size: { type: 'integer' } }, rules, more }: Version): object {
  const specSchema = { type: 'object', properties: spec, ...(rules === undefined ? {} : { 'x-kubernetes-validations': rules }) };
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec: specSchema } } };
  return { name, served, storage, schema, ...more };
}

function definition(versions: readonly Version[], spec: object = {}): object {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `gizmos.${group}` },
    spec: { group, scope: 'Namespaced', names: { plural: 'gizmos', kind: 'Gizmo' }, versions: versions.map(version), ...spec },
  };
}

function established(...versions: readonly Version[]): Step[] {
  const served = versions.filter((each) => each.served !== false).map(({ name }) => name);
  return [
    create(crds, definition(versions)),
    { ...get(crd), until: { status: 200, text: 'InitialNamesAccepted' } },
    ...served.map((name) => ({ ...get(at(name)), until: { status: 200 } })),
  ];
}

/** Changes the versions, and waits until `text` shows that the server has taken notice. */
function changed(versions: readonly Version[], path: string, text: string, status = 200): Step[] {
  return [patch('merge', crd, { spec: { versions: versions.map(version) } }), { ...get(path), until: { status, text } }];
}

const gizmo = (inVersion: string, spec: object, metadata: object = {}): object => ({
  apiVersion: `${group}/${inVersion}`,
  kind: 'Gizmo',
  metadata: { name: 'one', ...metadata },
  spec,
});
const make = (spec: object, inVersion = 'v1'): RequestStep => create(at(inVersion), gizmo(inVersion, spec));

const v1: Version = { name: 'v1', storage: true };
const v2: Version = { name: 'v2', spec: { size: { type: 'integer' }, color: { type: 'string', default: 'red' } } };

const versions: ContractCase[] = [
  { name: 'an object in each version', steps: [...established(v1, v2), make({ size: 1 }), get(at('v1', 'one')), get(at('v2', 'one')), get(at('v2')), table(at('v2'))] },
  { name: 'made in the version that is not stored', steps: [...established(v1, v2), make({ size: 1, color: 'blue' }, 'v2'), get(at('v1', 'one')), get(at('v2', 'one'))] },
  { name: 'updated in another version', steps: [...established(v1, v2), make({ size: 1 }), patch('merge', at('v2', 'one'), { spec: { color: 'blue' } }), get(at('v1', 'one')), get(at('v2', 'one'))] },
  { name: 'applied in two versions', steps: [...established(v1, v2), apply(at('v1', 'one'), gizmo('v1', { size: 1 }), 'a'), apply(at('v2', 'one'), gizmo('v2', { color: 'blue' }), 'b'), apply(at('v2', 'one'), gizmo('v2', { size: 2 }), 'b'), apply(at('v2', 'one'), gizmo('v2', { size: 3 }), 'a')] },
  { name: 'watched in another version', steps: [...established(v1, v2), watch(`${at('v2')}?watch=true&resourceVersion={4.metadata.resourceVersion}`, 2, make({ size: 1 }), patch('merge', at('v1', 'one'), { spec: { size: 2 } }))] },
  { name: 'discovery of versions', steps: [...established(v1, v2, { name: 'v3beta1' }), get(`/apis/${group}`), get(`/apis/${group}/v1`), get(`/apis/${group}/v2`), get(`/apis/${group}/v3beta1`)] },
  { name: 'a version that is not served', steps: [...established(v1, { ...v2, served: false }), get(at('v2')), get(`/apis/${group}/v2`), get(`/apis/${group}`)] },
  { name: 'a version that ceases to be served', steps: [...established(v1, v2), make({ size: 1 }, 'v2'), ...changed([v1, { ...v2, served: false }], at('v2'), 'not found', 404), get(at('v1', 'one'))] },
  { name: 'another version is stored', steps: [...established(v1, v2), make({ size: 1 }), patch('merge', crd, { spec: { versions: [version({ ...v1, storage: false }), version({ ...v2, storage: true })] } }), { ...get(crd), until: { status: 200, text: '"storedVersions":["v1","v2"]' } }, get(at('v1', 'one')), get(at('v2', 'one'))] },
  { name: 'a stored version is dropped from the status', steps: [...established(v1, v2), patch('merge', crd, { spec: { versions: [version({ ...v1, storage: false }), version({ ...v2, storage: true })] } }), { ...get(crd), until: { status: 200, text: '"storedVersions":["v1","v2"]' } }, patch('merge', `${crd}/status`, { status: { storedVersions: ['v2'] } }), patch('merge', crd, { spec: { versions: [version({ ...v2, storage: true })] } })] },
  { name: 'a stored version cannot be removed', steps: [...established(v1, v2), patch('merge', crd, { spec: { versions: [version({ ...v2, storage: true })] } })] },
  { name: 'no stored version may be missing from the status', steps: [...established(v1), patch('merge', `${crd}/status`, { status: { storedVersions: [] } }), patch('merge', `${crd}/status`, { status: { storedVersions: ['v7'] } })] },
  { name: 'refused: two stored versions', steps: [create(crds, definition([v1, { ...v2, storage: true }]))] },
  { name: 'refused: webhook without a client', steps: [create(crds, definition([v1], { conversion: { strategy: 'Webhook' } })), create(crds, definition([v1], { conversion: { strategy: 'Other' } }))] },
  { name: 'a deprecated version', steps: [...established(v1, { name: 'v1beta1', more: { deprecated: true } }, { name: 'v1beta2', more: { deprecated: true, deprecationWarning: 'use v1' } }), get(at('v1beta1')), get(at('v1beta2')), create(at('v1beta1'), gizmo('v1beta1', { size: 1 }))] },
  { name: 'refused: a warning without deprecation', steps: [create(crds, definition([{ ...v1, more: { deprecationWarning: 'x' } }]))] },
];

const sized: Version = { name: 'v1', storage: true, spec: { size: { type: 'integer' }, color: { type: 'string' } } };
const schemas: ContractCase[] = [
  { name: 'a default that comes later is read in old objects', steps: [...established(sized), make({ size: 1 }), ...changed([{ ...sized, spec: { ...sized.spec, color: { type: 'string', default: 'red' } } }], at('v1', 'one'), '"color":"red"'), { ...get(at('v1')), until: { status: 200 } }] },
  { name: 'a field that goes is not read in old objects', steps: [...established(sized), make({ size: 1, color: 'red' }), patch('merge', crd, { spec: { versions: [version(v1)] } }), { ...get(at('v1', 'one')), until: { status: 200, text: '"spec":{"size":1}' } }] },
];

const plain: Version = { name: 'v1beta1', spec: { size: { type: 'integer' } } };
const later = { ...sized, spec: { ...sized.spec, probe: { type: 'string', default: 'x' } } };
/** Somebody still owns fields in a version whose schema does not know what the stored object has by now. */
const outgrown: Step[] = [...established({ ...sized, spec: plain.spec ?? {} }, plain), apply(at('v1beta1', 'one'), gizmo('v1beta1', { size: 1 }), 'old'), ...changed([later, plain], at('v1', 'one'), '"probe":"x"')];
const owners: ContractCase[] = [
  { name: 'owned in an outgrown version: an apply', steps: [...outgrown, apply(at('v1', 'one'), gizmo('v1', { size: 1 }), 'old'), apply(at('v1', 'one'), gizmo('v1', { color: 'red' }), 'new')] },
  { name: 'owned in an outgrown version: a patch', steps: [...outgrown, patch('merge', at('v1', 'one'), { spec: { color: 'red' } }), get(at('v1', 'one'))] },
  { name: 'owned in an outgrown version: an update', steps: [...outgrown, update(at('v1', 'one'), gizmo('v1', { size: 2 }, { resourceVersion: '{7.metadata.resourceVersion}' })), get(at('v1', 'one'))] },
  { name: 'owned in a version that is gone', steps: [...established(sized, plain), apply(at('v1beta1', 'one'), gizmo('v1beta1', { size: 1 }), 'old'), ...changed([later], at('v1', 'one'), '"probe":"x"'), apply(at('v1', 'one'), gizmo('v1', { size: 1 }), 'old'), apply(at('v1', 'one'), gizmo('v1', { color: 'red' }), 'new')] },
];

const small = { ...sized, spec: { size: { type: 'integer', maximum: 5 }, color: { type: 'string' } } };
const tightened = changed([{ ...small, spec: { ...small.spec, probe: { type: 'string', default: 'x' } } }], at('v1', 'one'), '"probe":"x"');
const ruled: Version = { ...sized, spec: { ...sized.spec, probe: { type: 'string', default: 'x' } }, rules: [{ rule: '!has(self.size) || self.size < 5', message: 'too large' }] };
const list = { type: 'array', items: { type: 'object', properties: { name: { type: 'string' }, size: { type: 'integer' } }, required: ['name'] }, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] };
const listed: Version = { name: 'v1', storage: true, spec: { list, color: { type: 'string' } } };
const smallItem = { ...list.items, properties: { name: { type: 'string' }, size: { type: 'integer', maximum: 5 } } };
const tightList: Version = { ...listed, spec: { ...listed.spec, list: { ...list, items: smallItem }, probe: { type: 'string', default: 'x' } } };

const ratcheting: ContractCase[] = [
  { name: 'ratcheting: what was wrong already may stay', steps: [...established(sized), make({ size: 9 }), ...tightened, patch('merge', at('v1', 'one'), { spec: { color: 'red' } }), patch('merge', at('v1', 'one'), { spec: { size: 8 } }), patch('merge', at('v1', 'one'), { spec: { size: 3 } }), patch('merge', at('v1', 'one'), { spec: { size: 9 } })] },
  { name: 'ratcheting: of a rule', steps: [...established(sized), make({ size: 9 }), ...changed([ruled], at('v1', 'one'), '"probe":"x"'), patch('merge', at('v1', 'one'), { metadata: { labels: { a: 'b' } } }), patch('merge', at('v1', 'one'), { spec: { color: 'red' } })] },
  { name: 'ratcheting: in the elements of a list', steps: [...established(listed), make({ list: [{ name: 'a', size: 9 }, { name: 'b', size: 1 }] }), ...changed([tightList], at('v1', 'one'), '"probe":"x"'), patch('merge', at('v1', 'one'), { spec: { list: [{ name: 'b', size: 2 }, { name: 'a', size: 9 }] } }), patch('merge', at('v1', 'one'), { spec: { list: [{ name: 'b', size: 7 }, { name: 'a', size: 9 }] } })] },
  { name: 'ratcheting: not of what is new', steps: [...established(sized), make({ size: 1 }), ...tightened, patch('merge', at('v1', 'one'), { spec: { size: 9 } })] },
];

const selectable: Version = { name: 'v1', storage: true, spec: { size: { type: 'integer' }, color: { type: 'string' }, on: { type: 'boolean' } }, more: { selectableFields: [{ jsonPath: '.spec.color' }, { jsonPath: '.spec.size' }, { jsonPath: '.spec.on' }] } };
const by = (selector: string): string => `${at('v1')}?fieldSelector=${encodeURIComponent(selector)}`;
const three: Step[] = [create(at('v1'), gizmo('v1', { color: 'red', size: 1, on: true }, { name: 'a' })), create(at('v1'), gizmo('v1', { color: 'blue', size: 2 }, { name: 'b' })), create(at('v1'), gizmo('v1', { size: 1, on: false }, { name: 'c' }))];

const fields: ContractCase[] = [
  { name: 'selectable fields', steps: [...established(selectable), ...three, get(by('spec.color=red')), get(by('spec.color!=red')), get(by('spec.size=1')), get(by('spec.on=true')), get(by('spec.color=red,spec.size=1')), get(by('spec.color='))] },
  { name: 'fields that are not selectable', steps: [...established(selectable), get(by('spec.other=1')), get(by('status.phase=x'))] },
  { name: 'selectable fields of a watch', steps: [...established(selectable), get(at('v1')), watch(`${by('spec.color=red')}&watch=true&resourceVersion={4.metadata.resourceVersion}`, 3, ...(three as RequestStep[]), patch('merge', at('v1', 'b'), { spec: { color: 'red' } }), patch('merge', at('v1', 'b'), { spec: { color: 'blue' } }))] },
  { name: 'refused: selectable fields that are none', steps: ['.spec', '.spec.other', 'spec.color', '.spec.list[0]', '.metadata.name'].map((jsonPath) => create(crds, definition([{ ...selectable, more: { selectableFields: [{ jsonPath }] } }]))) },
  { name: 'refused: a selectable field twice', steps: [create(crds, definition([{ ...selectable, more: { selectableFields: [{ jsonPath: '.spec.color' }, { jsonPath: '.spec.color' }] } }]))] },
];

/** What happens to custom resources when their definition changes or has several versions. */
export const customVersions: ContractArea = {
  area: 'versions of custom resources',
  ring: 2,
  cases: [...versions, ...schemas, ...owners, ...ratcheting, ...fields, { name: 'the stored object is replaced in the new version', steps: [...established(v1, v2), make({ size: 1 }), update(at('v2', 'one'), gizmo('v2', { size: 2 }, { resourceVersion: '{5.metadata.resourceVersion}' })), get(at('v1', 'one'))] }],
};
