import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCrds } from '@sluice/cli';
import { type GitServer, type MemoryRepository, openMemoryRepository, serveRepository } from '@sluice/git';
import { bearerToken, type KubeClient, openKubeClient } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';
import { type AuditRecord, type Sandbox, startSandbox } from '@sluice/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ControllerProcess } from './support/controller-process.ts';
import { configMap, gitRepository, isReadyAt, kustomization, kustomizationRef, untilObject } from './support/story.ts';

/** One step of the story: what is committed, and what the cluster holds then. */
interface Step {
  readonly name: string;
  readonly changes: Record<string, string | undefined>;
  /** ConfigMaps by name and value. */
  readonly expected: Record<string, string>;
}

const steps: readonly Step[] = [
  {
    name: 'create',
    changes: { 'apps/a.yaml': configMap('a', { v: '1' }), 'apps/b.yaml': configMap('b', { v: '1' }) },
    expected: { a: '1', b: '1' },
  },
  {
    name: 'change',
    changes: { 'apps/a.yaml': configMap('a', { v: '2' }), 'apps/c.yaml': configMap('c', { v: '2' }) },
    expected: { a: '2', b: '1', c: '2' },
  },
  { name: 'prune', changes: { 'apps/b.yaml': undefined }, expected: { a: '2', c: '2' } },
  { name: 'break and mend', changes: { 'apps/c.yaml': configMap('c', { v: '3' }) }, expected: { a: '2', c: '3' } },
];

/** Where in a step the victim dies: at its first request after the commit, or at its first write. */
const moments = ['first request', 'first write'] as const;
const victims = ['source-controller', 'kustomize-controller'] as const;

let folder: string;
let sandbox: Sandbox;
let server: GitServer;
let repository: MemoryRepository;
let client: KubeClient;
let controllers: Record<(typeof victims)[number], ControllerProcess>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-processes-'));
  sandbox = await startSandbox();
  repository = openMemoryRepository({ defaultBranch: 'main' });
  await repository.commit({
    message: 'empty',
    changes: new Map([
      ['apps/kustomization.yaml', undefined],
      ['README.md', 'x'],
    ]),
  });
  server = await serveRepository(repository);
  client = openKubeClient({
    connection: { server: sandbox.url, credentials: bearerToken(sandbox.token) },
    userAgent: 'test',
  });
  await installCrds(client);
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, sandbox.kubeconfig(), { mode: 0o600 });
  const common = [`--kubeconfig=${kubeconfig}`, '--metrics-addr=0', '--health-addr=0', '--events-addr='];
  const storage = `127.0.0.1:${String(await freePort())}`;
  controllers = {
    'source-controller': new ControllerProcess('source-controller', [
      ...common,
      `--storage-path=${folder}`,
      `--storage-addr=${storage}`,
      `--storage-adv-addr=${storage}`,
    ]),
    'kustomize-controller': new ControllerProcess('kustomize-controller', common),
  };
  for (const controller of Object.values(controllers)) controller.start();
  await client.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } },
    { fieldManager: 'test' },
  );
  await client.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'theirs', namespace: 'default' },
    data: { v: 'theirs' },
  });
});

afterAll(async () => {
  await Promise.all(Object.values(controllers).map((controller) => controller.kill()));
  client.close();
  await Promise.all([sandbox.close(), server.close()]);
  await rm(folder, { recursive: true, force: true });
});

describe.each(moments)('two processes, one of them killed at its %s of a step', (moment) => {
  describe.each(victims)('%s', (victim) => {
    it('survive every step of the story', { timeout: 60_000 }, async () => {
      await beginStory();
      for (const step of steps) await survive(step, victim, moment);
      await endStory();
    });
  });
});

async function beginStory(): Promise<void> {
  const commit = await repository.commit({
    message: 'begin',
    files: new Map([['apps/z.yaml', configMap('z', { v: '0' })]]),
  });
  await client.apply(
    {
      apiVersion: gitRepository.apiVersion,
      kind: gitRepository.kind,
      metadata: { name: 'infra', namespace: 'flux-system' },
      spec: { interval: '1h', url: server.url, ref: { branch: 'main' } },
    },
    { fieldManager: 'test', force: true },
  );
  await request();
  await client.apply(kustomization('apps', { retryInterval: '1s' }), { fieldManager: 'test' });
  await until(kustomizationRef('apps'), isReadyAt(commit));
}

async function endStory(): Promise<void> {
  await client.delete(kustomizationRef('apps'));
  await until(kustomizationRef('apps'), (object) => object === undefined);
}

async function survive(step: Step, victim: (typeof victims)[number], moment: (typeof moments)[number]): Promise<void> {
  const begun = sandbox.audit.length;
  const doomed = killAt(victim, moment);
  const commit = await repository.commit({ message: step.name, changes: new Map(Object.entries(step.changes)) });
  await request();
  await doomed;
  controllers[victim].start();
  await controllers[victim].started;
  await until(kustomizationRef('apps'), isReadyAt(commit));
  const records = sandbox.audit.slice(begun);
  await checkCluster(step);
  await checkInventory();
  await checkArtifact();
  checkWrites(records, step);
}

/** Resolves once the victim was killed at the moment. */
async function killAt(victim: (typeof victims)[number], moment: (typeof moments)[number]): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = sandbox.onRequest((record) => {
      const isMoment = moment === 'first request' || isWrite(record);
      if (!record.userAgent.startsWith(victim) || record.resource === 'leases' || record.verb === 'watch' || !isMoment)
        return;
      end();
      resolve();
    });
  });
  await controllers[victim].kill();
}

async function checkCluster(step: Step): Promise<void> {
  const { items } = await client.list({ apiVersion: 'v1', kind: 'ConfigMap' }, { namespace: 'default' });
  const found = Object.fromEntries(items.filter((object) => /^[a-c]$/.test(object.metadata.name ?? '')).map(valueOf));
  expect(found).toEqual(step.expected);
  expect(Object.fromEntries(items.map(valueOf))).toMatchObject({ theirs: 'theirs', z: '0' });
}

function valueOf(object: KubeObject): [string, string | undefined] {
  return [object.metadata.name ?? '', (object['data'] as Record<string, string> | undefined)?.['v']];
}

/** Nothing in the cluster is ours that the inventory does not know. */
async function checkInventory(): Promise<void> {
  const object = await client.get(kustomizationRef('apps'));
  const status = object['status'] as { inventory: { entries: { id: string }[] } };
  const { items } = await client.list(
    { apiVersion: 'v1', kind: 'ConfigMap' },
    { labelSelector: 'kustomize.toolkit.fluxcd.io/name=apps' },
  );
  const known = status.inventory.entries.map((entry) => entry.id);
  expect(known.toSorted()).toEqual(
    items.map(({ metadata }) => `${metadata.namespace ?? ''}_${metadata.name ?? ''}__ConfigMap`).toSorted(),
  );
}

/** The artifact in the status is served, with the digest that it says. */
async function checkArtifact(): Promise<void> {
  const object = await client.get(gitRepository);
  const { artifact } = object['status'] as { artifact: { url: string; digest: string } };
  const answer = await fetch(artifact.url);
  expect(answer.status).toBe(200);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(artifact.digest);
}

/** No wanted object is deleted, none that is not ours is touched, and each is written once but for a request in flight. */
function checkWrites(records: readonly AuditRecord[], step: Step): void {
  const writes = records.filter(
    (record) =>
      record.resource === 'configmaps' && isWrite(record) && record.userAgent.startsWith('kustomize-controller'),
  );
  expect(writes.filter((record) => record.name === 'theirs')).toEqual([]);
  expect(writes.filter((record) => record.verb === 'delete').map((record) => record.name)).toSatisfy(
    (names: string[]) => names.every((name) => !(name in step.expected)),
  );
  const counts = Map.groupBy(writes, (record) => record.name);
  const repeated = [...counts.values()].filter((each) => each.length > 1);
  expect(repeated.flat().length - repeated.length).toBeLessThanOrEqual(1);
}

function isWrite(record: AuditRecord): boolean {
  return (
    ['create', 'update', 'patch', 'apply', 'delete'].includes(record.verb) && !record.dryRun && record.status < 300
  );
}

async function request(): Promise<void> {
  const annotations = { 'reconcile.fluxcd.io/requestedAt': String(performance.now()) };
  await client.patch(gitRepository, { metadata: { annotations } }, { type: 'merge' });
}

function until(
  ...args: [Parameters<typeof untilObject>[1], Parameters<typeof untilObject>[2]]
): Promise<KubeObject | undefined> {
  return untilObject(client, ...args).catch((error: unknown) => {
    throw new Error(
      `${String(error)}\n${Object.values(controllers)
        .map((controller) => `${controller.name}:\n${controller.log}`)
        .join('\n')}`,
    );
  });
}

/** A port that was free a moment ago: artifact URLs must stay the same over a restart. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
