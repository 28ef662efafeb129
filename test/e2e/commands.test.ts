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

describe('create', () => {
  it('creates a source and a Kustomization, waits for them and updates them', async () => {
    const story = await openStory({ 'apps/a.yaml': configMap('a') });
    const [url = ''] = story.environment.repositoryUrls;
    const git = await story.sluice('create', 'source', 'git', 'again', '--url', url, '--branch', 'main');
    expect(git.err.replace(/[0-9a-f]{40}/, 'COMMIT').split('\n')).toEqual([
      '✚ generating GitRepository source',
      '► applying GitRepository source',
      '✔ GitRepository source created',
      '◎ waiting for GitRepository source reconciliation',
      '✔ GitRepository source reconciliation completed',
      '✔ fetched revision: main@sha1:COMMIT',
      '',
    ]);
    const flags = ['--source', 'GitRepository/again', '--path', './apps', '--prune=true', '--interval', '1h'];
    const created = await story.sluice('create', 'ks', 'apps', ...flags, '--label', 'team=a');
    expect(created).toMatchObject({ code: 0, out: '' });
    expect(created.err).toContain('✔ Kustomization created\n');
    expect(created.err).toContain('✔ Kustomization apps is ready\n✔ applied revision main@sha1:');
    expect(await story.get(configMapRef('a'))).toBeDefined();
    expect((await story.sluice('create', 'ks', 'apps', ...flags, '--wait')).err).toContain('✔ Kustomization updated\n');
    const updated = await story.get(kustomizationRef('apps'));
    expect(updated?.['spec']).toMatchObject({ prune: true, wait: true, timeout: '2m0s', interval: '1h0m0s' });
    expect(updated?.metadata.labels).toBeUndefined();
  });

  it('says why what it created is not ready', async () => {
    const story = await openStory({});
    const flags = ['--source', 'infra', '--path', './nowhere', '--prune'];
    const { code, err } = await story.sluice('create', 'kustomization', 'apps', ...flags);
    expect(code).toBe(1);
    expect(err).toContain(`✗ Kustomization reconciliation failed: 'kustomization path not found`);
  });
});
