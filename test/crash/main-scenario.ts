import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskFileSystem } from '@sluice/artifact';
import { installCrds } from '@sluice/cli';
import { parseFlags, silentLogger, systemClock } from '@sluice/core';
import { type CallTrace, type CrashScenario, traceClock, traceKubeClient, tracePort } from '@sluice/core/testing';
import { type GitServer, type MemoryRepository, openMemoryRepository, serveRepository } from '@sluice/git';
import { bearerToken, type KubeClient, openKubeClient } from '@sluice/kube';
import { createKustomizeController, kustomizeFlags } from '@sluice/kustomize-controller';
import { type AuditRecord, type Sandbox, startSandbox } from '@sluice/sandbox';
import { createSourceController, sourceFlags } from '@sluice/source-controller';
import {
  configMap,
  gitRepository,
  isReadyAt,
  kustomization,
  kustomizationRef,
  readyOf,
  untilObject,
} from '../e2e/support/story.ts';
import { eventually } from '../control-plane/eventually.ts';

/** What survives a crash: the API server, the disk, the remote. */
export interface World {
  readonly sandbox: Sandbox;
  readonly server: GitServer;
  readonly repository: MemoryRepository;
  readonly folder: string;
  /** Where artifacts are served, over all lives. */
  readonly address: string;
  /** The test's own hand. */
  readonly client: KubeClient;
}

const manager = { fieldManager: 'test' };

/** Create, change and prune, fail and mend, and delete, with a dependency between two Kustomizations. */
export const mainScenario: CrashScenario<World> = {
  open: openWorld,
  start: startControllers,
  drive,
  check,
  async close(world) {
    world.client.close();
    await Promise.all([world.sandbox.close(), world.server.close()]);
    await rm(world.folder, { recursive: true, force: true });
  },
};

async function openWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-crash-'));
  await mkdir(join(folder, 'storage'));
  const sandbox = await startSandbox({ workloads: false });
  const repository = openMemoryRepository({ defaultBranch: 'main' });
  await repository.commit({
    message: 'one',
    files: new Map([
      ['base/a.yaml', configMap('base', { v: '1' })],
      ['apps/a.yaml', configMap('a', { v: '1' })],
      ['apps/b.yaml', configMap('b', { v: '1' })],
    ]),
  });
  const server = await serveRepository(repository);
  const client = connect(sandbox, 'test');
  await installCrds(client);
  await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } }, manager);
  await client.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'theirs', namespace: 'default' },
    data: { v: 'theirs' },
  });
  return { sandbox, server, repository, folder, address: `127.0.0.1:${String(await freePort())}`, client };
}

function connect(sandbox: Sandbox, userAgent: string): KubeClient {
  return openKubeClient({ connection: { server: sandbox.url, credentials: bearerToken(sandbox.token) }, userAgent });
}

function startControllers(world: World, trace: CallTrace): Promise<{ stop(): Promise<void> }> {
  const clients = [
    connect(world.sandbox, 'source-controller'),
    connect(world.sandbox, 'kustomize-controller'),
  ] as const;
  const quiet = ['--metrics-addr=0', '--health-addr=0', '--min-retry-delay=20ms'];
  const storage = [
    `--storage-path=${join(world.folder, 'storage')}`,
    `--storage-addr=${world.address}`,
    `--storage-adv-addr=${world.address}`,
  ];
  const clock = traceClock(systemClock, trace);
  const source = createSourceController({
    client: traceKubeClient(clients[0], trace),
    flags: parseFlags(sourceFlags, [...quiet, ...storage], {}).values,
    log: silentLogger,
    clock,
    files: tracePort(diskFileSystem, 'fs', trace),
  });
  const kustomize = createKustomizeController({
    client: traceKubeClient(clients[1], trace),
    flags: parseFlags(kustomizeFlags, quiet, {}).values,
    log: silentLogger,
    clock,
  });
  const stopping = new AbortController();
  const running = [source, kustomize].map((controller) => controller.start(stopping.signal).catch(() => undefined));
  return Promise.resolve({
    stop: async () => {
      stopping.abort(new Error('stopped'));
      await Promise.all(running);
      for (const client of clients) client.close();
    },
  });
}

async function drive(world: World): Promise<void> {
  const { client } = world;
  const { apiVersion, kind } = gitRepository;
  const metadata = { name: gitRepository.name, namespace: gitRepository.namespace ?? '' };
  await client.apply(
    { apiVersion, kind, metadata, spec: { interval: '1h', url: world.server.url, ref: { branch: 'main' } } },
    manager,
  );
  await client.apply(kustomization('apps', { retryInterval: '100ms', dependsOn: [{ name: 'base' }] }), manager);
  await client.apply(kustomization('base', { retryInterval: '100ms' }), manager);
  await untilObject(client, kustomizationRef('apps'), isReadyAt());
  const changed = await push(world, {
    'apps/a.yaml': configMap('a', { v: '2' }),
    'apps/b.yaml': undefined,
    'apps/c.yaml': configMap('c', { v: '2' }),
  });
  await untilObject(client, kustomizationRef('apps'), isReadyAt(changed));
  await untilObject(client, kustomizationRef('base'), isReadyAt(changed));
  await push(world, { 'apps/kustomization.yaml': 'resources: [missing.yaml]\n' });
  await untilObject(client, kustomizationRef('apps'), (object) => readyOf(object)?.reason === 'BuildFailed');
  const mended = await push(world, { 'apps/kustomization.yaml': undefined });
  await untilObject(client, kustomizationRef('apps'), isReadyAt(mended));
  await client.delete(kustomizationRef('base'));
  await untilObject(client, kustomizationRef('base'), (object) => object === undefined);
}

async function push(world: World, changes: Record<string, string | undefined>): Promise<string> {
  const commit = await world.repository.commit({ message: 'change', changes: new Map(Object.entries(changes)) });
  const annotations = { 'reconcile.fluxcd.io/requestedAt': String(performance.now()) };
  await world.client.patch(gitRepository, { metadata: { annotations } }, { type: 'merge' });
  return commit;
}

/** The invariants of a world at rest. */
async function check(world: World): Promise<void> {
  const { client } = world;
  const { items } = await client.list({ apiVersion: 'v1', kind: 'ConfigMap' }, { namespace: 'default' });
  const values = Object.fromEntries(
    items.map((object) => [object.metadata.name ?? '', (object['data'] as Record<string, string>)['v']]),
  );
  delete values['kube-root-ca.crt'];
  same('the cluster holds what git asks for', values, { a: '2', c: '2', theirs: 'theirs' });
  const { inventory } = (await client.get(kustomizationRef('apps')))['status'] as {
    inventory: { entries: { id: string }[] };
  };
  same('the inventory knows what is ours', inventory.entries.map((entry) => entry.id).toSorted(), [
    'default_a__ConfigMap',
    'default_c__ConfigMap',
  ]);
  const writes = world.sandbox.audit.filter(isControllerWrite);
  same(
    'nothing of others is touched',
    writes.filter((record) => record.name === 'theirs'),
    [],
  );
  same(
    'nothing wanted is deleted',
    writes.filter((record) => record.verb === 'delete' && ['a', 'c'].includes(record.name)),
    [],
  );
  // a program that was revived in the last moment may not listen yet
  await eventually(() => checkArtifact(client));
}

async function checkArtifact(client: KubeClient): Promise<void> {
  const { artifact } = (await client.get(gitRepository))['status'] as { artifact: { url: string; digest: string } };
  const answer = await fetch(artifact.url);
  const bytes = Buffer.from(await answer.arrayBuffer());
  same(
    'the artifact is served as the status says',
    [answer.status, `sha256:${createHash('sha256').update(bytes).digest('hex')}`],
    [200, artifact.digest],
  );
}

function isControllerWrite(record: AuditRecord): boolean {
  return (
    record.resource === 'configmaps' &&
    record.userAgent === 'kustomize-controller' &&
    !record.dryRun &&
    record.status < 300 &&
    !['get', 'list', 'watch'].includes(record.verb)
  );
}

function same(what: string, found: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
}

/** A port that was free a moment ago: artifact URLs must stay the same over a restart. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
