import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from './build.ts';
import { openDirectory } from './tree/open-directory.ts';

/**
 * Random kustomizations, built here and by kustomize 5.8.1. KUSTOMIZE names its binary; KUSTOMIZE_RUNS how many trees each
 * property tries, KUSTOMIZE_SEED which ones.
 */
const binary = process.env['KUSTOMIZE'] ?? 'kustomize';
const runs = Number(process.env['KUSTOMIZE_RUNS'] ?? '15');
const seed = Number(process.env['KUSTOMIZE_SEED'] ?? '581');
const isPresent = spawnSync(binary, ['version'], { encoding: 'utf8' }).status === 0;

const name = fc.constantFrom('web', 'api', 'cm', 'sec', 'x-1', 'true', '1');
const text = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    '1',
    'true',
    'no',
    '~',
    '0777',
    '1e3',
    '2024-01-02',
    'a: b',
    '- c',
    'é',
    '😀',
    'x\ny',
    'x\n',
    '<a&b>',
    ' s ',
  ),
  fc.string({ maxLength: 12 }).filter((value) => value.isWellFormed() && !/\p{Cc}/u.test(value)),
);
const key = fc.constantFrom('a', 'b.c', 'd_e', 'F', 'k10', 'k9');
const texts = fc.dictionary(key, text, { noNullPrototype: true });

interface Tree {
  readonly [path: string]: unknown;
}

const object = (apiVersion: string, kind: string, fields: Record<string, unknown>): Record<string, unknown> => ({
  apiVersion,
  kind,
  ...fields,
});

/** Generated ConfigMaps and Secrets, and workloads that refer to them. */
const generated: fc.Arbitrary<Tree> = fc
  .record({
    configMap: texts,
    secret: texts,
    prefix: fc.constantFrom('', 'p-'),
    suffix: fc.constantFrom('', '-s'),
    namespace: fc.constantFrom('', 'prod'),
    overlayPrefix: fc.constantFrom('', 'o-'),
    merged: fc.option(texts, { nil: undefined }),
  })
  .map(({ configMap, secret, prefix, suffix, namespace, overlayPrefix, merged }) => ({
    'base/kustomization.yaml': {
      resources: ['pod.yaml'],
      namePrefix: prefix,
      nameSuffix: suffix,
      configMapGenerator: [{ name: 'cm', literals: literals(configMap) }],
      secretGenerator: [{ name: 'sec', literals: literals(secret) }],
    },
    'base/pod.yaml': object('v1', 'Pod', {
      metadata: { name: 'pod' },
      spec: {
        containers: [{ name: 'c', envFrom: [{ configMapRef: { name: 'cm' } }, { secretRef: { name: 'sec' } }] }],
        volumes: [{ name: 'v', configMap: { name: 'other' } }],
      },
    }),
    'top/kustomization.yaml': {
      resources: ['../base'],
      namespace,
      namePrefix: overlayPrefix,
      ...(merged === undefined
        ? {}
        : { configMapGenerator: [{ name: 'cm', behavior: 'merge', literals: literals(merged) }] }),
    },
  }));

function literals(entries: Record<string, string>): string[] {
  return Object.entries(entries).map(([entry, value]) => `${entry}=${value}`);
}

/** Objects of many kinds under one top, to be put in order. */
const ordered: fc.Arbitrary<Tree> = fc
  .uniqueArray(
    fc.record({
      kind: fc.constantFrom(
        'Namespace',
        'Service',
        'Deployment',
        'ConfigMap',
        'Role',
        'Thing',
        'ValidatingWebhookConfiguration',
        'Secret',
      ),
      apiVersion: fc.constantFrom('v1', 'apps/v1', 'example.com/v1', 'example.com/v2'),
      name,
      namespace: fc.constantFrom('', 'a', 'b', 'default'),
    }),
    {
      minLength: 1,
      maxLength: 12,
      selector: (id) => `${id.kind} ${id.apiVersion} ${id.name} ${id.namespace === 'default' ? '' : id.namespace}`,
    },
  )
  .map((ids) => ({
    'top/kustomization.yaml': { resources: ids.map((_, at) => `${at}.yaml`), sortOptions: { order: 'legacy' } },
    ...Object.fromEntries(
      ids.map(({ kind, apiVersion, namespace, name: own }, at) => [
        `top/${at}.yaml`,
        object(apiVersion, kind, { metadata: { name: own, ...(namespace === '' ? {} : { namespace }) } }),
      ]),
    ),
  }));

const port = fc.record(
  { containerPort: fc.constantFrom(80, 81), protocol: fc.constantFrom('TCP', 'UDP'), name: fc.constantFrom('p', 'q') },
  { requiredKeys: ['containerPort'] },
);
const container = fc.record(
  {
    name: fc.constantFrom('a', 'b', 'c'),
    image: fc.constantFrom('x', 'y:1'),
    ports: fc.array(port, { maxLength: 3 }),
    env: fc.array(fc.record({ name: fc.constantFrom('A', 'B'), value: text }), { maxLength: 3 }),
    command: fc.array(fc.constantFrom('r', 's'), { maxLength: 2 }),
    $patch: fc.constantFrom('delete', 'replace', 'merge'),
  },
  { requiredKeys: ['name'] },
);
const podSpec = fc.record(
  {
    containers: fc.array(container, { minLength: 1, maxLength: 3 }),
    volumes: fc.array(fc.record({ name: fc.constantFrom('v', 'w'), emptyDir: fc.constant({}) }), { maxLength: 2 }),
    nodeSelector: fc.dictionary(key, fc.oneof(text, fc.constant(null)), { noNullPrototype: true }),
  },
  { requiredKeys: ['containers'] },
);

/** A workload and a strategic merge patch of it. */
const merged: fc.Arbitrary<Tree> = fc.record({ base: podSpec, patch: podSpec }).map(({ base, patch }) => {
  const deployment = (spec: unknown): unknown =>
    object('apps/v1', 'Deployment', { metadata: { name: 'd' }, spec: { template: { spec } } });
  const containers = base.containers.map((own) =>
    Object.fromEntries(Object.entries(own).filter(([name]) => name !== '$patch')),
  );
  return {
    'top/kustomization.yaml': { resources: ['d.yaml'], patches: [{ path: 'p.yaml' }] },
    'top/d.yaml': deployment({ ...base, containers }),
    'top/p.yaml': deployment(patch),
  };
});

describe('builds equal those of kustomize 5.8.1', () => {
  if (!isPresent) {
    it.skip(`skipped: there is no kustomize (KUSTOMIZE=${binary})`, () => undefined);
    return;
  }
  let directory: string;
  let count = 0;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'kustomize-oracle-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it.each([
    ['hashes and references', generated],
    ['order', ordered],
    ['merge keys', merged],
  ] as const)(
    '%s',
    async (_, arbitrary) => {
      await fc.assert(
        fc.asyncProperty(arbitrary, async (tree) => {
          const root = join(directory, String(count++));
          writeTree(root, tree);
          expect(await ours(root)).toEqual(theirs(root));
        }),
        { numRuns: runs, seed },
      );
    },
    600_000,
  );
});

function writeTree(root: string, tree: Tree): void {
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), JSON.stringify(content));
  }
}

/** A failure is told apart from an output, and no more: the messages of kustomize have absolute paths. */
async function ours(root: string): Promise<string | { failed: true }> {
  try {
    return (await build(await openDirectory(root), 'top')).toYaml();
  } catch {
    return { failed: true };
  }
}

function theirs(root: string): string | { failed: true } {
  const { status, stdout } = spawnSync(binary, ['build', join(root, 'top')], { encoding: 'utf8' });
  return status === 0 ? stdout : { failed: true };
}
