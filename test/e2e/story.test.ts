import { describe, expect, it } from 'vitest';
import {
  configMap,
  configMapRef,
  gitRepository,
  isReadyAt,
  kustomization,
  kustomizationRef,
  openStory,
  readyOf,
} from './support/story.ts';

const manager = { fieldManager: 'test' };

describe('what is not ours', () => {
  it('is never touched, also where git has an object beside it', async () => {
    const story = await openStory({ 'apps/mine.yaml': configMap('mine', { a: '1' }) });
    const { client } = story.environment;
    await client.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'theirs', namespace: 'default' },
      data: { x: '1' },
    });
    await client.apply(kustomization('apps'), manager);
    await story.until(kustomizationRef('apps'), isReadyAt());
    const before = await story.get(configMapRef('theirs'));
    const commit = await story.push({ 'apps/mine.yaml': undefined, 'apps/other.yaml': configMap('other') });
    await story.until(kustomizationRef('apps'), isReadyAt(commit));
    expect(await story.get(configMapRef('mine'))).toBeUndefined();
    expect(await story.get(configMapRef('theirs'))).toEqual(before);
    const writes = story.environment.sandbox.audit.filter(
      (record) => record.name === 'theirs' && record.verb !== 'get' && record.verb !== 'create',
    );
    expect(writes).toEqual([]);
  });

  it('keeps fields that others own on an object of ours', async () => {
    const story = await openStory({ 'apps/mine.yaml': configMap('mine', { ours: '1' }) });
    const { client } = story.environment;
    await client.apply(kustomization('apps'), manager);
    await story.until(kustomizationRef('apps'), isReadyAt());
    await client.patch(configMapRef('mine'), { data: { theirs: '2' } }, { type: 'merge', fieldManager: 'operator' });
    const commit = await story.push({ 'apps/mine.yaml': configMap('mine', { ours: '3' }) });
    await story.until(kustomizationRef('apps'), isReadyAt(commit));
    expect((await story.get(configMapRef('mine')))?.['data']).toEqual({ ours: '3', theirs: '2' });
  });
});

describe('prune', () => {
  it('false keeps what leaves git', async () => {
    const story = await openStory({ 'apps/a.yaml': configMap('a'), 'apps/b.yaml': configMap('b') });
    await story.environment.client.apply(kustomization('apps', { prune: false }), manager);
    await story.until(kustomizationRef('apps'), isReadyAt());
    const commit = await story.push({ 'apps/b.yaml': undefined });
    await story.until(kustomizationRef('apps'), isReadyAt(commit));
    expect(await story.get(configMapRef('b'))).toBeDefined();
  });

  it('follows the Kustomization when it is deleted', async () => {
    const story = await openStory({ 'apps/a.yaml': configMap('a') });
    const { client } = story.environment;
    await client.apply(kustomization('apps'), manager);
    await story.until(kustomizationRef('apps'), isReadyAt());
    await client.delete(kustomizationRef('apps'));
    await story.until(kustomizationRef('apps'), (object) => object === undefined);
    expect(await story.get(configMapRef('a'))).toBeUndefined();
  });
});

describe('suspend and resume', () => {
  it('stop and start the reconciliation, also of drift', async () => {
    const story = await openStory({ 'apps/a.yaml': configMap('a', { v: '1' }) });
    const { client } = story.environment;
    await client.apply(kustomization('apps'), manager);
    await story.until(kustomizationRef('apps'), isReadyAt());
    expect((await story.sluice('suspend', 'kustomization', 'apps')).err).toContain('kustomization suspended');
    await client.patch(configMapRef('a'), { data: { v: 'by hand' } }, { type: 'merge', fieldManager: 'kubectl' });
    const commit = await story.push({ 'apps/a.yaml': configMap('a', { v: '2' }) });
    await story.until(gitRepository, (object) => JSON.stringify(object?.['status']).includes(commit));
    expect((await story.get(configMapRef('a')))?.['data']).toEqual({ v: 'by hand' });
    const resumed = await story.sluice('resume', 'kustomization', 'apps');
    expect(resumed).toMatchObject({ code: 0 });
    expect(resumed.err).toContain(`applied revision main@sha1:${commit}`);
    expect((await story.get(configMapRef('a')))?.['data']).toEqual({ v: '2' });
  });
});

describe('reconcile --with-source', () => {
  it('brings a new commit without waiting for an interval', async () => {
    const story = await openStory({ 'apps/a.yaml': configMap('a', { v: '1' }) });
    await story.environment.client.apply(kustomization('apps'), manager);
    await story.until(kustomizationRef('apps'), isReadyAt());
    const commit = await story.repository.commit({
      changes: new Map([['apps/a.yaml', configMap('a', { v: '2' })]]),
      message: 'two',
    });
    const result = await story.sluice('reconcile', 'kustomization', 'apps', '--with-source');
    expect(result.err.split('\n')).toEqual([
      '► annotating GitRepository infra in flux-system namespace',
      '✔ GitRepository annotated',
      '◎ waiting for GitRepository reconciliation',
      `✔ fetched revision main@sha1:${commit}`,
      '► annotating Kustomization apps in flux-system namespace',
      '✔ Kustomization annotated',
      '◎ waiting for Kustomization reconciliation',
      `✔ applied revision main@sha1:${commit}`,
      '',
    ]);
    expect((await story.get(configMapRef('a')))?.['data']).toEqual({ v: '2' });
  });

  it('says at once why it failed', async () => {
    const story = await openStory({ 'apps/a.yaml': configMap('a') });
    await story.environment.client.apply(kustomization('apps', { path: './nowhere' }), manager);
    await story.until(kustomizationRef('apps'), (object) => readyOf(object)?.reason === 'ArtifactFailed');
    const result = await story.sluice('reconcile', 'ks', 'apps');
    expect(result.code).toBe(1);
    expect(result.err).toContain('kustomization path not found');
  });
});

describe('dependencies', () => {
  it('wake what waits for them', async () => {
    const story = await openStory({ 'base/a.yaml': configMap('base'), 'apps/a.yaml': configMap('app') });
    const { client } = story.environment;
    await client.apply(kustomization('apps', { dependsOn: [{ name: 'base' }] }), manager);
    await story.until(kustomizationRef('apps'), (object) => readyOf(object)?.reason === 'DependencyNotReady');
    expect(await story.get(configMapRef('app'))).toBeUndefined();
    await client.apply(kustomization('base'), manager);
    await story.until(kustomizationRef('apps'), isReadyAt());
    expect(await story.get(configMapRef('app'))).toBeDefined();
  });
});

describe('fields that are not honoured', () => {
  it('stall the object and apply nothing', async () => {
    const story = await openStory({ 'apps/a.yaml': configMap('a') });
    await story.environment.client.apply(
      kustomization('apps', { kubeConfig: { secretRef: { name: 'other' } } }),
      manager,
    );
    const object = await story.until(kustomizationRef('apps'), (each) => readyOf(each)?.status === 'False');
    expect(readyOf(object)).toMatchObject({ reason: 'UnsupportedField' });
    expect(readyOf(object)?.message).toContain('spec.kubeConfig');
    expect(await story.get(configMapRef('a'))).toBeUndefined();
  });
});
