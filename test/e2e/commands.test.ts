import { readYaml } from '@sluice/objects';
import { describe, expect, it } from 'vitest';
import {
  configMap,
  configMapRef,
  gitRepository,
  isReadyAt,
  kustomization,
  kustomizationRef,
  openStory,
} from './support/story.ts';

const manager = { fieldManager: 'test' };
const infraManifest = (url: string) => `---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: infra
  namespace: flux-system
spec:
  interval: 1h
  ref:
    branch: main
  timeout: 60s
  url: ${url}
`;

describe('export', () => {
  it('prints what one would commit, without status and what the server adds', async () => {
    const story = await openStory({});
    const { out, err, code } = await story.sluice('export', 'source', 'git', 'infra');
    expect({ out, err, code }).toEqual({
      out: infraManifest(story.environment.repositoryUrls[0] ?? ''),
      err: '',
      code: 0,
    });
  });

  it('prints all objects of a namespace, each as a document', async () => {
    const story = await openStory({});
    const { client } = story.environment;
    await client.apply(kustomization('apps', { suspend: true }), manager);
    await client.apply(kustomization('base', { suspend: true }), manager);
    const { out } = await story.sluice('export', 'ks', '--all');
    expect(readYaml(Buffer.from(out)).map((each) => (each as { metadata: unknown }).metadata)).toEqual([
      { name: 'apps', namespace: 'flux-system' },
      { name: 'base', namespace: 'flux-system' },
    ]);
  });

  it('says what is missing', async () => {
    const story = await openStory({});
    expect(await story.sluice('export', 'kustomization')).toEqual({
      code: 1,
      out: '',
      err: '✗ name is required\n  give a name, or --all\n',
    });
    expect(await story.sluice('export', 'kustomization', '--all')).toEqual({
      code: 1,
      out: '',
      err: '✗ no objects found in flux-system namespace\n',
    });
    expect(await story.sluice('export', 'kustomization', 'apps')).toMatchObject({
      code: 1,
      err: `✗ Kustomization object 'apps' not found in "flux-system" namespace\n`,
    });
  });
});

describe('tree', () => {
  it('draws what Kustomizations applied', async () => {
    const story = await openStory({
      'root/apps.yaml': JSON.stringify(kustomization('apps')),
      'apps/a.yaml': configMap('a'),
    });
    await story.environment.client.apply(kustomization('root', { wait: true }), manager);
    await story.until(kustomizationRef('root'), isReadyAt());
    expect(await story.sluice('tree', 'kustomization', 'root')).toEqual({
      code: 0,
      out: 'Kustomization/flux-system/root\n└── Kustomization/flux-system/apps\n    └── ConfigMap/default/a\n',
      err: '',
    });
    const { out } = await story.sluice('tree', 'ks', 'root', '--compact', '-o', 'json');
    expect(JSON.parse(out)).toMatchObject({ resource: { Name: 'root' }, resources: [{ resource: { Name: 'apps' } }] });
  });
});

describe('delete', () => {
  it('deletes with --silent, and the controller prunes', async () => {
    const story = await openStory({ 'apps/a.yaml': configMap('a') });
    await story.environment.client.apply(kustomization('apps'), manager);
    await story.until(kustomizationRef('apps'), isReadyAt());
    expect(await story.sluice('delete', 'kustomization', 'apps', '--silent')).toEqual({
      code: 0,
      out: '',
      err: '► deleting kustomization apps in flux-system namespace\n✔ kustomization deleted\n',
    });
    await story.until(kustomizationRef('apps'), (object) => object === undefined);
    expect(await story.get(configMapRef('a'))).toBeUndefined();
  });

  it('refuses where nobody can be asked', async () => {
    const story = await openStory({});
    expect(await story.sluice('delete', 'source', 'git', 'infra')).toEqual({
      code: 1,
      out: '',
      err: '✗ aborting: there is no terminal to ask at\n  add --silent to delete without asking\n',
    });
    expect(await story.get(gitRepository)).toBeDefined();
  });
});
