import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitRepository, Kustomization } from '@sluice/api';
import { installCrds } from '@sluice/cli';
import { openMemoryRepository, serveRepository } from '@sluice/git';
import { bearerToken, type KubeClient, openKubeClient } from '@sluice/kube';
import type { KubeObject, ObjectRef } from '@sluice/objects';
import { type Sandbox, startSandbox } from '@sluice/sandbox';
import { freePort } from './free-port.ts';
import { MeasuredProcess } from './measured-process.ts';

/** A sandbox and a git remote in this process, and both controllers as processes of their own. */
export interface Cluster {
  readonly sandbox: Sandbox;
  readonly client: KubeClient;
  readonly source: MeasuredProcess;
  readonly kustomize: MeasuredProcess;
  /** Where the kustomize-controller tells its metrics. */
  readonly metricsUrl: string;
  createKustomization(name: string, spec?: Record<string, unknown>): Promise<void>;
  /** Resolves with the time, of `performance.now`, at which each of these became Ready; started before they do. */
  whenReady(names: readonly string[]): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}

export const namespace = 'bench';
const deadlineMs = 120_000;

/** Starts everything; resolves once the repository of these files is an artifact. */
export async function openCluster(files: ReadonlyMap<string, string>): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  const repository = openMemoryRepository();
  await repository.commit({ files, message: 'bench' });
  const remote = await serveRepository(repository);
  const sandbox = await startSandbox();
  const connection = { server: sandbox.url, credentials: bearerToken(sandbox.token) };
  const client = openKubeClient({ connection, userAgent: 'bench' });
  await installCrds(client);
  await writeFile(join(folder, 'kubeconfig'), sandbox.kubeconfig(), { mode: 0o600 });
  const metrics = `127.0.0.1:${String(await freePort())}`;
  const common = [`--kubeconfig=${join(folder, 'kubeconfig')}`, '--health-addr=0', '--log-level=error'];
  const storage = [`--storage-path=${join(folder, 'storage')}`, '--storage-addr=127.0.0.1:0'];
  const source = new MeasuredProcess('source-controller', [...common, ...storage, '--metrics-addr=0']);
  const kustomize = new MeasuredProcess('kustomize-controller', [...common, `--metrics-addr=${metrics}`]);
  await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const spec = { interval: '1h', url: remote.url, ref: { branch: 'main' } };
  await client.create({ ...GitRepository.type, metadata: { namespace, name: 'app' }, spec });
  await whenReady(client, GitRepository.type, ['app']);
  return {
    sandbox,
    client,
    source,
    kustomize,
    metricsUrl: `http://${metrics}/metrics`,
    whenReady: (names) => whenReady(client, Kustomization.type, names),
    async createKustomization(name, extra = {}) {
      const common = { interval: '1h', prune: true, wait: true, sourceRef: { kind: 'GitRepository', name: 'app' } };
      await client.create({
        ...Kustomization.type,
        metadata: { namespace, name },
        spec: { ...common, path: `./${name}`, ...extra },
      });
    },
    async close() {
      await Promise.all([source.stop(), kustomize.stop()]);
      client.close();
      await Promise.all([remote.close(), sandbox.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function whenReady(
  client: KubeClient,
  type: Pick<ObjectRef, 'apiVersion' | 'kind'>,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const signal = AbortSignal.timeout(deadlineMs);
  const left = new Set(names);
  const times = new Map<string, number>();
  const note = (object: KubeObject): void => {
    const { name = '' } = object.metadata;
    if (left.has(name) && isReady(object) && left.delete(name)) times.set(name, performance.now());
  };
  const { items, resourceVersion } = await client.list(type, { namespace, signal });
  items.forEach(note);
  if (left.size === 0) return times;
  for await (const event of client.watch(type, { namespace, resourceVersion, signal })) {
    if (event.type !== 'BOOKMARK') note(event.object);
    if (left.size === 0) return times;
  }
  throw new Error(`not Ready: ${[...left].join(' ')}`);
}

function isReady({ metadata, status }: KubeObject & { status?: unknown }): boolean {
  const { conditions = [] } = (status ?? {}) as { conditions?: readonly Condition[] };
  const ready = conditions.find(({ type }) => type === 'Ready');
  return ready?.status === 'True' && ready.observedGeneration === metadata.generation;
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly observedGeneration?: number;
}
