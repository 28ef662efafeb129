import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCrds } from '@sluice/cli';
import { parseFlags, silentLogger } from '@sluice/core';
import { openMemoryRepository, serveRepository } from '@sluice/git';
import { bearerToken, openKubeClient, type KubeClient } from '@sluice/kube';
import { createKustomizeController, kustomizeFlags } from '@sluice/kustomize-controller';
import { createNotificationController, notificationFlags } from '@sluice/notification-controller';
import { startSandbox } from '@sluice/sandbox';
import { createSourceController, sourceFlags } from '@sluice/source-controller';
import { expect, it, onTestFinished } from 'vitest';
import { recordMails, recordPosts } from './support/recorders.ts';
import { configMap, gitRepository, isReadyAt, kustomization, kustomizationRef, untilObject } from './support/story.ts';

const namespace = 'flux-system';
const manager = { fieldManager: 'test' };
const quiet = ['--metrics-addr=0', '--health-addr=0'];

async function openCluster(): Promise<{ readonly client: KubeClient; readonly open: (name: string) => KubeClient }> {
  const sandbox = await startSandbox();
  const connection = { server: sandbox.url, credentials: bearerToken(sandbox.token) };
  const open = (userAgent: string): KubeClient => openKubeClient({ connection, userAgent });
  const client = open('test');
  onTestFinished(async () => {
    client.close();
    await sandbox.close();
  });
  await installCrds(client);
  await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, manager);
  return { client, open };
}

/** Starts the three controllers as one installation has them: the others post their events to the third. */
async function startControllers(open: (name: string) => KubeClient): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-notifications-'));
  const stop = new AbortController();
  const running: Promise<void>[] = [];
  onTestFinished(async () => {
    stop.abort(new Error('the test is over'));
    await Promise.all(running);
    await rm(folder, { recursive: true, force: true });
  });
  const log = silentLogger;
  const own = [`--spool-path=${folder}`, '--events-addr=127.0.0.1:0', '--receiverAddr=127.0.0.1:0'];
  const notification = createNotificationController({
    client: open('notification-controller'),
    flags: parseFlags(notificationFlags, [...quiet, ...own], {}).values,
    log,
  });
  running.push(notification.start(stop.signal));
  const { events } = await notification.listening();
  const common = [...quiet, `--events-addr=http://127.0.0.1:${String(events)}/`];
  const storage = [`--storage-path=${folder}`, '--storage-addr=127.0.0.1:0'];
  const source = createSourceController({
    client: open('source-controller'),
    flags: parseFlags(sourceFlags, [...common, ...storage], {}).values,
    log,
  });
  const kustomize = createKustomizeController({
    client: open('kustomize-controller'),
    flags: parseFlags(kustomizeFlags, common, {}).values,
    log,
  });
  running.push(source.start(stop.signal), kustomize.start(stop.signal));
}

async function configure(client: KubeClient, ports: { readonly slack: number; readonly mail: number }): Promise<void> {
  const notification = (kind: string, name: string, spec: object) =>
    client.create({
      apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
      kind,
      metadata: { name, namespace },
      spec,
    });
  await client.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'mail', namespace },
    stringData: { from: 'sluice@example.test' },
  });
  await notification('Provider', 'slack', {
    type: 'slack',
    channel: 'alerts',
    address: `http://127.0.0.1:${String(ports.slack)}/services/T0/B0/X`,
  });
  await notification('Provider', 'mail', {
    type: 'email',
    channel: 'ops@example.test',
    address: `smtp://127.0.0.1:${String(ports.mail)}?starttls=never`,
    secretRef: { name: 'mail' },
  });
  for (const name of ['slack', 'mail']) {
    const eventSources = ['GitRepository', 'Kustomization'].map((kind) => ({ kind, name: '*' }));
    await notification('Alert', name, { providerRef: { name }, eventSources, eventMetadata: { cluster: 'test' } });
  }
}

it('a broken commit brings a Slack message and an e-mail that say where it is broken; its fix brings others', async () => {
  const { client, open } = await openCluster();
  const [slack, mail] = await Promise.all([recordPosts(), recordMails()]);
  await configure(client, { slack: slack.port, mail: mail.port });
  await startControllers(open);
  const repository = openMemoryRepository({ defaultBranch: 'main' });
  const commit = (text: string, message: string): Promise<string> =>
    repository.commit({ changes: new Map([['apps/a.yaml', text]]), message });
  await commit(configMap('a', { v: '1' }), 'one');
  const server = await serveRepository(repository);
  onTestFinished(() => server.close());
  const { apiVersion, kind } = gitRepository;
  const spec = { interval: '1h', url: server.url, ref: { branch: 'main' } };
  await client.create({ apiVersion, kind, metadata: { name: 'infra', namespace }, spec });
  await client.create(kustomization('apps'));
  await untilObject(client, kustomizationRef('apps'), isReadyAt());

  const look = async (): Promise<void> => {
    const annotations = { 'reconcile.fluxcd.io/requestedAt': crypto.randomUUID() };
    await client.patch(gitRepository, { metadata: { annotations } }, { type: 'merge' });
  };
  const broken = await commit('kind: ConfigMap\n  bad: indentation\n', 'break it');
  await look();
  const name = 'kustomization/apps.flux-system';
  const message = await slack.has('"color":"danger"', name, broken, 'apps/a.yaml');
  expect(message).toContain('"title":"cluster"');
  await mail.has(`[error] ${name}: BuildFailed`, broken, 'apps/a.yaml');

  const fixed = await commit(configMap('a', { v: '2' }), 'mend it');
  await look();
  await untilObject(client, kustomizationRef('apps'), isReadyAt(fixed));
  await slack.has('"color":"good"', name, fixed, 'ConfigMap/default/a configured');
  await mail.has(`[info] ${name}`, fixed, 'ConfigMap/default/a configured');
});
