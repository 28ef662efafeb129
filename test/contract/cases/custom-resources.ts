import type { ContractArea, ContractCase, RequestStep, Step } from '../contract-case.ts';
import { apply, create, get, inCluster, patch, remove, table, update, watch } from '../steps.ts';
import { schemas } from './schemas.ts';

const group = '{ns}.example';
const crds = inCluster('apiextensions.k8s.io/v1', 'customresourcedefinitions');
const crd = `${crds}/gizmos.${group}`;
const gizmos = `/apis/${group}/v1/namespaces/{ns}/gizmos`;
const one = `${gizmos}/one`;

interface Version {
  readonly schema?: object;
  readonly subresources?: object;
  readonly columns?: readonly object[];
  readonly more?: object;
  readonly spec?: object;
}

function definition({ schema = {}, subresources, columns, more = {}, spec = {} }: Version = {}): object {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `gizmos.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'gizmos', kind: 'Gizmo', shortNames: ['gz'], categories: ['all'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', ...schema } },
          ...(subresources === undefined ? {} : { subresources }),
          ...(columns === undefined ? {} : { additionalPrinterColumns: columns }),
          ...more,
        },
      ],
      ...spec,
    },
  };
}

/** Requests that are wrong in one thing each: the server lists several in any order. */
const oneByOne = (...specs: readonly object[]): RequestStep[] => specs.map((spec) => make({ spec }));

/** The names are accepted and the kind is served in the server's own time. */
function established(version: Version = {}): Step[] {
  return [create(crds, definition(version)), { ...get(crd), until: { status: 200, text: 'InitialNamesAccepted' } }, { ...get(gizmos), until: { status: 200 } }];
}

const gizmo = (fields: object = {}, name = 'one'): object => ({ apiVersion: `${group}/v1`, kind: 'Gizmo', metadata: { name }, ...fields });
const make = (fields: object = {}): RequestStep => create(gizmos, gizmo(fields));

const specSchema = (properties: object, more: object = {}): Version => ({ schema: { properties: { spec: { type: 'object', properties, ...more } } } });

function served(name: string, version: Version, ...steps: readonly Step[]): ContractCase {
  return { name, steps: [...established(version), ...steps] };
}

function refused(name: string, version: Version): ContractCase {
  return { name: `refused: ${name}`, steps: [create(crds, definition(version))] };
}

const definitions: ContractCase[] = [
  { name: 'a definition', steps: [create(crds, definition(specSchema({ size: { type: 'integer' } })))] },
  { name: 'a definition that becomes established', steps: established() },
  { name: 'discovery of what is defined', steps: [...established({ subresources: { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } } }), { ...get(`/apis/${group}/v1`), until: { status: 200 } }, get(`/apis/${group}`)] },
  { name: 'deleted with its objects', steps: [...established(), make(), remove(crd), { ...get(crd), until: { status: 404 } }, { ...get(gizmos), until: { status: 404 } }] },
  refused('schema without a type', { schema: { type: undefined } }),
  refused('property without a type', specSchema({ size: {} })),
  refused('array without items', specSchema({ list: { type: 'array' } })),
  refused('unknown type', specSchema({ size: { type: 'gizmo' } })),
  refused('default of a wrong type', specSchema({ size: { type: 'integer', default: 'x' } })),
  refused('properties and additionalProperties', specSchema({ a: { type: 'string' } }, { additionalProperties: { type: 'string' } })),
  refused('metadata restricted', { schema: { properties: { metadata: { type: 'object', properties: { labels: { type: 'object' } } } } } }),
  refused('list map keys that are not required', specSchema({ l: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'], items: { type: 'object', properties: { k: { type: 'string' } } } } })),
  refused('bad pattern', specSchema({ a: { type: 'string', pattern: '(' } })),
  refused('no schema', { more: { schema: undefined } }),
  refused('no version', { spec: { versions: [] } }),
  refused('no storage version', { more: { storage: false } }),
  refused('wrong name', { spec: { names: { plural: 'widgets', kind: 'Gizmo' } } }),
  refused('wrong scope', { spec: { scope: 'Everywhere' } }),
  refused('preserveUnknownFields', { spec: { preserveUnknownFields: true } }),
  refused('bad rule', specSchema({ a: { type: 'integer' } }, { 'x-kubernetes-validations': [{ rule: 'self.b > 1', message: 'm' }] })),
  refused('rule without an expression', specSchema({ a: { type: 'integer' } }, { 'x-kubernetes-validations': [{ message: 'm' }] })),
  refused('bad column', { columns: [{ name: 'Size', type: 'gizmo', jsonPath: '.spec.size' }, { name: 'X', type: 'string', jsonPath: 'spec' }] }),
  refused('two versions of one name', { spec: { versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }, { name: 'v1', served: true, storage: false, schema: { openAPIV3Schema: { type: 'object' } } }] } }),
];

const objects: ContractCase[] = [
  served('unknown fields are pruned', specSchema({ size: { type: 'integer' } }), make({ spec: { size: 1, other: 2 }, extra: 3 }), get(one)),
  served('unknown fields, strictly', specSchema({ size: { type: 'integer' } }), create(`${gizmos}?fieldValidation=Strict`, gizmo({ spec: { size: 1, other: { a: 1 } }, extra: 3 }))),
  served('unknown fields preserved', specSchema({ free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }), make({ spec: { free: { a: { b: [1, null] } }, other: 2 } })),
  served('unknown fields preserved everywhere', { schema: { 'x-kubernetes-preserve-unknown-fields': true } }, make({ spec: { a: 1 }, data: [1, 2] }), patch('merge', one, { spec: { b: 2, a: null } })),
  served('defaults', specSchema({ size: { type: 'integer', default: 3 }, nested: { type: 'object', default: {}, properties: { a: { type: 'string', default: 'x' } } }, list: { type: 'array', items: { type: 'object', properties: { k: { type: 'string', default: 'd' } } } } }), make({ spec: { list: [{}, { k: 'own' }] } }), get(one)),
  served('defaults only where the parent is there', specSchema({ size: { type: 'integer', default: 3 } }), make(), make({ spec: null })),
  served('null', specSchema({ a: { type: 'string', nullable: true }, b: { type: 'string' }, c: { type: 'string', default: 'x' } }), make({ spec: { a: null, b: null, c: null } })),
  served('null of a nullable default', specSchema({ a: { type: 'string', nullable: true, default: 'x' } }), make({ spec: { a: null } })),
  served('wrong types', specSchema({ s: { type: 'string' }, i: { type: 'integer' }, n: { type: 'number' }, b: { type: 'boolean' }, o: { type: 'object' }, l: { type: 'array', items: { type: 'string' } } }), ...oneByOne({ s: 1 }, { i: 'x' }, { n: 'x' }, { b: 'x' }, { o: [] }, { l: {} }, { i: 1.5 }, { l: [1, 'a'] }, { l: ['a', null] })),
  served('limits of numbers', specSchema({ a: { type: 'integer', minimum: 1, maximum: 5 }, b: { type: 'number', exclusiveMinimum: true, minimum: 0, multipleOf: 0.5 } }), ...oneByOne({ a: 0 }, { b: -1 }, { a: 6 }, { b: 0.7 }, { a: 5, b: 1.5 })),
  served('limits of text', specSchema({ a: { type: 'string', minLength: 2, maxLength: 4 }, b: { type: 'string', pattern: '^[a-z]+$' }, c: { type: 'string', enum: ['x', 'y'] } }), ...oneByOne({ a: 'x' }, { b: 'A' }, { c: 'z' }, { a: 'xxxxx' }, { a: 'äöü', b: 'a', c: 'x' })),
  served('limits of lists and maps', specSchema({ l: { type: 'array', minItems: 1, maxItems: 2, items: { type: 'string' } }, m: { type: 'object', minProperties: 1, maxProperties: 2, additionalProperties: { type: 'string' } }, s: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } } }), ...oneByOne({ l: [] }, { m: {} }, { l: ['a', 'b', 'c'] }, { m: { a: '1', b: '2', c: '3' } }, { s: ['a', 'a'] })),
  served('required', specSchema({ a: { type: 'string' }, b: { type: 'object', required: ['c'], properties: { c: { type: 'string' } } } }, { required: ['a'] }), make({ spec: {} }), make({ spec: { a: 'x', b: {} } }), make()),
  served('formats', specSchema({ t: { type: 'string', format: 'date-time' }, d: { type: 'string', format: 'duration' }, u: { type: 'string', format: 'uri' }, e: { type: 'string', format: 'email' }, i: { type: 'string', format: 'ipv4' }, b: { type: 'string', format: 'byte' }, n: { type: 'integer', format: 'int32' } }), ...oneByOne({ t: 'x' }, { d: 'x' }, { u: ' ' }, { e: 'x' }, { i: 'x' }, { b: '!' }, { n: 3000000000 }), make({ spec: { t: '2020-01-01T00:00:00Z', d: '1h', u: 'https://a.example', i: '1.2.3.4', n: 1 } })),
  served('formats that nobody knows', specSchema({ x: { type: 'string', format: 'gizmo' } }), make({ spec: { x: 'anything' } })),
  served('combinations', specSchema({ a: { type: 'integer' } }, { oneOf: [{ required: ['a'] }, { required: ['b'] }], anyOf: [{ properties: { a: { minimum: 3 } } }] }), make({ spec: {} }), make({ spec: { a: 1 } }), make({ spec: { a: 3 } })),
  served('not', specSchema({ a: { type: 'integer' } }, { not: { required: ['a'] } }), make({ spec: { a: 1 } }), make({ spec: {} })),
  served('int or string', specSchema({ p: { 'x-kubernetes-int-or-string': true } }), make({ spec: { p: 1 } }), create(gizmos, gizmo({ spec: { p: 'x' } }, 'two')), create(gizmos, gizmo({ spec: { p: true } }, 'three'))),
  served('maps of anything', specSchema({ m: { type: 'object', additionalProperties: { type: 'integer' } } }), make({ spec: { m: { a: 1, b: 'x' } } }), make({ spec: { m: { a: 1 } } })),
  served('embedded objects', specSchema({ o: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true } }), make({ spec: { o: { a: 1 } } }), make({ spec: { o: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x', extra: 1 }, spec: {} } } })),
  served('list maps', specSchema({ l: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'], items: { type: 'object', required: ['k'], properties: { k: { type: 'string' }, v: { type: 'string' } } } } }), make({ spec: { l: [{ k: 'a' }, { k: 'a' }] } }), apply(one, gizmo({ spec: { l: [{ k: 'a', v: '1' }] } }), 'x'), apply(one, gizmo({ spec: { l: [{ k: 'b', v: '1' }] } }), 'y'), apply(one, gizmo({ spec: { l: [{ k: 'a', v: '2' }] } }), 'y')),
  served('apply of granular and atomic parts', specSchema({ g: { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } } }, t: { type: 'object', 'x-kubernetes-map-type': 'atomic', properties: { a: { type: 'string' }, b: { type: 'string' } } }, s: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } }, l: { type: 'array', items: { type: 'string' } } }), apply(one, gizmo({ spec: { g: { a: '1' }, t: { a: '1' }, s: ['a'], l: ['a'] } }), 'x'), apply(one, gizmo({ spec: { g: { b: '1' }, s: ['b'] } }), 'y'), apply(one, gizmo({ spec: { t: { b: '1' }, l: ['b'] } }), 'y')),
  served('apply without a schema', { schema: { 'x-kubernetes-preserve-unknown-fields': true } }, apply(one, gizmo({ spec: { a: { b: 1 }, l: [1] } }), 'x'), apply(one, gizmo({ spec: { a: { c: 2 } } }), 'y'), apply(one, gizmo({ spec: { l: [2] } }), 'y')),
  served('strategic merge is not for them', {}, make(), patch('strategic', one, { metadata: { labels: { a: 'b' } } })),
  served('update needs a version', {}, make(), update(one, gizmo()), update(one, { ...gizmo(), metadata: { name: 'one', resourceVersion: '{4.metadata.resourceVersion}' } })),
  served('metadata is checked', {}, create(gizmos, gizmo({}, 'Bad Name')), create(gizmos, { ...gizmo(), metadata: { name: 'one', labels: { 'a b': 'x' } } }), create(gizmos, { ...gizmo(), metadata: { name: 'one', extra: 'x' } }), create(gizmos, { ...gizmo(), metadata: { name: 'one', labels: { a: 1 } } })),
  served('kinds and versions in the body', {}, create(gizmos, { metadata: { name: 'one' } }), create(gizmos, { ...gizmo(), kind: 'Other' }), create(gizmos, { ...gizmo(), apiVersion: `${group}/v2` })),
  served('lists and pages', {}, make(), create(gizmos, gizmo({}, 'two')), get(gizmos), get(`${gizmos}?limit=1`), get(`${gizmos}?fieldSelector=metadata.name%3Done`), get(`${gizmos}?fieldSelector=spec.a%3Db`), remove(gizmos)),
  served('watch', {}, get(gizmos), watch(`${gizmos}?watch=true&resourceVersion={4.metadata.resourceVersion}`, 2, make({}), remove(one))),
  served('generation', { ...specSchema({ a: { type: 'integer' } }) }, make({ spec: { a: 1 } }), patch('merge', one, { metadata: { labels: { x: 'y' } } }), patch('merge', one, { spec: { a: 2 } })),
];

const withStatus: Version = { schema: { properties: { spec: { type: 'object', properties: { replicas: { type: 'integer' } } }, status: { type: 'object', properties: { phase: { type: 'string' }, replicas: { type: 'integer' }, selector: { type: 'string' } } } } }, subresources: { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas', labelSelectorPath: '.status.selector' } } };

const subresources: ContractCase[] = [
  served('status is apart', withStatus, make({ spec: { replicas: 1 }, status: { phase: 'Up' } }), patch('merge', `${one}/status`, { status: { phase: 'Up' }, spec: { replicas: 9 } }), patch('merge', one, { status: { phase: 'Down' }, spec: { replicas: 2 } }), get(`${one}/status`)),
  served('status by apply', withStatus, apply(one, gizmo({ spec: { replicas: 1 } }), 'x'), apply(`${one}/status`, gizmo({ status: { phase: 'Up' } }), 'y'), get(one)),
  served('status without the subresource', {}, make(), patch('merge', `${one}/status`, { status: { phase: 'Up' } })),
  served('scale', withStatus, make({ spec: { replicas: 1 } }), get(`${one}/scale`), patch('merge', `${one}/scale`, { spec: { replicas: 3 } }), get(one)),
  served('generation with the status subresource', withStatus, make({ spec: { replicas: 1 } }), patch('merge', `${one}/status`, { status: { phase: 'Up' } }), patch('merge', one, { metadata: { annotations: { a: 'b' } } }), patch('merge', one, { spec: { replicas: 2 } })),
  served('columns', { ...specSchema({ size: { type: 'integer' }, when: { type: 'string' }, on: { type: 'boolean' }, l: { type: 'array', items: { type: 'string' } } }), columns: [{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }, { name: 'On', type: 'boolean', jsonPath: '.spec.on' }, { name: 'When', type: 'date', jsonPath: '.spec.when' }, { name: 'All', type: 'string', jsonPath: '.spec.l', priority: 1 }, { name: 'First', type: 'string', jsonPath: '.spec.l[0]' }, { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }] }, make({ spec: { size: 3, on: true, l: ['a', 'b'] } }), create(gizmos, gizmo({}, 'two')), table(gizmos), table(one)),
  served('columns of conditions', { schema: { 'x-kubernetes-preserve-unknown-fields': true }, columns: [{ name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' }, { name: 'Deep', type: 'string', jsonPath: '.spec.a.b' }] }, make({ status: { conditions: [{ type: 'Other', status: 'x' }, { type: 'Ready', status: 'True' }] } }), create(gizmos, gizmo({ spec: { a: { b: { c: 1 } } } }, 'two')), table(gizmos)),
  served('columns by default', {}, make(), table(gizmos)),
];

const rule = (expression: string, more: object = {}): object => ({ 'x-kubernetes-validations': [{ rule: expression, ...more }] });

const rules: ContractCase[] = [
  served('rule', specSchema({ min: { type: 'integer' }, max: { type: 'integer' } }, rule('self.min <= self.max', { message: 'min above max' })), make({ spec: { min: 2, max: 1 } }), make({ spec: { min: 1, max: 2 } }), patch('merge', one, { spec: { min: 5 } })),
  served('rule without a message', specSchema({ a: { type: 'integer' } }, rule('self.a > 1')), make({ spec: { a: 1 } })),
  served('rule with a message expression', specSchema({ a: { type: 'integer' } }, rule('self.a > 1', { messageExpression: 'self.a < 0 ? "below nothing" : "too small"' })), make({ spec: { a: 1 } })),
  served('rule with reason and path', specSchema({ a: { type: 'integer' } }, rule('self.a > 1', { message: 'm', reason: 'FieldValueForbidden', fieldPath: '.a' })), make({ spec: { a: 1 } })),
  served('transition rule', specSchema({ a: { type: 'string', ...rule('self == oldSelf', { message: 'a is immutable' }) } }), make({ spec: { a: 'x' } }), patch('merge', one, { spec: { a: 'y' } }), patch('merge', one, { spec: { a: null } })),
  served('rule with has and default', specSchema({ a: { type: 'string' }, b: { type: 'string' } }, rule('has(self.a) || has(self.b)', { message: 'one of them' })), make({ spec: {} }), make({ spec: { b: 'x' } })),
  served('rules over lists', specSchema({ l: { type: 'array', maxItems: 5, items: { type: 'string', maxLength: 9 }, ...rule('self.all(x, x.startsWith("a"))', { message: 'each begins with a' }) } }), make({ spec: { l: ['ab', 'b'] } }), make({ spec: { l: ['ab'] } })),
  served('rule on metadata', { schema: rule('self.metadata.name.startsWith("o")', { message: 'begins with o' }) }, make(), create(gizmos, gizmo({}, 'two'))),
];

/** Custom resources: definitions, schemas, defaults, pruning, rules, columns. */
export const customResources: ContractArea = { area: 'custom resources', cases: [...definitions, ...objects, ...subresources, ...rules, ...schemas] };
