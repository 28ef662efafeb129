import { describe, expect, it } from 'vitest';
import { chooseRoot, findRoots } from './find-root.ts';

const kustomization = (path: string) =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: x, namespace: flux-system}\nspec: {path: ${path}}\n`;
const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n';
const tree = (files: Record<string, string>) =>
  new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));

describe('findRoots', () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      'the directory of Kustomizations',
      { 'clusters/prod/apps.yaml': kustomization('./apps'), 'apps/x.yaml': configMap },
      ['clusters/prod'],
    ],
    [
      'several clusters',
      { 'clusters/a/apps.yaml': kustomization('./apps'), 'clusters/b/apps.yaml': kustomization('./apps') },
      ['clusters/a', 'clusters/b'],
    ],
    [
      'not what another Kustomization applies',
      { 'clusters/a/tenants.yaml': kustomization('./tenants'), 'tenants/one/sync.yaml': kustomization('./one') },
      ['clusters/a'],
    ],
    [
      "the parent of bootstrap's own folder",
      {
        'clusters/a/flux-system/gotk-sync.yaml': kustomization('./clusters/a'),
        'clusters/a/apps.yaml': kustomization('./apps'),
      },
      ['clusters/a'],
    ],
    [
      'overlays that nobody refers to, in plain kustomize',
      { 'base/kustomization.yaml': 'resources: []', 'prod/kustomization.yaml': 'resources: [../base]' },
      ['prod'],
    ],
    ['plain manifests', { 'k8s/a.yaml': configMap, 'k8s/sub/b.yaml': configMap, 'README.md': '# x' }, ['k8s']],
    ['nothing without manifests', { 'values.yaml': 'a: 1', 'chart.yaml': '{{ broken' }, []],
  ])('finds %s', (_title, files, paths) => {
    expect(findRoots(tree(files)).paths).toEqual(paths);
  });
});

describe('chooseRoot', () => {
  const two = tree({ 'clusters/a/x.yaml': kustomization('./apps'), 'clusters/b/x.yaml': kustomization('./apps') });

  it('lists the candidates when there is more than one', () => {
    expect(() => chooseRoot(two, undefined, './fleet')).toThrow(
      '2 places could be the root of a cluster: clusters/a, clusters/b',
    );
  });

  it('takes a path as people write it', () => {
    expect(chooseRoot(two, './clusters/b/', './fleet')).toBe('clusters/b');
  });

  it('refuses a path that is not there or that leaves the directory', () => {
    expect(() => chooseRoot(two, 'clusters/c', './fleet')).toThrow('does not exist');
    expect(() => chooseRoot(two, '../x', './fleet')).toThrow('leaves');
  });
});
