import { hostname } from 'node:os';
import { bearerToken, openKubeClient } from '@sluice/kube';
import { startSandbox } from '@sluice/sandbox';
import { expect, it, onTestFinished } from 'vitest';
import { openRepository, prepareCluster, startControllers } from './support/alert-story.ts';
import { recordPosts } from './support/recorders.ts';
import {
  configMap,
  gitRepository,
  isReadyAt,
  kustomization,
  kustomizationRef,
  readyOf,
  untilObject,
} from './support/story.ts';

interface PostedEvent {
  readonly involvedObject: Record<string, string>;
  readonly severity: string;
  readonly timestamp: string;
  readonly message: string;
  readonly reason: string;
  readonly metadata: Record<string, string>;
  readonly reportingController: string;
  readonly reportingInstance: string;
}

it('both controllers post events in upstream’s form, with the object’s annotations for events and no others', async () => {
  const [sandbox, receiver] = await Promise.all([startSandbox(), recordPosts()]);
  onTestFinished(() => sandbox.close());
  const openClient = (userAgent: string) => {
    const connection = { server: sandbox.url, credentials: bearerToken(sandbox.token) };
    const opened = openKubeClient({ connection, userAgent });
    onTestFinished(() => {
      opened.close();
    });
    return opened;
  };
  const client = openClient('test');
  await prepareCluster(client);
  await startControllers(openClient, `http://127.0.0.1:${String(receiver.port)}/`);
  const { commit, look } = await openRepository(client);
  const annotations = { 'event.toolkit.fluxcd.io/image': 'app:v2', 'example.test/secret': 'stays here' };
  await client.create({ ...kustomization('apps'), metadata: { namespace: 'flux-system', name: 'apps', annotations } });
  await untilObject(client, kustomizationRef('apps'), isReadyAt());
  const broken = await commit('kind: [', 'break it');
  await look();
  await untilObject(client, kustomizationRef('apps'), (object) => readyOf(object)?.status === 'False');
  const mended = await commit(configMap('a', { v: '1' }), 'revert');
  await look();
  await receiver.has('Recovered from BuildFailed', mended);
  await receiver.has('Reconciliation finished', mended);

  const posted = receiver.received.map((text) => JSON.parse(text) as PostedEvent);
  for (const { involvedObject, metadata, timestamp, reportingInstance } of posted) {
    expect(involvedObject).toMatchObject({ namespace: 'flux-system', uid: expect.any(String) as string });
    expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(reportingInstance).toBe(hostname());
    const [group = ''] = involvedObject['apiVersion']?.split('/') ?? [];
    const keys = Object.keys(metadata);
    expect(keys.filter((key) => !key.startsWith(`${group}/`) && !key.startsWith('event.toolkit.fluxcd.io/'))).toEqual(
      [],
    );
  }
  const find = (reason: string, commitId: string): PostedEvent | undefined =>
    posted.find((event) => event.reason === reason && JSON.stringify(event.metadata).includes(commitId));
  const source = { reportingController: 'source-controller', severity: 'info' };
  expect(find('NewArtifact', broken)).toMatchObject({
    ...source,
    involvedObject: { apiVersion: gitRepository.apiVersion, kind: 'GitRepository', name: 'infra' },
    message: "stored artifact for commit 'break it'",
    metadata: {
      'source.toolkit.fluxcd.io/revision': `main@sha1:${broken}`,
      'source.toolkit.fluxcd.io/digest': expect.stringMatching(/^sha256:/) as string,
    },
  });
  const group = 'kustomize.toolkit.fluxcd.io';
  const kustomize = {
    reportingController: 'kustomize-controller',
    involvedObject: { kind: 'Kustomization', name: 'apps' },
  };
  const common = { [`${group}/revision`]: `main@sha1:${broken}`, 'event.toolkit.fluxcd.io/image': 'app:v2' };
  expect(find('BuildFailed', broken)).toMatchObject({ ...kustomize, severity: 'error', metadata: common });
  const finished = posted.find(
    ({ message, metadata }) =>
      message.startsWith('Reconciliation finished') && metadata[`${group}/revision`] === `main@sha1:${mended}`,
  );
  expect(finished).toMatchObject({
    ...kustomize,
    severity: 'info',
    metadata: { [`${group}/commit_status`]: 'update' },
  });
  expect(receiver.received.join()).not.toContain('stays here');
});
