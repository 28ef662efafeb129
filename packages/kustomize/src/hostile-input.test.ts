import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { build, type BuildOptions } from './build.ts';
import { BuildError } from './build-error.ts';
import { memoryTree } from './tree/memory-tree.ts';
import { openDirectory } from './tree/open-directory.ts';

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';

async function failure(run: Promise<unknown>): Promise<BuildError> {
  const started = performance.now();
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(performance.now() - started).toBeLessThan(5_000);
  expect(error).toBeInstanceOf(BuildError);
  return error as BuildError;
}

function buildFiles(files: Record<string, string>, path = '', options: BuildOptions = {}): ReturnType<typeof build> {
  return build(memoryTree(Object.entries(files)), path, { reorder: 'none', ...options });
}

describe('cycles', () => {
  it.each([1, 2, 50])('of %i bases are named as a path', async (length) => {
    const files = Object.fromEntries(
      Array.from({ length }, (_, at) => [`k${at}/kustomization.yaml`, `resources: [../k${(at + 1) % length}]\n`]),
    );
    const error = await failure(buildFiles(files, 'k0'));
    expect(error.message).toMatch(/cycle detected: .*k0(?: → .*)? → k0/);
  });

  it('of components are found', async () => {
    const component = 'kind: Component\ncomponents: [../c]\n';
    const error = await failure(
      buildFiles({ 'k/kustomization.yaml': 'components: [../c]\n', 'c/kustomization.yaml': component }, 'k'),
    );
    expect(error.reason).toContain('cycle detected');
  });

  it('a base that holds the overlay is a cycle', async () => {
    const files = { 'kustomization.yaml': 'resources: [a]\n', 'a/kustomization.yaml': 'resources: [..]\n' };
    expect((await failure(buildFiles(files, 'a'))).reason).toContain('cycle detected');
  });

  it('a chain of 10,000 bases ends', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, at) => [`k${at}/kustomization.yaml`, `resources: [../k${at + 1}]\n`]),
    );
    expect((await failure(buildFiles(files, 'k0'))).reason).toContain('more than 1000 levels deep');
  });

  it('a chain of 500 overlays is built', async () => {
    const files: Record<string, string> = {
      'k500/kustomization.yaml': 'resources: [a.yaml]\n',
      'k500/a.yaml': configMap,
    };
    for (let at = 0; at < 500; at++) files[`k${at}/kustomization.yaml`] = `resources: [../k${at + 1}]\nnamePrefix: x\n`;
    const [resource] = (await buildFiles(files, 'k0')).resources;
    expect(resource?.object['metadata']).toEqual({ name: `${'x'.repeat(500)}a` });
  });
});

/** Every field that takes a path, with `PATH` where it goes. */
const pathFields = [
  'resources: [PATH]',
  'bases: [PATH]',
  'components: [PATH]',
  'crds: [PATH]',
  'configurations: [PATH]',
  'generators: [PATH]',
  'transformers: [PATH]',
  'validators: [PATH]',
  'openapi: {path: PATH}',
  'configMapGenerator: [{name: g, files: [PATH]}]',
  'configMapGenerator: [{name: g, files: [t=PATH]}]',
  'configMapGenerator: [{name: g, envs: [PATH]}]',
  'configMapGenerator: [{name: g, env: PATH}]',
  'secretGenerator: [{name: g, files: [PATH]}]',
  'secretGenerator: [{name: g, envs: [PATH]}]',
  'patches: [{path: PATH}]',
  'patchesStrategicMerge: [PATH]',
  'patchesJson6902: [{target: {kind: ConfigMap, name: a}, path: PATH}]',
  'replacements: [{path: PATH}]',
];

describe('paths that leave the root', () => {
  let outside: string;
  let root: string;
  beforeEach(() => {
    outside = mkdtempSync(join(tmpdir(), 'kustomize-outside-'));
    root = join(outside, 'root');
    for (const [path, text] of [
      ['root/app/a.yaml', configMap],
      ['root/neighbour/n.yaml', configMap.replace('name: a', 'name: canary')],
      ['canary.yaml', `${configMap}data: {canary: canary}\n`],
      ['canaries/kustomization.yaml', 'resources: [c.yaml]\n'],
      ['canaries/c.yaml', `${configMap}data: {canary: canary}\n`],
    ] as const) {
      mkdirSync(dirname(join(outside, path)), { recursive: true });
      writeFileSync(join(outside, path), text);
    }
    symlinkSync('../../canary.yaml', join(root, 'app', 'link.yaml'));
    symlinkSync('link.yaml', join(root, 'app', 'chain.yaml'));
    symlinkSync(outside, join(root, 'app', 'directory'));
    symlinkSync(join(outside, 'canaries'), join(root, 'app', 'base'));
    symlinkSync('/proc/self/environ', join(root, 'app', 'environment'));
  });
  afterEach(() => rmSync(outside, { recursive: true, force: true }));

  const ways = (): string[] => [
    '../../canary.yaml',
    '../../../../../../../etc/passwd',
    join(outside, 'canary.yaml'),
    '/etc/passwd',
    'link.yaml',
    'chain.yaml',
    'directory/canary.yaml',
    'base',
    'base/c.yaml',
    'environment',
    'file:///etc/passwd',
    'https://example.com/canary.yaml',
    'git@github.com:a/b',
    '../neighbour/n.yaml',
  ];

  it.each(pathFields)('%s is refused', async (field) => {
    for (const way of ways()) {
      const text = `resources: [a.yaml]\n${field.startsWith('resources') ? '' : `${field.replace('PATH', JSON.stringify(way))}\n`}`;
      const kustomization = field.startsWith('resources') ? `${field.replace('PATH', JSON.stringify(way))}\n` : text;
      writeFileSync(join(root, 'app', 'kustomization.yaml'), kustomization);
      const error = await failure(build(await openDirectory(root), 'app'));
      expect(error.message).not.toContain('root:x:0:0');
      expect(error.message).not.toContain('canary: canary');
    }
  });

  it('without a load restriction a file of the tree is read, and none outside', async () => {
    const tree = await openDirectory(root);
    writeFileSync(join(root, 'app', 'kustomization.yaml'), 'resources: [../neighbour/n.yaml]\n');
    expect((await build(tree, 'app', { loadRestrictions: 'none' })).resources).toHaveLength(1);
    for (const way of ways().filter((path) => path !== '../neighbour/n.yaml')) {
      writeFileSync(join(root, 'app', 'kustomization.yaml'), `resources: [${JSON.stringify(way)}]\n`);
      await failure(build(tree, 'app', { loadRestrictions: 'none' }));
    }
  });

  it('a build of a path outside is refused', async () => {
    expect((await failure(build(await openDirectory(root), '../canaries'))).reason).toContain('outside of root');
    expect((await failure(build(await openDirectory(root), 'app/base'))).reason).toContain('outside of root');
  });
});

describe('texts made to harm', () => {
  const resourceOf = (text: string): Promise<unknown> =>
    buildFiles({ 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': text });
  const bomb = `${configMap}a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
    .split('')
    .map((name, at) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[at]}`).join(',')}]`)
    .join('\n')}\n`;

  it.each([
    ['an alias bomb', bomb, 'excessive aliasing'],
    ['depth', `${configMap}data: ${'['.repeat(1_000)}`, 'depth'],
    ['duplicate keys', `${configMap}data:\n  a: b\n  a: c\n`, 'already defined'],
    ['a tab', `${configMap}data:\n\ta: b\n`, 'cannot start any token'],
    ['NUL', `${configMap}data: "\0"\n`, 'control characters'],
    ['a key that is a number', `${configMap}data: {1: a}\n`, 'not a string'],
    ['a key that is null', `${configMap}data: {~: a}\n`, 'invalid map key'],
    ['a key that is a map', `${configMap}data: {? {a: b} : c}\n`, 'invalid map key'],
    ['infinity', `${configMap}data: .inf\n`, 'unsupported value'],
  ])('%s is refused with file and line', async (_, text, reason) => {
    const error = await failure(resourceOf(text));
    expect(error.message).toContain(reason);
    expect(error.file).toBe('a.yaml');
    if (reason !== 'excessive aliasing') expect(error.line).toBeGreaterThanOrEqual(1);
  });

  it('bytes that are no UTF-8 are refused', async () => {
    const tree = memoryTree([
      ['kustomization.yaml', 'resources: [a.yaml]\n'],
      ['a.yaml', new Uint8Array([0x61, 0x3a, 0x20, 0xff, 0xfe])],
    ]);
    expect((await failure(build(tree, ''))).file).toBe('a.yaml');
  });

  it('a byte order mark and UTF-16 are read', async () => {
    const utf16 = Buffer.from(`\uFEFF${configMap}`, 'utf16le');
    for (const content of [`\uFEFF${configMap}`, utf16]) {
      const tree = memoryTree([
        ['kustomization.yaml', 'resources: [a.yaml]\n'],
        ['a.yaml', content],
      ]);
      expect((await build(tree, '')).resources).toHaveLength(1);
    }
  });

  it('a kustomization of 10 MiB is refused', async () => {
    const text = `resources: [a.yaml]\n#${'x'.repeat(10 * 1024 * 1024)}\n`;
    const started = performance.now();
    const error = await failure(buildFiles({ 'kustomization.yaml': text, 'a.yaml': configMap }));
    expect(error.reason).toContain('more than 2097152');
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('a regular expression that explodes elsewhere does not here', async () => {
    const name = `${'a'.repeat(60)}!`;
    const files = {
      'kustomization.yaml': `resources: [a.yaml]\npatches: [{target: {name: "(a+)+b"}, patch: '[{"op":"add","path":"/x","value":1}]'}]\n`,
      'a.yaml': configMap.replace('name: a', `name: "${name}"`),
    };
    const started = performance.now();
    expect((await buildFiles(files)).resources[0]?.object).not.toHaveProperty('x');
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('copies of a JSON patch cannot grow without end', async () => {
    const copies = Array.from({ length: 40 }, (_, at) => ({ op: 'copy', from: '/data', path: `/data/k${at}` }));
    const files = {
      'kustomization.yaml': `resources: [a.yaml]\npatches: [{target: {kind: ConfigMap}, patch: '${JSON.stringify(copies)}'}]\n`,
      'a.yaml': `${configMap}data: {a: b}\n`,
    };
    expect((await failure(buildFiles(files))).reason).toContain('copy operations make more than');
  });

  it('a signal ends a build', async () => {
    const controller = new AbortController();
    const documents = Array.from({ length: 3_000 }, (_, at) => configMap.replace('name: a', `name: a${at}`)).join(
      '---\n',
    );
    const running = buildFiles({ 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': documents }, '', {
      signal: controller.signal,
      sliceMs: 1,
    });
    controller.abort(new Error('given up'));
    await expect(running).rejects.toThrow('given up');
  });
});

describe('keys that mean something to JavaScript', () => {
  const keys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];

  it('are data like any other, through every transformer', async () => {
    const pairs = (value: string): string => keys.map((key) => `${key}: ${value}`).join(', ');
    const files = {
      'kustomization.yaml': `
resources: [a.yaml]
commonLabels: {${pairs('label')}}
commonAnnotations: {${pairs('note')}}
configMapGenerator: [{name: generated, literals: [${keys.map((key) => `${key}=1`).join(', ')}], options: {disableNameSuffixHash: true, labels: {${pairs('g')}}}}]
patches:
- patch: |-
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: a}
    data: {${pairs('merged')}}
    more: {__proto__: {polluted: "yes"}}
- target: {name: a}
  patch: '[${keys.map((key) => `{"op":"add","path":"/patched~1${key}","value":{"${key}":1}},{"op":"add","path":"/patched~1${key}/${key}","value":{"polluted":1}}`).join(',')}]'
replacements:
- source: {kind: ConfigMap, name: a, fieldPath: data.__proto__}
  targets: [{select: {name: a}, fieldPaths: [data.constructor, other.__proto__.polluted], options: {create: true}}]
`,
      'a.yaml': `${configMap}data: {${pairs('x')}}\n`,
    };
    const result = await buildFiles(files);
    const built = JSON.parse(JSON.stringify(result.resources.map(({ object }) => object))) as Record<
      string,
      Record<string, unknown>
    >[];
    for (const key of keys) {
      expect(Object.hasOwn(built[0]?.['data'] ?? {}, key)).toBe(true);
      expect(Object.hasOwn(built[1]?.['data'] ?? {}, key)).toBe(true);
      expect(result.toYaml()).toContain(`${key}: note`);
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('what a build does not do', () => {
  it.each([
    ['helmCharts: [{name: a}]', '--enable-helm'],
    ['helmChartInflationGenerator: [{chartName: a}]', '--enable-helm'],
    ['resources: ["https://user:secret@example.com/x.yaml"]', 'remote resources are not fetched'],
    ['resources: ["github.com/org/repo//path?ref=main"]', 'remote resources are not fetched'],
    ['components: ["ssh://git@example.com/x"]', 'remote resources are not fetched'],
    ['transformers: ["{apiVersion: example.com/v1, kind: Go, metadata: {name: a}}"]', '--enable-alpha-plugins'],
    [
      'generators: ["{apiVersion: example.com/v1, kind: Fn, metadata: {name: a, annotations: {config.kubernetes.io/function: x}}}"]',
      '--enable-exec',
    ],
  ])('%s', async (field, reason) => {
    const error = await failure(buildFiles({ 'kustomization.yaml': `${field}\n` }));
    expect(error.reason).toContain(reason);
    expect(error.message).not.toContain('secret@');
    expect(error.file).toBe('kustomization.yaml');
  });
});

describe('types of custom resources that refer to each other many times', () => {
  const typesOf = (marks: object): string => {
    const schema = (properties: object): object => ({ Schema: { properties } });
    const twice = (name: string): object => schema({ l: { $ref: name, ...marks }, r: { $ref: name, ...marks } });
    return JSON.stringify({
      'x.Top': schema({ kind: {}, apiVersion: {}, metadata: {}, spec: { $ref: 't0' } }),
      ...Object.fromEntries(Array.from({ length: 45 }, (_, at) => [`t${at}`, twice(`t${at + 1}`)])),
    });
  };

  it.each([
    ['unmarked', {}, 'more than 100000 fields'],
    ['marked', { 'x-kubernetes-annotation': '' }, 'more than 1000 fields'],
  ])('are refused when their fields are too many (%s)', async (_, marks, reason) => {
    const files = { 'kustomization.yaml': 'crds: [types.json]\n', 'types.json': typesOf(marks) };
    const error = await failure(buildFiles(files));
    expect(error).toMatchObject({ file: 'types.json' });
    expect(error.reason).toContain(reason);
  });
});
