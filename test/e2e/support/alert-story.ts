import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resources } from '@sluice/api';
import { installCrds } from '@sluice/cli';
import { parseFlags, silentLogger } from '@sluice/core';
import { type MemoryRepository, openMemoryRepository, serveRepository } from '@sluice/git';
import type { KubeClient } from '@sluice/kube';
import { createKustomizeController, kustomizeFlags } from '@sluice/kustomize-controller';
import { createNotificationController, notificationFlags } from '@sluice/notification-controller';
import { createSourceController, sourceFlags } from '@sluice/source-controller';
import { onTestFinished } from 'vitest';
import { eventually } from '../../control-plane/eventually.ts';
import { configMap, gitRepository, isReadyAt, kustomization, kustomizationRef, readyOf, untilObject } from './story.ts';

const namespace = 'flux-system';
const manager = { fieldManager: 'test' };
const quiet = ['--metrics-addr=0', '--health-addr=0'];

/** Where the story plays: a cluster, and two services that messages go to. */
export interface AlertWorld {
  readonly openClient: (userAgent: string) => KubeClient;
  /** `spec` and Secret of the Provider of each service. */
  readonly providers: Readonly<Record<'slack' | 'mail', ProviderTexts>>;
  /** Resolves once the service has a message with all of these texts. */
  has(service: 'slack' | 'mail', ...parts: readonly string[]): Promise<unknown>;
}

export interface ProviderTexts {
  readonly spec: Record<string, unknown>;
  readonly secret: Readonly<Record<string, string>>;
}

/** A commit breaks, its fix mends; another breaks, and is reverted: each is heard of at both services. */
export async function tellAlertStory(world: AlertWorld): Promise<void> {
  const client = world.openClient('test');
  await prepareCluster(client);
  for (const [name, texts] of Object.entries(world.providers)) await createAlert(client, name, texts);
  await startControllers(world.openClient, await startNotifications(world.openClient('notification-controller')));
  const name = 'kustomization/apps.flux-system';
  const both = async (slack: readonly string[], mail: readonly string[]): Promise<void> => {
    await world.has('slack', ...slack, name);
    await world.has('mail', ...mail, name);
  };

  const { commit, look } = await openRepository(client);
  await client.create(kustomization('apps'));
  await untilObject(client, kustomizationRef('apps'), isReadyAt());
  const broken = await commit('kind: ConfigMap\n  bad: indentation\n', 'break it');
  await look();
  const fault = [broken, 'apps/a.yaml', 'line 2', 'cluster'];
  await both(['"color":"danger"', ...fault], [`[error] ${name}: BuildFailed`, ...fault]);

  const fixed = await commit(configMap('a', { v: '2' }), 'mend it');
  await look();
  await untilObject(client, kustomizationRef('apps'), isReadyAt(fixed));
  const change = [fixed, 'ConfigMap/default/a configured'];
  await both(['"color":"good"', ...change], [`[info] ${name}`, ...change]);

  const again = await commit('kind: [', 'break it again');
  await look();
  await both(['"color":"danger"', again, 'apps/a.yaml'], [`[error] ${name}: BuildFailed`, again, 'apps/a.yaml']);
  await untilObject(client, kustomizationRef('apps'), (object) => readyOf(object)?.status === 'False');
  // Nothing of it changes the cluster.
  const reverted = await commit(configMap('a', { v: '2' }), 'revert');
  await look();
  const end = `Recovered from BuildFailed, applied revision: main@sha1:${reverted}`;
  await both(['"color":"good"', end], [`[info] ${name}: ReconciliationSucceeded`, end]);
}

/** Our definitions, served, and the namespace of the story. */
export async function prepareCluster(client: KubeClient): Promise<void> {
  await installCrds(client);
  // A definition that is established is served a moment later.
  await eventually(async () => {
    client.discovery.invalidate();
    for (const { type } of resources) await client.list(type);
  });
  await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, manager);
}

/** A Provider with its Secret, and an Alert of everything that it sends. */
export async function createAlert(client: KubeClient, name: string, { spec, secret }: ProviderTexts): Promise<void> {
  const create = (kind: string, body: object) =>
    client.create({
      apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
      kind,
      metadata: { name, namespace },
      spec: body,
    });
  const metadata = { name, namespace };
  await client.create({ apiVersion: 'v1', kind: 'Secret', metadata, stringData: { ...secret } });
  await create('Provider', { secretRef: { name }, ...spec });
  const eventSources = ['GitRepository', 'Kustomization'].map((kind) => ({ kind, name: '*' }));
  await create('Alert', { providerRef: { name }, eventSources, eventMetadata: { cluster: 'test' } });
}

/** A notification-controller in this process; gives the address for events. Ends with its test. */
export async function startNotifications(client: KubeClient, ...flags: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-notifications-'));
  const stop = new AbortController();
  const own = [`--spool-path=${folder}`, '--events-addr=127.0.0.1:0', '--receiverAddr=127.0.0.1:0'];
  const { values } = parseFlags(notificationFlags, [...quiet, ...own, ...flags], {});
  const controller = createNotificationController({ client, flags: values, log: silentLogger });
  const running = controller.start(stop.signal);
  onTestFinished(async () => {
    stop.abort(new Error('the test is over'));
    await running;
    await rm(folder, { recursive: true, force: true });
  });
  const { events } = await controller.listening();
  return `http://127.0.0.1:${String(events)}/`;
}

interface StoryRepository {
  readonly commit: (text: string, message: string) => Promise<string>;
  /** Asks source-controller to look at once. */
  readonly look: () => Promise<void>;
}

/** A repository with a GitRepository of it; ends with its test. */
export async function openRepository(client: KubeClient): Promise<StoryRepository> {
  const repository: MemoryRepository = openMemoryRepository({ defaultBranch: 'main' });
  const commit = (text: string, message: string): Promise<string> =>
    repository.commit({ changes: new Map([['apps/a.yaml', text]]), message });
  await commit(configMap('a', { v: '1' }), 'one');
  const server = await serveRepository(repository);
  onTestFinished(() => server.close());
  const { apiVersion, kind } = gitRepository;
  const spec = { interval: '1h', url: server.url, ref: { branch: 'main' } };
  await client.create({ apiVersion, kind, metadata: { name: 'infra', namespace }, spec });
  const look = async (): Promise<void> => {
    const annotations = { 'reconcile.fluxcd.io/requestedAt': crypto.randomUUID() };
    await client.patch(gitRepository, { metadata: { annotations } }, { type: 'merge' });
  };
  return { commit, look };
}

/** source- and kustomize-controller in this process, which post their events to that address. End with their test. */
export async function startControllers(open: AlertWorld['openClient'], eventsAddress: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-notifications-'));
  const stop = new AbortController();
  const running: Promise<void>[] = [];
  onTestFinished(async () => {
    stop.abort(new Error('the test is over'));
    await Promise.all(running);
    await rm(folder, { recursive: true, force: true });
  });
  const log = silentLogger;
  const common = [...quiet, `--events-addr=${eventsAddress}`];
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
