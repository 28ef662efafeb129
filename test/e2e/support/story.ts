import { type Environment, openEnvironment } from '@sluice/cli';
import { type FileContent, type MemoryRepository, openMemoryRepository } from '@sluice/git';
import { isNotFound, type KubeClient } from '@sluice/kube';
import type { KubeObject, ObjectRef } from '@sluice/objects';
import { onTestFinished } from 'vitest';
import { type CommandResult, runSluice } from './run-sluice.ts';

/** A repository, a cluster in memory and the controllers on it, in this process, over real HTTP. Closed with its test. */
export interface Story {
  readonly environment: Environment;
  readonly repository: MemoryRepository;
  /** Runs one command line of `sluice` against the cluster. */
  sluice(...args: string[]): Promise<CommandResult>;
  /** The first state of an object that is as expected; `undefined` stands for a missing one. Rejects after 15 s. */
  until(ref: ObjectRef, isExpected: (object: KubeObject | undefined) => boolean): Promise<KubeObject | undefined>;
  get(ref: ObjectRef): Promise<KubeObject | undefined>;
  /** Commits changes and asks every source to look. Gives the commit. */
  push(changes: Record<string, FileContent | undefined>): Promise<string>;
}

const namespace = 'flux-system';
const deadlineMs = 15_000;
const author = { name: 'Test', email: 'test@example.test', dateMs: Date.UTC(2026, 0, 1) };

export async function openStory(files: Record<string, FileContent>): Promise<Story> {
  const repository = openMemoryRepository({ defaultBranch: 'main' });
  await repository.commit({ files: new Map(Object.entries(files)), message: 'one', author });
  const ending = new AbortController();
  const environment = await openEnvironment({
    port: 0,
    lenientKinds: false,
    repositories: [{ repository, urls: [], branches: [] }],
    signal: ending.signal,
  });
  onTestFinished(async () => {
    await environment.close();
  });
  const story: Story = {
    environment,
    repository,
    sluice: (...args) => runSluice(['--kubeconfig', environment.kubeconfig, ...args]),
    until: (ref, isExpected) => untilObject(environment.client, ref, isExpected),
    get: (ref) => getOrUndefined(environment, ref),
    async push(changes) {
      const commit = await repository.commit({ changes: new Map(Object.entries(changes)), message: 'change', author });
      await requestSource(environment);
      return commit;
    },
  };
  await environment.client.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { fieldManager: 'test' },
  );
  await environment.client.apply(
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: 'infra', namespace },
      spec: { interval: '1h', url: environment.repositoryUrls[0], ref: { branch: 'main' } },
    },
    { fieldManager: 'test' },
  );
  await story.until(gitRepository, isReadyAt());
  return story;
}

/** A Kustomization of the story's repository; long intervals, so that nothing happens by chance. */
export function kustomization(name: string, spec: Record<string, unknown> = {}): KubeObject {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace },
    spec: {
      interval: '1h',
      prune: true,
      path: `./${name}`,
      sourceRef: { kind: 'GitRepository', name: 'infra' },
      ...spec,
    },
  };
}

export const gitRepository: ObjectRef = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
  namespace,
  name: 'infra',
};

export function kustomizationRef(name: string): ObjectRef {
  return { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace, name };
}

export function configMapRef(name: string): ObjectRef {
  return { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name };
}

export function configMap(name: string, data: Record<string, string> = {}): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data });
}

/** Ready=True for the object's generation, at a commit where one is given. */
export function isReadyAt(commit?: string): (object: KubeObject | undefined) => boolean {
  return (object) => {
    const status = object?.['status'] as Status | undefined;
    const ready = readyOf(object);
    const isCurrent = ready?.status === 'True' && ready.observedGeneration === object?.metadata.generation;
    return isCurrent && (commit === undefined || status?.lastAppliedRevision?.endsWith(commit) === true);
  };
}

export function readyOf(object: KubeObject | undefined): Condition | undefined {
  return (object?.['status'] as Status | undefined)?.conditions?.find((condition) => condition.type === 'Ready');
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
}

interface Status {
  readonly conditions?: readonly Condition[];
  readonly lastAppliedRevision?: string;
}

async function requestSource({ client }: Environment): Promise<void> {
  const annotations = { 'reconcile.fluxcd.io/requestedAt': String(performance.now()) };
  await client.patch(gitRepository, { metadata: { annotations } }, { type: 'merge' });
}

/** The first state of an object that is as expected; `undefined` stands for a missing one. Rejects after 15 s. */
export async function untilObject(
  client: KubeClient,
  ref: ObjectRef,
  isExpected: (object: KubeObject | undefined) => boolean,
): Promise<KubeObject | undefined> {
  const signal = AbortSignal.timeout(deadlineMs);
  const selection = { namespace: ref.namespace, fieldSelector: `metadata.name=${ref.name}`, signal };
  const list = await client.list(ref, selection);
  let last = list.items[0];
  if (isExpected(last)) return last;
  try {
    for await (const event of client.watch(ref, { ...selection, resourceVersion: list.resourceVersion })) {
      if (event.type === 'BOOKMARK') continue;
      last = event.type === 'DELETED' ? undefined : event.object;
      if (isExpected(last)) return last;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  throw new Error(
    `${ref.kind}/${ref.name} did not come to the expected state; it is ${JSON.stringify(last?.['status'] ?? last)}`,
  );
}

async function getOrUndefined({ client }: Environment, ref: ObjectRef): Promise<KubeObject | undefined> {
  try {
    return await client.get(ref);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
