import type { ContractCase, RequestStep, Step } from '../contract-case.ts';
import { apply, create, get, inCluster, patch, remove, table, update, watch } from '../steps.ts';

const group = '{ns}.example';
const crds = inCluster('apiextensions.k8s.io/v1', 'customresourcedefinitions');
const crd = `${crds}/gizmos.${group}`;
const gizmos = `/apis/${group}/v1/namespaces/{ns}/gizmos`;
const one = `${gizmos}/one`;

interface Parts {
  readonly schema?: unknown;
  readonly version?: object;
  readonly spec?: object;
  readonly names?: object;
  readonly metadata?: object;
}

function definition({ schema = { type: 'object' }, version = {}, spec = {}, names = {}, metadata = {} }: Parts = {}): object {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `gizmos.${group}`, ...metadata },
    spec: { group, scope: 'Namespaced', names: { plural: 'gizmos', kind: 'Gizmo', ...names }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema }, ...version }], ...spec },
  };
}

const ofSpec = (properties: object, more: object = {}): object => ({ type: 'object', properties: { spec: { type: 'object', properties, ...more } } });
const established = (parts: Parts): Step[] => [create(crds, definition(parts)), { ...get(crd), until: { status: 200, text: 'InitialNamesAccepted' } }, { ...get(gizmos), until: { status: 200 } }];
const gizmo = (spec?: unknown, name = 'one', more: object = {}): object => ({ apiVersion: `${group}/v1`, kind: 'Gizmo', metadata: { name }, ...(spec === undefined ? {} : { spec }), ...more });
const make = (spec?: unknown): RequestStep => create(gizmos, gizmo(spec));

function refused(name: string, parts: Parts): ContractCase {
  return { name: `refused: ${name}`, steps: [create(crds, definition(parts))] };
}

/** A property whose schema is not structural, or wrong in itself. */
function badProperty(name: string, property: unknown): ContractCase {
  return refused(name, { schema: ofSpec({ x: property }) });
}

function served(name: string, schema: unknown, ...steps: readonly Step[]): ContractCase {
  return { name, steps: [...established({ schema }), ...steps] };
}

/** Values of one property, each by itself. */
function values(name: string, property: unknown, ...each: readonly unknown[]): ContractCase {
  return served(`values: ${name}`, ofSpec({ x: property }), ...each.map((x, index) => create(`${gizmos}?dryRun=All`, gizmo({ x }, `v${index}`))));
}

const string = { type: 'string' };
const integer = { type: 'integer' };

const structure: ContractCase[] = [
  badProperty('$ref', { $ref: '#/x' }),
  badProperty('definitions', { type: 'object', definitions: { a: string } }),
  badProperty('dependencies', { type: 'object', dependencies: { a: ['b'] } }),
  badProperty('patternProperties', { type: 'object', patternProperties: { a: string } }),
  badProperty('additionalItems', { type: 'array', items: string, additionalItems: string }),
  badProperty('id', { type: 'string', id: 'x' }),
  badProperty('uniqueItems', { type: 'array', items: string, uniqueItems: true }),
  badProperty('additionalProperties false', { type: 'object', additionalProperties: false }),
  badProperty('items that are a list', { type: 'array', items: [string] }),
  badProperty('items without a type', { type: 'array', items: {} }),
  badProperty('additionalProperties without a type', { type: 'object', additionalProperties: {} }),
  badProperty('a default in anyOf', { type: 'string', anyOf: [{ default: 'x' }] }),
  badProperty('a type in allOf', { type: 'string', allOf: [{ type: 'string' }] }),
  badProperty('a type in oneOf', { type: 'object', properties: { a: string }, oneOf: [{ properties: { a: { type: 'string' } } }] }),
  badProperty('a property of not that is nowhere else', { type: 'object', not: { properties: { b: { minLength: 1 } } } }),
  badProperty('a property of anyOf that is nowhere else', { type: 'object', anyOf: [{ properties: { b: { minLength: 1 } } }] }),
  badProperty('nullable in anyOf', { type: 'string', anyOf: [{ nullable: true }] }),
  badProperty('a title and a description in anyOf', { type: 'string', anyOf: [{ title: 't' }, { description: 'd' }] }),
  badProperty('an extension in anyOf', { type: 'object', anyOf: [{ 'x-kubernetes-preserve-unknown-fields': true }] }),
  badProperty('int-or-string with a type', { type: 'string', 'x-kubernetes-int-or-string': true }),
  badProperty('an embedded resource that is text', { type: 'string', 'x-kubernetes-embedded-resource': true }),
  badProperty('an embedded resource without fields', { type: 'object', 'x-kubernetes-embedded-resource': true }),
  badProperty('preserve-unknown-fields false', { type: 'object', 'x-kubernetes-preserve-unknown-fields': false }),
  badProperty('preserve-unknown-fields of text', { type: 'string', 'x-kubernetes-preserve-unknown-fields': true }),
  badProperty('list type of text', { type: 'string', 'x-kubernetes-list-type': 'set' }),
  badProperty('an unknown list type', { type: 'array', items: string, 'x-kubernetes-list-type': 'bag' }),
  badProperty('a set of objects', { type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'set' }),
  badProperty('a set of atomic objects', { type: 'array', items: { type: 'object', 'x-kubernetes-map-type': 'atomic' }, 'x-kubernetes-list-type': 'set' }),
  badProperty('a set of nullable texts', { type: 'array', items: { type: 'string', nullable: true }, 'x-kubernetes-list-type': 'set' }),
  badProperty('a map without keys', { type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'map' }),
  badProperty('a map of texts', { type: 'array', items: string, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'] }),
  badProperty('a map whose key is not there', { type: 'array', items: { type: 'object', properties: { k: string } }, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['j'] }),
  badProperty('a map whose key is an object', { type: 'array', items: { type: 'object', required: ['k'], properties: { k: { type: 'object' } } }, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'] }),
  badProperty('a map with a key twice', { type: 'array', items: { type: 'object', required: ['k'], properties: { k: string } }, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k', 'k'] }),
  badProperty('map keys without a map', { type: 'array', items: { type: 'object', properties: { k: string } }, 'x-kubernetes-list-map-keys': ['k'] }),
  badProperty('an unknown map type', { type: 'object', 'x-kubernetes-map-type': 'gizmo' }),
  badProperty('map type of text', { type: 'string', 'x-kubernetes-map-type': 'atomic' }),
  badProperty('a default that is pruned', { type: 'object', properties: { a: string }, default: { b: 'x' } }),
  badProperty('a default beyond a limit', { type: 'integer', minimum: 3, default: 1 }),
  badProperty('a default that is no member', { type: 'string', enum: ['a'], default: 'b' }),
  badProperty('a default of null', { type: 'string', default: null }),
  badProperty('a default that lacks what is required', { type: 'object', required: ['a'], properties: { a: string }, default: {} }),
  badProperty('a default of a wrong type deep down', { type: 'object', properties: { a: { type: 'array', items: integer } }, default: { a: ['x'] } }),
  badProperty('a negative length', { type: 'string', maxLength: -1 }),
  badProperty('a length that is text', { type: 'string', maxLength: 'x' }),
  badProperty('an empty enumeration', { type: 'string', enum: [] }),
  badProperty('an enumeration of another type', { type: 'string', enum: [1] }),
  badProperty('an unknown keyword', { type: 'string', gizmo: true }),
  badProperty('a schema that is text', 'string'),
  badProperty('required that is no list', { type: 'object', required: 'a' }),
  badProperty('two types', { type: ['string', 'integer'] }),
  badProperty('type null', { type: 'null' }),
  badProperty('a format that nobody knows', { type: 'string', format: 'gizmo' }),
  badProperty('a pattern with a look-ahead', { type: 'string', pattern: '^(?=a)' }),
  badProperty('a pattern with an open class', { type: 'string', pattern: '[a' }),
  refused('text at the root', { schema: { type: 'string' } }),
  refused('a schema without anything', { schema: {} }),
  refused('a schema of no object that preserves', { schema: { 'x-kubernetes-preserve-unknown-fields': true } }),
  refused('a list at the root', { schema: { type: 'array', items: string } }),
  refused('metadata with a pattern of the name', { schema: { type: 'object', properties: { metadata: { type: 'object', properties: { name: { type: 'string', pattern: '^a' } } } } } }),
  refused('metadata that is text', { schema: { type: 'object', properties: { metadata: string } } }),
  refused('kind with a rule of its own', { schema: { type: 'object', properties: { kind: { type: 'string', enum: ['X'] } } } }),
  refused('apiVersion that is a number', { schema: { type: 'object', properties: { apiVersion: integer } } }),
  refused('several faults at once', { schema: ofSpec({ a: {}, b: { type: 'array' }, c: { type: 'x' } }) }),
];

const specs: ContractCase[] = [
  refused('group without a dot', { spec: { group: 'gizmos' } }),
  refused('group in capitals', { spec: { group: 'Gizmos.example' } }),
  refused('no group', { spec: { group: '' } }),
  refused('no names', { spec: { names: {} } }),
  refused('no scope', { spec: { scope: '' } }),
  refused('kind in small letters', { names: { kind: 'gizmo' } }),
  refused('kind with a dash', { names: { kind: 'Giz-Mo_' } }),
  refused('plural in capitals', { names: { plural: 'Gizmos' } }),
  refused('list kind like the kind', { names: { listKind: 'Gizmo' } }),
  refused('short names in capitals', { names: { shortNames: ['GZ', 'a b'] } }),
  refused('categories in capitals', { names: { categories: ['All', 'x_y'] } }),
  refused('singular in capitals', { names: { singular: 'Gizmo' } }),
  refused('version names', { version: { name: 'V1.0' } }),
  refused('a version without a name', { version: { name: '' } }),
  refused('nothing served', { version: { served: false } }),
  refused('two storage versions', { spec: { versions: ['v1', 'v2'].map((name) => ({ name, served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } })) } }),
  refused('a warning without a deprecation', { version: { deprecationWarning: 'old' } }),
  refused('an empty deprecation warning', { version: { deprecated: true, deprecationWarning: '' } }),
  refused('a deprecation warning that is too long', { version: { deprecated: true, deprecationWarning: 'x'.repeat(300) } }),
  refused('scale without paths', { version: { subresources: { scale: {} } } }),
  refused('scale with bad paths', { version: { subresources: { scale: { specReplicasPath: 'spec.replicas', statusReplicasPath: '.spec.replicas', labelSelectorPath: '.metadata.x' } } } }),
  refused('scale with a path into a list', { version: { subresources: { scale: { specReplicasPath: '.spec.l[0].replicas', statusReplicasPath: '.status.replicas' } } } }),
  refused('an unknown subresource', { version: { subresources: { gizmo: {} } } }),
  refused('a column without a path', { version: { additionalPrinterColumns: [{ name: 'A', type: 'string' }] } }),
  refused('a column without a name', { version: { additionalPrinterColumns: [{ type: 'string', jsonPath: '.spec.a' }] } }),
  refused('a column whose path is broken', { version: { additionalPrinterColumns: [{ name: 'A', type: 'string', jsonPath: '.spec[' }] } }),
  refused('a column whose format is unknown', { version: { additionalPrinterColumns: [{ name: 'A', type: 'integer', format: 'gizmo', jsonPath: '.spec.a' }] } }),
  refused('conversion by an unknown strategy', { spec: { conversion: { strategy: 'Magic' } } }),
  refused('conversion by a webhook that is not there', { spec: { conversion: { strategy: 'Webhook' } } }),
  refused('conversion by none with a webhook', { spec: { conversion: { strategy: 'None', webhook: { conversionReviewVersions: ['v1'], clientConfig: { url: 'https://a.example' } } } } }),
  refused('conversion by a webhook without versions', { spec: { conversion: { strategy: 'Webhook', webhook: { conversionReviewVersions: [], clientConfig: { url: 'https://a.example' } } } } }),
  refused('conversion by a webhook over plain HTTP', { spec: { conversion: { strategy: 'Webhook', webhook: { conversionReviewVersions: ['v1'], clientConfig: { url: 'http://a.example' } } } } }),
  refused('an unknown field', { spec: { gizmo: 1 }, version: { gadget: 2 } }),
  { name: 'refused: an unknown field, strictly', steps: [create(`${crds}?fieldValidation=Strict`, definition({ spec: { gizmo: 1 }, version: { gadget: 2 }, schema: ofSpec({ x: { type: 'string', widget: 3 } }) }))] },
  refused('another name', { metadata: { name: 'widgets.example' } }),
  refused('a group of the server without approval', { spec: { group: 'gizmos.k8s.io' }, metadata: { name: 'gizmos.gizmos.k8s.io' } }),
  refused('a group of the server with a bad approval', { spec: { group: 'gizmos.k8s.io' }, metadata: { name: 'gizmos.gizmos.k8s.io', annotations: { 'api-approved.kubernetes.io': 'yes' } } }),
  refused('selectable fields that are bad', { version: { selectableFields: [{ jsonPath: 'spec.a' }, { jsonPath: '.spec.none' }, { jsonPath: '.metadata.name' }] }, schema: ofSpec({ a: string }) }),
  refused('a selectable field that is a list', { version: { selectableFields: [{ jsonPath: '.spec.l' }] }, schema: ofSpec({ l: { type: 'array', items: string } }) }),
];

/** Discovery knows the names that the server has come to accept. */
const acceptedNames: Step = { ...get(`/apis/${group}/v1`), until: { status: 200, text: '"shortNames":["gz"]' } };

const updates: ContractCase[] = [
  { name: 'definition: scope, group and names are immutable', steps: [...established({}), ...[{ scope: 'Cluster' }, { group: 'other.example' }, { names: { plural: 'widgets' } }, { names: { kind: 'Widget' } }].map((spec) => patch('merge', crd, { spec }))] },
  { name: 'definition: more names', steps: [...established({}), patch('merge', crd, { spec: { names: { shortNames: ['gz'], categories: ['all'] } } }), acceptedNames, get(crd)] },
  { name: 'definition: an unneeded update', steps: [...established({}), patch('merge', crd, { spec: { names: { plural: 'gizmos' } } })] },
  { name: 'definition: the schema changes', steps: [...established({ schema: ofSpec({ a: string }) }), make({ a: 'x', b: 'y' }), patch('merge', crd, { spec: { versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: ofSpec({ a: string, b: { type: 'string', default: 'd' } }) } }] } }), { ...get(one), until: { status: 200, text: '"b":"d"' } }] },
  { name: 'definition: its storage version leaves', steps: [...established({}), patch('merge', crd, { spec: { versions: [{ name: 'v2', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }] } })] },
  { name: 'definition: no longer served', steps: [...established({}), patch('merge', crd, { spec: { versions: [{ name: 'v1', served: false, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }] } }), { ...get(gizmos), until: { status: 404 } }] },
  { name: 'definition: by apply', steps: [apply(crd, definition(), 'x'), { ...get(gizmos), until: { status: 200 } }, { ...get(crd), until: { status: 200, text: 'the initial names have been accepted' } }, apply(crd, definition({ names: { shortNames: ['gz'] } }), 'x'), acceptedNames, get(crd), apply(crd, definition({ schema: ofSpec({ a: string }) }), 'y')] },
  { name: 'definition: status by its endpoint', steps: [...established({}), patch('merge', `${crd}/status`, { status: { storedVersions: ['v1', 'v0'] } })] },
  { name: 'definition: created twice', steps: [create(crds, definition()), create(crds, definition())] },
  { name: 'definition: deleted while objects are held', steps: [...established({}), create(gizmos, gizmo({}, 'one', { metadata: { name: 'one', finalizers: ['example.com/a'] } })), remove(crd), { ...get(one), until: { status: 200, text: 'deletionTimestamp' } }, create(gizmos, gizmo({}, 'two')), patch('merge', one, { metadata: { finalizers: null } }), { ...get(crd), until: { status: 404 } }] },
  { name: 'definition: a deprecated version warns', steps: [...established({ version: { deprecated: true } }), make({}), get(one)] },
  { name: 'definition: a deprecated version warns in its own words', steps: [...established({ version: { deprecated: true, deprecationWarning: 'use something else' } }), make({}), get(one)] },
  { name: 'definition: its table', steps: [...established({}), { ...table(crd), until: { status: 200 } }] },
];

const valueCases: ContractCase[] = [
  values('whole numbers', integer, 1, -1, 0, 1.0, 1.5, 9007199254740991, '1', true, null, [], {}),
  values('whole numbers of 32 bits', { type: 'integer', format: 'int32' }, 2147483647, 2147483648, -2147483649),
  values('whole numbers of 64 bits', { type: 'integer', format: 'int64' }, 1, 1e15),
  values('numbers', { type: 'number' }, 1, 1.5, -0.1, 1e10, 'x', true, null),
  values('doubles and floats', { type: 'number', format: 'double' }, 1.5, 'x'),
  values('booleans', { type: 'boolean' }, true, false, 'true', 0, null),
  values('texts', string, '', 'a', 1, true, null, ['a'], {}),
  values('lists of texts', { type: 'array', items: string }, [], ['a'], ['a', 1], [null], 'a', {}, null),
  values('lists of lists', { type: 'array', items: { type: 'array', items: integer } }, [[1], []], [[1, 'x']], [1], [null]),
  values('lists of objects', { type: 'array', items: { type: 'object', required: ['a'], properties: { a: string } } }, [{ a: 'x' }], [{}], [{ a: 1 }, { b: 2 }], ['x'], [null]),
  values('lists of nullable texts', { type: 'array', items: { type: 'string', nullable: true } }, [null, 'a'], [1]),
  values('objects', { type: 'object', properties: { a: string } }, {}, { a: 'x' }, { a: 1 }, { b: 1 }, 'x', [], null),
  values('maps of lists', { type: 'object', additionalProperties: { type: 'array', items: integer } }, { a: [1] }, { a: ['x'] }, { a: 1 }, {}),
  values('maps of objects', { type: 'object', additionalProperties: { type: 'object', properties: { a: integer } } }, { k: { a: 1, b: 2 } }, { k: { a: 'x' } }, { k: null }),
  values('minimum and maximum', { type: 'integer', minimum: 1, maximum: 3 }, 1, 3, 0, 4),
  values('exclusive limits', { type: 'number', minimum: 1, exclusiveMinimum: true, maximum: 3, exclusiveMaximum: true }, 1, 3, 2, 1.1),
  values('multiples', { type: 'integer', multipleOf: 3 }, 3, 4, 0),
  values('lengths', { type: 'string', minLength: 2, maxLength: 3 }, 'a', 'ab', 'abcd', 'äöü', '☃☃☃☃'),
  values('patterns', { type: 'string', pattern: '^[a-c]+$' }, 'abc', 'd', '', 'abcd'),
  values('patterns without anchors', { type: 'string', pattern: 'b' }, 'abc', 'd'),
  values('patterns with classes', { type: 'string', pattern: '^\\d{2}\\s\\w+$' }, '12 ab', '1 a'),
  values('enumerations of texts', { type: 'string', enum: ['a', 'b'] }, 'a', 'c', ''),
  values('enumerations of numbers', { type: 'integer', enum: [1, 2] }, 1, 3),
  values('numbers of items', { type: 'array', items: string, minItems: 1, maxItems: 2 }, [], ['a'], ['a', 'b', 'c']),
  values('numbers of properties', { type: 'object', additionalProperties: string, minProperties: 1, maxProperties: 2 }, {}, { a: '1' }, { a: '1', b: '2', c: '3' }),
  values('sets', { type: 'array', items: string, 'x-kubernetes-list-type': 'set' }, ['a', 'b'], ['a', 'b', 'a'], ['a', 'a', 'a']),
  values('sets of numbers', { type: 'array', items: integer, 'x-kubernetes-list-type': 'set' }, [1, 2], [1, 1]),
  values('list maps', { type: 'array', items: { type: 'object', required: ['k'], properties: { k: string } }, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'] }, [{ k: 'a' }, { k: 'b' }], [{ k: 'a' }, { k: 'a' }], [{}]),
  values('list maps of two keys', { type: 'array', items: { type: 'object', required: ['k'], properties: { k: string, p: { type: 'string', default: 'TCP' } } }, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k', 'p'] }, [{ k: 'a' }, { k: 'a', p: 'UDP' }], [{ k: 'a' }, { k: 'a', p: 'TCP' }]),
  values('date-time', { type: 'string', format: 'date-time' }, '2020-01-01T00:00:00Z', '2020-01-01T00:00:00.5+01:00', '2020-01-01', 'x'),
  values('date', { type: 'string', format: 'date' }, '2020-01-01', '2020-13-01', 'x'),
  values('duration', { type: 'string', format: 'duration' }, '1h', '1h30m', '5', 'x', '1 day'),
  values('uri', { type: 'string', format: 'uri' }, 'https://a.example/x', 'a', '/x', ':', ''),
  values('email', { type: 'string', format: 'email' }, 'a@b.example', 'a', 'A <a@b.example>'),
  values('hostname', { type: 'string', format: 'hostname' }, 'a.example', 'a_b', '-a', 'x'.repeat(70)),
  values('ipv4', { type: 'string', format: 'ipv4' }, '1.2.3.4', '1.2.3', '::1', '01.2.3.4'),
  values('ipv6', { type: 'string', format: 'ipv6' }, '::1', '1.2.3.4', 'x'),
  values('cidr', { type: 'string', format: 'cidr' }, '10.0.0.0/8', '10.0.0.0', '::/0'),
  values('mac', { type: 'string', format: 'mac' }, '00:00:5e:00:53:01', 'x'),
  values('uuid', { type: 'string', format: 'uuid' }, '11111111-2222-3333-4444-555555555555', 'x'),
  values('uuid3, uuid4, uuid5', { type: 'string', format: 'uuid4' }, '11111111-2222-4333-8444-555555555555', '11111111-2222-3333-4444-555555555555'),
  values('byte', { type: 'string', format: 'byte' }, 'eA==', 'x', '!'),
  values('password', { type: 'string', format: 'password' }, 'x'),
  values('hexcolor and rgbcolor', { type: 'string', format: 'hexcolor' }, '#fff', '#ffffff', 'x'),
  values('isbn', { type: 'string', format: 'isbn' }, '0321751043', 'x'),
  values('creditcard', { type: 'string', format: 'creditcard' }, '4111111111111111', 'x'),
  values('ssn', { type: 'string', format: 'ssn' }, '111-22-3333', 'x'),
  values('bsonobjectid', { type: 'string', format: 'bsonobjectid' }, '507f1f77bcf86cd799439011', 'x'),
  values('names of Kubernetes', { type: 'string', format: 'k8s-short-name' }, 'a-b', 'a.b', 'A'),
  values('long names of Kubernetes', { type: 'string', format: 'k8s-long-name' }, 'a-b', 'a.b', 'A'),
  values('int or string', { 'x-kubernetes-int-or-string': true }, 1, 'a', '50%', 1.5, true, null, []),
  values('int or string with a pattern', { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }], pattern: '^\\d+%$' }, 1, '50%', 'x'),
  values('anything', { 'x-kubernetes-preserve-unknown-fields': true }, 1, 'a', [1], { a: { b: null } }, null),
  values('anyOf', { type: 'integer', anyOf: [{ minimum: 10 }, { maximum: 2 }] }, 1, 5, 11),
  values('oneOf', { type: 'integer', oneOf: [{ minimum: 3 }, { maximum: 5 }] }, 1, 4, 11),
  values('allOf', { type: 'integer', allOf: [{ minimum: 3 }, { maximum: 5 }] }, 1, 4, 11),
  values('not', { type: 'string', not: { enum: ['a'] } }, 'a', 'b'),
  values('one of two required', { type: 'object', properties: { a: string, b: string }, oneOf: [{ required: ['a'] }, { required: ['b'] }] }, {}, { a: '1' }, { a: '1', b: '2' }),
  values('nullable', { type: 'object', nullable: true, properties: { a: string } }, null, { a: null }, {}),
  values('defaults in lists', { type: 'array', items: { type: 'object', properties: { a: { type: 'string', default: 'd' }, b: { type: 'object', default: {}, properties: { c: { type: 'integer', default: 3 } } } } } }, [{}, { a: 'x' }, { b: {} }, { b: { c: 4 } }]),
  values('defaults in maps', { type: 'object', additionalProperties: { type: 'object', properties: { a: { type: 'string', default: 'd' } } } }, { k: {}, l: { a: 'x' } }),
  values('defaults of whole values', { type: 'object', default: { a: 'x' }, properties: { a: string, b: { type: 'string', default: 'y' } } }, {}, undefined),
  values('an embedded object', { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true }, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x', labels: { a: 'b' } } }, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 7 } }, { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { 'a b': 'c' } } }, { apiVersion: 'v1' }, { kind: 'Pod', apiVersion: 'a/b/c' }),
];

const rule = (expression: string, more: object = {}): object => ({ 'x-kubernetes-validations': [{ rule: expression, ...more }] });

/** A rule of a property, and values that hold to it or do not. */
function ruled(name: string, property: object, expression: string, ...each: readonly unknown[]): ContractCase {
  return values(`rule: ${name}`, { ...property, ...rule(expression, { message: 'no' }) }, ...each);
}

function badRule(name: string, property: object, expression: string, more: object = {}): ContractCase {
  return badProperty(`rule: ${name}`, { ...property, ...rule(expression, more) });
}

const pair = { type: 'object', properties: { a: integer, b: { type: 'string', maxLength: 20 }, c: { type: 'array', maxItems: 5, items: { type: 'string', maxLength: 9 } } } };

const rules: ContractCase[] = [
  ruled('size', { type: 'string', maxLength: 20 }, 'self.size() > 2', 'abc', 'a'),
  ruled('matches', { type: 'string', maxLength: 20 }, "self.matches('^a+$')", 'aa', 'b'),
  ruled('starts, ends, contains', { type: 'string', maxLength: 20 }, "self.startsWith('a') && self.endsWith('z') && self.contains('m')", 'amz', 'az'),
  ruled('split, join, replace', { type: 'string', maxLength: 20 }, "self.replace('a', 'b') == 'bb' && self.split('-').size() == 1", 'aa', 'c'),
  ruled('lower and upper', { type: 'string', maxLength: 20 }, 'self.lowerAscii() == self', 'a', 'A'),
  ruled('find', { type: 'string', maxLength: 20 }, "self.find('[0-9]+') == '12'", 'a12b', 'a'),
  ruled('isSorted, sum, min, max', { type: 'array', maxItems: 5, items: integer }, 'self.isSorted() && self.sum() < 10 && self.max() < 7', [1, 2], [2, 1], [1, 8]),
  ruled('exists and all', { type: 'array', maxItems: 5, items: integer }, 'self.exists(x, x > 2) && self.all(x, x < 9)', [3], [1], [10]),
  ruled('exists_one, filter, map', { type: 'array', maxItems: 5, items: integer }, 'self.exists_one(x, x == 1) && self.map(x, x * 2).filter(y, y > 2).size() > 0', [1, 2], [1], [1, 1]),
  ruled('in and index', { type: 'array', maxItems: 5, items: { type: 'string', maxLength: 5 } }, "'a' in self && self[0] == 'a'", ['a'], ['b', 'a'], []),
  ruled('maps', { type: 'object', maxProperties: 5, additionalProperties: integer }, "self.all(k, self[k] > 0) && 'a' in self", { a: 1 }, { b: 1 }, { a: 0 }),
  ruled('has', { type: 'object', properties: { a: integer, b: integer } }, 'has(self.a) != has(self.b)', { a: 1 }, { a: 1, b: 2 }, {}),
  ruled('a field that is not there', { type: 'object', properties: { a: integer } }, 'self.a > 1', { a: 2 }, {}),
  ruled('the ternary', integer, 'self > 3 ? self < 9 : self == 1', 4, 1, 2, 10),
  ruled('arithmetic', integer, 'self % 2 == 0 && self / 2 > 1', 6, 3, 2),
  ruled('division by nothing', integer, '10 / self > 1', 3, 0),
  ruled('durations', { type: 'string', format: 'duration' }, "self > duration('1m')", '1h', '1s'),
  ruled('times', { type: 'string', format: 'date-time' }, "self < timestamp('2030-01-01T00:00:00Z')", '2020-01-01T00:00:00Z', '2040-01-01T00:00:00Z'),
  ruled('quantities', { type: 'string', maxLength: 20 }, "isQuantity(self) && quantity(self).isLessThan(quantity('2Gi'))", '1Gi', '3Gi', 'x'),
  ruled('addresses', { type: 'string', maxLength: 40 }, 'isIP(self) && ip(self).family() == 4', '1.2.3.4', '::1', 'x'),
  ruled('CIDRs', { type: 'string', maxLength: 40 }, "isCIDR(self) && cidr(self).containsIP('10.1.2.3')", '10.0.0.0/8', '11.0.0.0/8', 'x'),
  ruled('URLs', { type: 'string', maxLength: 80 }, "isURL(self) && url(self).getScheme() == 'https'", 'https://a.example', 'http://a.example', 'x'),
  ruled('types', { 'x-kubernetes-int-or-string': true }, 'type(self) == int ? self > 1 : self != ""', 2, 1, 'a', ''),
  ruled('formats', { type: 'string', maxLength: 20 }, '!format.dns1123Label().validate(self).hasValue()', 'a-b', 'A'),
  ruled('sets', { type: 'array', maxItems: 5, items: { type: 'string', maxLength: 5 } }, "sets.contains(['a', 'b'], self)", ['a'], ['c']),
  ruled('optional values', { type: 'object', properties: { a: integer } }, 'self.?a.orValue(3) > 2', {}, { a: 1 }),
  ruled('reserved names', { type: 'object', properties: { namespace: { type: 'string', maxLength: 9 }, 'a-b': integer, in: integer } }, "self.__namespace__ != 'x' && self.a__dash__b > 0", { namespace: 'a', 'a-b': 1 }, { namespace: 'x', 'a-b': 1 }),
  served('rule: transitions of lists with keys', ofSpec({ x: { type: 'array', maxItems: 5, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'], items: { type: 'object', required: ['k'], properties: { k: { type: 'string', maxLength: 5 }, v: { type: 'integer', ...rule('self >= oldSelf', { message: 'only up' }) } } } } }), make({ x: [{ k: 'a', v: 2 }] }), patch('merge', one, { spec: { x: [{ k: 'b', v: 1 }, { k: 'a', v: 3 }] } }), patch('merge', one, { spec: { x: [{ k: 'a', v: 1 }] } })),
  served('rule: transition with an optional old value', ofSpec({ x: { type: 'integer', 'x-kubernetes-validations': [{ rule: 'oldSelf.hasValue() || self == 1', optionalOldSelf: true, message: 'starts at 1' }] } }), make({ x: 2 }), make({ x: 1 }), patch('merge', one, { spec: { x: 5 } })),
  served('rule: transition of a whole object', { ...ofSpec({ x: integer }), ...rule('self.spec.x >= oldSelf.spec.x', { message: 'only up' }) }, make({ x: 2 }), patch('merge', one, { spec: { x: 3 } }), patch('merge', one, { spec: { x: 1 } })),
  served('rule: several fail', ofSpec({ x: { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self > 1', message: 'a' }, { rule: 'self > 2', message: 'b' }, { rule: 'self > 0', message: 'c' }] } }), make({ x: 1 })),
  served('rule: and a wrong type', ofSpec({ x: { type: 'integer', ...rule('self > 1') }, y: string }), make({ x: 1, y: 2 })),
  served('rule: each reason', ofSpec(Object.fromEntries(['FieldValueInvalid', 'FieldValueForbidden', 'FieldValueRequired', 'FieldValueDuplicate'].map((reason) => [reason.slice(10), { type: 'integer', ...rule('self > 1', { reason, message: 'm' }) }]))), ...['Invalid', 'Forbidden', 'Required', 'Duplicate'].map((key) => make({ [key]: 1 }))),
  served('rule: a path below', ofSpec({ x: { ...pair, ...rule('self.a > 1', { fieldPath: '.b', message: 'm' }) } }), make({ x: { a: 1 } })),
  served('rule: on a map of values', ofSpec({ x: { type: 'object', maxProperties: 5, additionalProperties: { type: 'integer', ...rule('self > 1', { message: 'm' }) } } }), make({ x: { 'l.m': 1 } })),
  served('rule: on a status', { type: 'object', properties: { status: { type: 'object', properties: { n: { type: 'integer', ...rule('self > 1', { message: 'm' }) } } } } }, create(gizmos, gizmo(undefined, 'one', { status: { n: 1 } }))),
  badRule('an unknown field', pair, 'self.none > 1'),
  badRule('a wrong type', pair, "self.a == 'x'"),
  badRule('no boolean', pair, 'self.a'),
  badRule('a syntax error', pair, 'self.a >'),
  badRule('an unknown function', pair, 'gizmo(self.a)'),
  badRule('an unknown variable', pair, 'other.a > 1'),
  badRule('a bad pattern', pair, "self.b.matches('(')"),
  badRule('an empty rule', pair, ''),
  badRule('blanks', pair, '  '),
  badRule('a message of several lines', pair, 'self.a > 1', { message: 'a\nb' }),
  badRule('an empty message', pair, 'self.a > 1', { message: ' ' }),
  badRule('a message that is no text', pair, 'self.a > 1', { messageExpression: 'self.a' }),
  badRule('a message with a syntax error', pair, 'self.a > 1', { messageExpression: '"a' }),
  badRule('an unknown reason', pair, 'self.a > 1', { reason: 'Gizmo' }),
  badRule('a path that is not there', pair, 'self.a > 1', { fieldPath: '.none' }),
  badRule('a path without a dot', pair, 'self.a > 1', { fieldPath: 'a' }),
  badRule('an old value where there is none', { type: 'array', maxItems: 3, items: { type: 'integer', ...rule('self > oldSelf') } }, 'true'),
  badRule('an optional old value that is not used', pair, 'self.a > 1', { optionalOldSelf: true }),
  badRule('a rule that may cost too much', { type: 'array', items: { type: 'array', items: { type: 'string' } } }, "self.all(x, self.all(y, x.all(z, y.exists(w, w.contains(z)))))"),
  badRule('fields that are preserved', { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }, 'self.a > 1'),
  badRule('two rules alike', { ...pair, 'x-kubernetes-validations': [{ rule: 'self.a > 1' }, { rule: 'self.a > 1' }] }, 'self.a > 1'),
];

const applying: ContractCase[] = [
  served('apply: sets of two managers', ofSpec({ x: { type: 'array', items: string, 'x-kubernetes-list-type': 'set' } }), apply(one, gizmo({ x: ['a', 'b'] }), 'x'), apply(one, gizmo({ x: ['b', 'c'] }), 'y'), apply(one, gizmo({ x: ['a'] }), 'x'), apply(one, gizmo({ x: [] }), 'y'), apply(one, gizmo({}), 'x')),
  served('apply: sets of numbers and booleans', ofSpec({ x: { type: 'array', items: { type: 'number' }, 'x-kubernetes-list-type': 'set' } }), apply(one, gizmo({ x: [1, 2.5] }), 'x'), apply(one, gizmo({ x: [2.5, 3] }), 'y')),
  served('apply: a set twice the same', ofSpec({ x: { type: 'array', items: string, 'x-kubernetes-list-type': 'set' } }), apply(one, gizmo({ x: ['a', 'a'] }), 'x')),
  served('apply: list maps with a default key', ofSpec({ x: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['n', 'p'], items: { type: 'object', required: ['n'], properties: { n: integer, p: { type: 'string', default: 'TCP' }, v: string } } } }), apply(one, gizmo({ x: [{ n: 1, v: 'a' }] }), 'x'), apply(one, gizmo({ x: [{ n: 1, p: 'TCP', v: 'b' }] }), 'y'), apply(one, gizmo({ x: [{ n: 1, p: 'UDP', v: 'b' }] }), 'y'), apply(one, gizmo({ x: [] }), 'x')),
  served('apply: list maps without their key', ofSpec({ x: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'], items: { type: 'object', required: ['k'], properties: { k: string } } } }), apply(one, gizmo({ x: [{}] }), 'x'), apply(one, gizmo({ x: [{ k: 'a' }, { k: 'a' }] }), 'x')),
  served('apply: lists in lists', ofSpec({ x: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'], items: { type: 'object', required: ['k'], properties: { k: string, s: { type: 'array', items: string, 'x-kubernetes-list-type': 'set' }, a: { type: 'array', items: string } } } } }), apply(one, gizmo({ x: [{ k: 'a', s: ['1'], a: ['1'] }] }), 'x'), apply(one, gizmo({ x: [{ k: 'a', s: ['2'] }, { k: 'b', a: ['2'] }] }), 'y'), apply(one, gizmo({ x: [{ k: 'a', a: ['2'] }] }), 'y'), apply(one, gizmo({ x: [{ k: 'a', s: ['1'] }] }), 'x')),
  served('apply: maps of maps', ofSpec({ x: { type: 'object', additionalProperties: { type: 'object', additionalProperties: string } } }), apply(one, gizmo({ x: { a: { b: '1' } } }), 'x'), apply(one, gizmo({ x: { a: { c: '1' }, d: {} } }), 'y'), apply(one, gizmo({ x: { a: {} } }), 'x'), apply(one, gizmo({}), 'y')),
  served('apply: atomic maps', ofSpec({ x: { type: 'object', 'x-kubernetes-map-type': 'atomic', additionalProperties: string } }), apply(one, gizmo({ x: { a: '1' } }), 'x'), apply(one, gizmo({ x: { b: '1' } }), 'y'), apply(one, gizmo({ x: { b: '1' } }), 'y', 'force=true'), apply(one, gizmo({}), 'y')),
  served('apply: atomic lists of objects', ofSpec({ x: { type: 'array', items: { type: 'object', properties: { a: string, b: string } } } }), apply(one, gizmo({ x: [{ a: '1' }] }), 'x'), apply(one, gizmo({ x: [{ b: '1' }] }), 'y'), apply(one, gizmo({ x: [{ a: '1' }] }), 'y')),
  served('apply: what is preserved', ofSpec({ x: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { k: string } } }), apply(one, gizmo({ x: { k: '1', a: { b: [1, { c: 2 }] } } }), 'x'), apply(one, gizmo({ x: { a: { d: 1 } } }), 'y'), apply(one, gizmo({ x: { k: '1' } }), 'x')),
  served('apply: embedded objects', ofSpec({ x: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true } }), apply(one, gizmo({ x: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', labels: { l: '1' } }, data: { a: '1' } } }), 'x'), apply(one, gizmo({ x: { apiVersion: 'v1', kind: 'ConfigMap', data: { b: '1' } } }), 'y')),
  served('apply: int or string', ofSpec({ x: { 'x-kubernetes-int-or-string': true } }), apply(one, gizmo({ x: 1 }), 'x'), apply(one, gizmo({ x: '1' }), 'y'), apply(one, gizmo({ x: '1' }), 'y', 'force=true')),
  served('apply: defaults', ofSpec({ x: { type: 'string', default: 'd' }, y: string }), apply(one, gizmo({ y: '1' }), 'x'), apply(one, gizmo({ x: 'e' }), 'y'), apply(one, gizmo({}), 'y'), apply(one, gizmo({ x: 'd' }), 'z')),
  served('apply: nulls', ofSpec({ x: { type: 'string', nullable: true }, y: { type: 'object', properties: { z: string } } }), apply(one, gizmo({ x: null, y: null }), 'x'), apply(one, gizmo({ x: 'a', y: { z: null } }), 'x'), apply(one, gizmo(null), 'x')),
  served('apply: unknown fields', ofSpec({ x: string }), apply(one, gizmo({ x: 'a', none: 1 }), 'x'), apply(one, gizmo({ x: 'a', none: 1 }), 'x', 'fieldValidation=Strict'), apply(one, gizmo({ x: 'a' }, 'one', { top: 1 }), 'x')),
  served('apply: wrong types', ofSpec({ x: string, l: { type: 'array', items: string }, m: { type: 'object', additionalProperties: string } }), ...[{ x: 1 }, { l: {} }, { m: [] }, { l: [1] }, { m: { a: 1 } }].map((spec) => apply(one, gizmo(spec), 'x'))),
  served('apply: invalid values', ofSpec({ x: { type: 'integer', minimum: 3 } }), apply(one, gizmo({ x: 1 }), 'x'), apply(one, gizmo({ x: 4 }), 'x'), apply(one, gizmo({ x: 2 }), 'x')),
  served('apply: metadata', ofSpec({}), apply(one, gizmo({}, 'one', { metadata: { name: 'one', labels: { a: '1' }, finalizers: ['example.com/a'] } }), 'x'), apply(one, gizmo({}, 'one', { metadata: { name: 'one', labels: { b: '1' }, finalizers: ['example.com/b'] } }), 'y'), apply(one, gizmo({}), 'x')),
  served('patches of a custom object', ofSpec({ x: string, l: { type: 'array', items: string } }), make({ x: 'a', l: ['a'] }), patch('json', one, [{ op: 'add', path: '/spec/l/-', value: 'b' }]), patch('merge', one, { spec: { l: null, none: 1 } }), patch('merge', `${one}?fieldValidation=Strict`, { spec: { none: 1 } }), patch('merge', one, { spec: { x: 7 } }), patch('json', one, [{ op: 'replace', path: '/kind', value: 'Other' }]), patch('json', one, [{ op: 'remove', path: '/metadata/name' }])),
  served('updates of a custom object', ofSpec({ x: string }), make({ x: 'a' }), update(one, gizmo({ x: 'b' }, 'one', { metadata: { name: 'one', resourceVersion: '1' } })), update(one, gizmo({ x: 'b' }, 'two')), update(`${gizmos}/none`, gizmo({}, 'none', { metadata: { name: 'none', resourceVersion: '1' } })), remove(one, { preconditions: { resourceVersion: '1' } }), remove(one)),
  served('watch of a custom object, as tables', ofSpec({ x: string }), get(gizmos), { ...watch(`${gizmos}?watch=true&resourceVersion={4.metadata.resourceVersion}`, 2, make({ x: 'a' }), patch('merge', one, { spec: { x: 'b' } })), headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } }),
  served('strict reading of a custom object', ofSpec({ x: { type: 'object', properties: { a: string } } }), ...['', '?fieldValidation=Warn', '?fieldValidation=Strict', '?fieldValidation=Ignore'].map((query) => create(`${gizmos}${query}&dryRun=All`.replace(/^([^?]*)&/, '$1?'), `{"apiVersion":"${group}/v1","kind":"Gizmo","metadata":{"name":"one","labels":{"a":"1","a":"2"}},"spec":{"x":{"a":"1","a":"2","b":3},"y":[1]},"z":1}`))),
  served('YAML of a custom object', ofSpec({ x: string }), ...['', '?fieldValidation=Strict'].map((query) => ({ ...create(`${gizmos}${query}`, `apiVersion: ${group}/v1\nkind: Gizmo\nmetadata:\n  name: one\nspec:\n  x: a\n  x: b\n  none: 1\n`), headers: { 'content-type': 'application/yaml' } }))),
];

/** Definitions and their objects, keyword by keyword. */
export const schemas: ContractCase[] = [...structure, ...specs, ...updates, ...valueCases, ...rules, ...applying];
