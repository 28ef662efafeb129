import { customResourceDefinition, GitRepository, Kustomization, resources } from '@sluice/api';
import { createLogger, parseFlags, silentLogger } from '@sluice/core';
import { bearerToken, type Connection, isNotFound, type KubeClient, openKubeClient } from '@sluice/kube';
import type { JsonValue, KubeObject, ObjectRef, TypeRef } from '@sluice/objects';
import { type AuditRecord, type Sandbox, startSandbox } from '@sluice/sandbox';
import { kustomizeFlags } from '../flags.ts';
import { createKustomizeController, type KustomizeControllerOptions } from '../kustomize-controller.ts';
import { ArtifactHost, type HostedArtifact } from './artifact-host.ts';

const deadlineMs = 10_000;
const userAgent = 'kustomize-controller';

/** A sandbox with our kinds, a host of artifacts, and kustomize-controllers on it, all over real HTTP. */
export class TestBench {
  readonly sandbox: Sandbox;
  readonly client: KubeClient;
  readonly artifacts: ArtifactHost;
  readonly #connection: Connection;
  readonly #stops: (() => Promise<void>)[] = [];

  private constructor(sandbox: Sandbox, artifacts: ArtifactHost) {
    this.sandbox = sandbox;
    this.artifacts = artifacts;
    this.#connection = { server: sandbox.url, credentials: bearerToken(sandbox.token) };
    this.client = openKubeClient({ connection: this.#connection, userAgent: 'test' });
  }

  static async open(): Promise<TestBench> {
    const bench = new TestBench(await startSandbox(), await ArtifactHost.open());
    for (const resource of resources) await bench.client.create(customResourceDefinition(resource));
    bench.client.discovery.invalidate();
    return bench;
  }

  /** Starts a controller; gives what stops it. */
  startController(options: Partial<KustomizeControllerOptions> = {}, ...flags: string[]): () => Promise<void> {
    const client = openKubeClient({ connection: this.#connection, userAgent });
    const { values } = parseFlags(kustomizeFlags, ['--metrics-addr=0', '--health-addr=0', ...flags], {});
    const controller = createKustomizeController({
      client,
      flags: values,
      log:
        process.env['SLUICE_TEST_LOG'] === undefined
          ? silentLogger
          : createLogger({ level: 'debug', encoding: 'console' }),
      ...options,
    });
    const controlled = new AbortController();
    const running = controller.start(controlled.signal);
    running.catch(() => undefined);
    const stop = async (): Promise<void> => {
      controlled.abort(new Error('stopped'));
      await running.catch((error: unknown) => {
        if (!controlled.signal.aborted) throw error;
      });
      client.close();
    };
    this.#stops.push(stop);
    return stop;
  }

  /** Makes a source, or gives it a new artifact with these files. */
  async putSource(name: string, revision: string, files: Readonly<Record<string, string>>): Promise<HostedArtifact> {
    const artifact = await this.artifacts.put(revision, files);
    const ref = { ...GitRepository.type, namespace: 'default', name };
    try {
      await this.client.get(ref);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      const metadata = { namespace: 'default', name };
      await this.client.create({
        ...GitRepository.type,
        metadata,
        spec: { interval: '1h', url: 'https://example.test/x' },
      });
    }
    const status = { artifact: { ...artifact }, observedGeneration: 1 };
    await this.client.patch(ref, { status }, { type: 'merge', subresource: 'status' });
    return artifact;
  }

  /** Makes a Kustomization of the source `app`, path `./apps`, prune. */
  createKustomization(
    name: string,
    spec: Record<string, unknown> = {},
    metadata: Record<string, unknown> = {},
  ): Promise<KubeObject> {
    return this.client.create({
      ...Kustomization.type,
      metadata: { namespace: 'default', name, ...metadata },
      spec: { interval: '1h', prune: true, path: './apps', sourceRef: { kind: 'GitRepository', name: 'app' }, ...spec },
    });
  }

  async merge(ref: ObjectRef, patch: Record<string, JsonValue>): Promise<void> {
    await this.client.patch(ref, patch, { type: 'merge', fieldManager: 'somebody' });
  }

  /** Resolves with the Kustomization once the condition holds; rejects with its state after ten seconds. */
  until(name: string, condition: (object: Kustomization) => boolean): Promise<Kustomization> {
    return this.untilObject<Kustomization>(
      { ...Kustomization.type, namespace: 'default', name },
      (object) => object !== undefined && condition(object),
    ) as Promise<Kustomization>;
  }

  /** The same for any object; `undefined` stands for one that is not there. */
  async untilObject<T extends KubeObject>(
    ref: ObjectRef,
    condition: (object: T | undefined) => boolean,
  ): Promise<T | undefined> {
    const { apiVersion, kind, namespace, name } = ref;
    const type: TypeRef = { apiVersion, kind };
    const { items, resourceVersion } = await this.client.list<T>(type, { namespace });
    let last = items.find(({ metadata }) => metadata.name === name);
    if (condition(last)) return last;
    const signal = AbortSignal.timeout(deadlineMs);
    try {
      for await (const event of this.client.watch<T>(type, { namespace, resourceVersion, signal })) {
        if (event.type === 'BOOKMARK' || event.object.metadata.name !== name) continue;
        last = event.type === 'DELETED' ? undefined : event.object;
        if (condition(last)) return last;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    throw new Error(`the condition did not come true for ${kind}/${name}: ${JSON.stringify(last, null, 2)}`);
  }

  /** Events of a Kustomization as `reason: message`, oldest first; waits until there is one that `wanted` accepts. */
  async events(name: string, wanted: (text: string) => boolean): Promise<readonly string[]> {
    const type = { apiVersion: 'v1', kind: 'Event' };
    const { items, resourceVersion } = await this.client.list(type, { namespace: 'default' });
    const texts = items.filter(isAbout(name)).map(textOf);
    if (texts.some(wanted)) return texts;
    const signal = AbortSignal.timeout(deadlineMs);
    try {
      for await (const event of this.client.watch(type, { namespace: 'default', resourceVersion, signal })) {
        if (event.type !== 'ADDED' || !isAbout(name)(event.object)) continue;
        texts.push(textOf(event.object));
        if (wanted(textOf(event.object))) return texts;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    throw new Error(`no such event of ${name}: ${texts.join('\n')}`);
  }

  /** What the controllers asked of the server from a point in the audit on. */
  requestsSince(mark: number): readonly AuditRecord[] {
    return this.sandbox.audit.slice(mark).filter((record) => record.userAgent.startsWith(userAgent));
  }

  /** Writes only, as `verb resource/name`. */
  writesSince(mark: number): readonly string[] {
    const reads = ['get', 'list', 'watch'];
    return this.requestsSince(mark)
      .filter(({ verb }) => !reads.includes(verb))
      .map(({ verb, resource, subresource, name, dryRun }) =>
        `${verb}${dryRun ? '(dry)' : ''} ${resource}${subresource ? `/${subresource}` : ''} ${name ?? ''}`.trim(),
      );
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) await stop();
    this.client.close();
    await this.artifacts.close();
    await this.sandbox.close();
  }
}

function isAbout(name: string): (event: KubeObject) => boolean {
  return ({ involvedObject }) => Reflect.get(Object(involvedObject) as object, 'name') === name;
}

function textOf(event: KubeObject): string {
  return `${String(event['reason'])}: ${String(event['message'])}`;
}

/** Whether the condition of that type has this status and, where given, this reason, for the present generation. */
export function hasCondition(type: string, status: string, reason?: string): (object: Kustomization) => boolean {
  return ({ metadata, status: found }) =>
    found?.conditions?.some(
      (each) =>
        each.type === type &&
        each.status === status &&
        (reason === undefined || each.reason === reason) &&
        each.observedGeneration === metadata.generation,
    ) ?? false;
}

export const isReady: (object: Kustomization) => boolean = hasCondition('Ready', 'True');

/** Ready at a revision. */
export function isReadyAt(revision: string): (object: Kustomization) => boolean {
  return (object) => isReady(object) && object.status?.lastAppliedRevision === revision;
}
