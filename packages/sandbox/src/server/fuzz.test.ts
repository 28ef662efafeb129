import { stringifyJson, type JsonValue } from '@sluice/objects';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openCluster } from '../test-support/cluster.ts';

const container = { name: 'a', image: 'a', ports: [{ containerPort: 80 }], env: [{ name: 'A', value: 'b' }] };
const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [container], volumes: [{ name: 'v' }] } };
const definition = {
  group: 'example.com',
  scope: 'Namespaced',
  names: { plural: 'gizmos', kind: 'Gizmo' },
  versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
};

/** What is near enough to be read, and is then changed somewhere. */
const kinds: readonly (readonly [string, Record<string, JsonValue>])[] = [
  ['/api/v1/namespaces/default/configmaps', { apiVersion: 'v1', kind: 'ConfigMap', data: { a: '1' } }],
  ['/api/v1/namespaces/default/pods', { apiVersion: 'v1', kind: 'Pod', spec: template.spec }],
  [
    '/api/v1/namespaces/default/services',
    { apiVersion: 'v1', kind: 'Service', spec: { ports: [{ port: 80, name: 'a' }], selector: { a: 'b' } } },
  ],
  [
    '/apis/apps/v1/namespaces/default/deployments',
    { apiVersion: 'apps/v1', kind: 'Deployment', spec: { selector: { matchLabels: { a: 'b' } }, template } },
  ],
  [
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', spec: definition },
  ],
];

const keys = fc.constantFrom(
  ...'metadata spec data labels name managedFields containers ports versions $patch $deleteFromPrimitiveList/a'.split(
    ' ',
  ),
  ...'$setElementOrder/containers $retainKeys __proto__ constructor f:a k:{} . ~1 - 0'.split(' '),
);
const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<JsonValue>(
      null,
      true,
      0,
      -1,
      1.5,
      1e300,
      '',
      'a',
      '__proto__',
      'delete',
      'replace',
      '1Gi',
      '🙂',
      '\u0000',
    ),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.array(fc.tuple(keys, tie('tree')), { maxLength: 3 }).map((entries): JsonValue => Object.fromEntries(entries)),
  ),
}));

/** The value with another at a place that the numbers choose. */
function changed(value: JsonValue, [next = 0, ...rest]: readonly number[], other: JsonValue, key: string): JsonValue {
  if (rest.length === 0 || typeof value !== 'object' || value === null) return other;
  if (Array.isArray(value)) {
    if (value.length === 0) return [other];
    return value.map((item, index) => (index === next % value.length ? changed(item, rest, other, key) : item));
  }
  const names = [...Object.keys(value), key];
  const name = names[next % names.length] ?? key;
  const inner = Object.hasOwn(value, name) ? value[name] : undefined;
  return Object.fromEntries([
    ...Object.entries(value).filter(([each]) => each !== name),
    [name, inner === undefined ? other : changed(inner, rest, other, key)],
  ]);
}

const operation = fc.record({
  op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'x'),
  path: fc.array(keys, { maxLength: 4 }).map((parts) => parts.map((part) => `/${part}`).join('')),
  from: fc.array(keys, { maxLength: 3 }).map((parts) => parts.map((part) => `/${part}`).join('')),
  value: tree,
});

const types = ['merge-patch+json', 'strategic-merge-patch+json', 'apply-patch+yaml'] as const;

it(
  'answers every object and every patch that is near to a good one, and never breaks',
  { timeout: 120_000 },
  async () => {
    await using cluster = await openCluster({ workloads: false });
    const request = fc.record({
      kind: fc.constantFrom(...kinds),
      way: fc.array(fc.nat(9), { minLength: 1, maxLength: 6 }),
      other: tree,
      key: keys,
      type: fc.constantFrom(...types),
      operations: fc.array(operation, { maxLength: 3 }),
      force: fc.boolean(),
    });
    for (const [path, object] of kinds)
      await cluster.call('POST', path, {
        body: { ...object, metadata: { name: path.endsWith('definitions') ? 'gizmos.example.com' : 'one' } },
      });
    await fc.assert(
      fc.asyncProperty(request, async ({ kind: [path, object], way, other, key, type, operations, force }) => {
        const name = path.endsWith('definitions') ? 'gizmos.example.com' : 'one';
        const body = stringifyJson(changed({ ...object, metadata: { name, labels: { a: 'b' } } }, way, other, key));
        const query = type === 'apply-patch+yaml' ? `?fieldManager=f&force=${force}&dryRun=All` : '?dryRun=All';
        const replies = [
          await cluster.call('PATCH', `${path}/${name}${query}`, { body, type: `application/${type}` }),
          await cluster.call('PATCH', `${path}/${name}?dryRun=All`, {
            body: stringifyJson(operations),
            type: 'application/json-patch+json',
          }),
          await cluster.call('PUT', `${path}/${name}?dryRun=All`, { body }),
        ];
        for (const reply of replies) expect(reply.text).not.toContain('Internal error');
      }),
      { numRuns: 400 },
    );
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  },
);
