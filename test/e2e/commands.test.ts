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

describe('suspend', () => {
  it('keeps why and until when, shows it, and the controller resumes by itself', async () => {
    const story = await openStory({ 'apps/a.yaml': configMap('a') });
    await story.environment.client.apply(kustomization('apps'), manager);
    await story.until(kustomizationRef('apps'), isReadyAt());
    const { err } = await story.sluice('suspend', 'ks', 'apps', '--reason', 'incident 42', '--for', '2h');
    expect(err).toMatch(/^► suspending .*\n✔ kustomization suspended until 20\d\d-.{14}Z: incident 42\n$/);
    expect((await story.sluice('get', 'ks')).out).toMatch(/\tTrue .*suspended until .*Z: incident 42/);
    expect((await story.sluice('status')).out).toMatch(/- apps +suspended until .*Z: incident 42\n$/);
    await story.sluice('suspend', 'ks', 'apps', '--for', '1s');
    const resumed = await story.until(kustomizationRef('apps'), isReadyAt());
    expect(resumed?.['spec']).toMatchObject({ path: './apps' });
    expect(resumed?.metadata.annotations).toBeUndefined();
    expect((await story.sluice('events', '--for', 'ks/apps')).out).toContain('Resumed: the suspension ended at 20');
  });

  it('and resume forget what an earlier one noted', async () => {
    const story = await openStory({});
    await story.sluice('suspend', 'source', 'git', 'infra', '--reason', 'x', '--for', '2h');
    await story.sluice('suspend', 'source', 'git', 'infra');
    expect((await story.get(gitRepository))?.metadata.annotations).toBeUndefined();
    await story.sluice('suspend', 'source', 'git', 'infra', '--reason', 'x');
    expect((await story.sluice('resume', 'source', 'git', 'infra')).err).toContain('✔ source git resumed\n');
    expect((await story.get(gitRepository))?.metadata.annotations).toBeUndefined();
  });

  it('refuses times and reasons that make no sense', async () => {
    const story = await openStory({});
    const refusals: [string[], string][] = [
      [['--for', '0s'], '--for must be at least a second'],
      [['--for', 'soon'], 'it must be a duration'],
      [['--reason', ' '], 'a reason has 1 to 500 characters'],
    ];
    for (const [flags, message] of refusals) {
      const { code, err } = await story.sluice('suspend', 'source', 'git', 'infra', ...flags);
      expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining(message) as string });
    }
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
