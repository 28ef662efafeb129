import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { build } from './build.ts';
import { memoryTree } from './tree/memory-tree.ts';
import { ParseCache } from './yaml/parse-cache.ts';

const files: Record<string, string> = {
  'base/kustomization.yaml': 'resources: [deployment.yaml]\ncommonLabels: {team: a}\n',
  'base/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  template:
    spec:
      containers:
      - {name: web, image: "web:1"}
`,
  'prod/kustomization.yaml': `resources: [../base]
namespace: prod
images: [{name: web, newTag: "2"}]
patches: [{path: replicas.yaml}, {target: {kind: Deployment}, patch: '[{"op":"add","path":"/spec/paused","value":true}]'}]
configMapGenerator: [{name: settings, literals: [a=b]}]
`,
  'prod/replicas.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 5}\n',
};
const tree = memoryTree(Object.entries(files));

describe('a build', () => {
  it('tells where each value comes from', async () => {
    const { resources } = await build(tree, 'prod', { reorder: 'none' });
    const [deployment, settings] = resources;
    expect(deployment?.source).toMatchObject({
      file: 'base/deployment.yaml',
      by: 'resources',
      overlays: ['prod', 'base'],
    });
    const sourceOf = (...path: (string | number)[]): object | undefined => deployment?.sourceOf(path);
    expect(sourceOf('spec', 'template', 'spec', 'containers', 0, 'name')).toMatchObject({
      file: 'base/deployment.yaml',
    });
    expect(sourceOf('spec', 'replicas')).toMatchObject({ file: 'prod/replicas.yaml', by: 'patches' });
    expect(sourceOf('spec', 'paused')).toMatchObject({ file: 'prod/kustomization.yaml', by: 'patches' });
    expect(sourceOf('spec', 'template', 'spec', 'containers', 0, 'image')).toMatchObject({
      by: 'images',
      overlays: ['prod'],
    });
    expect(sourceOf('metadata', 'labels', 'team')).toMatchObject({
      file: 'base/kustomization.yaml',
      by: 'commonLabels',
    });
    expect(sourceOf('metadata', 'namespace')).toMatchObject({ file: 'prod/kustomization.yaml', by: 'namespace' });
    expect(settings?.source).toMatchObject({ file: 'prod/kustomization.yaml', by: 'configMapGenerator' });
  });

  it('lists what it looked for, found or not', async () => {
    const { reads } = await build(tree, 'prod');
    expect(reads).toEqual([
      'base',
      'base/Kustomization',
      'base/deployment.yaml',
      'base/kustomization.yaml',
      'base/kustomization.yml',
      'prod',
      'prod/Kustomization',
      'prod/kustomization.yaml',
      'prod/kustomization.yml',
      'prod/replicas.yaml',
    ]);
  });

  it('warns of deprecated fields and of keys that stand twice', async () => {
    const twice = memoryTree([
      ...Object.entries(files),
      ['twice/kustomization.yaml', 'resources: [../base]\nnamePrefix: a-\nnamePrefix: b-\n'],
    ]);
    const { warnings, resources } = await build(twice, 'twice');
    expect(warnings).toEqual([
      expect.stringContaining('twice/kustomization.yaml:3: key "namePrefix" already set in map'),
      "base/kustomization.yaml: 'commonLabels' is deprecated. Please use 'labels' instead.",
    ]);
    expect(resources[0]?.object['metadata']).toMatchObject({ name: 'b-web' });
  });

  it('says through which overlays an error was reached', async () => {
    const broken = memoryTree([...Object.entries(files), ['base/deployment.yaml', 'a: [\n']]);
    await expect(build(broken, 'prod')).rejects.toMatchObject({
      file: 'base/deployment.yaml',
      line: 2,
      overlays: ['prod', 'base'],
      message: expect.stringContaining('(overlays: prod → base)') as unknown,
    });
  });

  it('says on which line of several resources a value is that JSON cannot hold', async () => {
    const resource = (name: string, value: string): string =>
      `apiVersion: v1\nkind: X\nmetadata:\n  name: ${name}\nspec:\n  value: ${value}\n---\n`;
    const text = resource('a', '1') + resource('b', '.inf') + resource('c', '1');
    const files = memoryTree([
      ['kustomization.yaml', 'resources: [all.yaml]\n'],
      ['all.yaml', text],
    ]);
    await expect(build(files, '')).rejects.toMatchObject({ file: 'all.yaml', line: 13 });
  });

  it('refuses a file that is not UTF-8', async () => {
    const files = memoryTree([
      ['kustomization.yaml', 'resources: [a.yaml]\n'],
      ['a.yaml', Buffer.from('apiVersion: v1\nkind: X\nmetadata: {name: \xe9}\n', 'latin1')],
    ]);
    await expect(build(files, '')).rejects.toMatchObject({
      file: 'a.yaml',
      message: expect.stringContaining('not UTF-8') as unknown,
    });
  });

  it('does not change what is cached', async () => {
    const cache = new ParseCache();
    const first = (await build(tree, 'prod', { cache })).toYaml();
    expect((await build(tree, 'prod', { cache })).toYaml()).toBe(first);
  });
});

describe('the cache', () => {
  it('parses nothing twice in 200 overlays over one base', async () => {
    const overlays = Array.from(
      { length: 200 },
      (_, at) => [`o${at}/kustomization.yaml`, `resources: [../base]\nnamePrefix: o${at}-\n`] as const,
    );
    const many = memoryTree([...Object.entries(files), ...overlays]);
    const cache = new ParseCache();
    for (let at = 0; at < 200; at++) await build(many, `o${at}`, { cache });
    expect(cache.misses).toBe(1);
  });

  it('keeps to its limit', async () => {
    const cache = new ParseCache(100_000);
    for (let at = 0; at < 100; at++) await cache.documents(Buffer.from(`a: ${'x'.repeat(1_000)}${at}\n`));
    expect(cache.bytes).toBeLessThanOrEqual(100_000);
    const before = cache.misses;
    await cache.documents(Buffer.from(`a: ${'x'.repeat(1_000)}99\n`));
    expect(cache.misses).toBe(before);
    await cache.documents(Buffer.from(`a: ${'x'.repeat(1_000)}0\n`));
    expect(cache.misses).toBe(before + 1);
  });

  it('does not keep what is larger than its limit', async () => {
    const cache = new ParseCache(100);
    await cache.documents(Buffer.from(`a: ${'x'.repeat(1_000)}\n`));
    expect(cache.bytes).toBe(0);
  });
});

it('a large build lets others run', async () => {
  const objects = Array.from(
    { length: 3_000 },
    (_, at) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${at}}\ndata: {a: b}\n`,
  );
  const large = memoryTree([
    ['kustomization.yaml', 'namePrefix: p-\nnamespace: all\ncommonLabels: {a: b}\nresources: [all.yaml]\n'],
    ['all.yaml', objects.join('---\n')],
  ]);
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  try {
    expect((await build(large, '', { sliceMs: 5 })).resources).toHaveLength(3_000);
  } finally {
    clearInterval(timer);
    delay.disable();
  }
  expect(turns).toBeGreaterThan(3);
});
