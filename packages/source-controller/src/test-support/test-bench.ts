import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { customResourceDefinition, GitRepository, resources } from '@sluice/api';
import { parseFlags, silentLogger } from '@sluice/core';
import { undeclaredRequests } from '@sluice/core/testing';
import { bearerToken, type Connection, type KubeClient, openKubeClient } from '@sluice/kube';
import type { JsonObject, KubeObject } from '@sluice/objects';
import { type Sandbox, startSandbox } from '@sluice/sandbox';

import { sourceFlags } from '../flags.ts';
import { sourceRights } from '../rights.ts';
import { createSourceController, type SourceControllerOptions } from '../source-controller.ts';

const deadlineMs = 10_000;

/** A sandbox with our kinds installed, and source-controllers on it, over real HTTP and a real disk. */
export class TestBench {
  readonly sandbox: Sandbox;
  readonly client: KubeClient;
  readonly storagePath: string;
  readonly #connection: Connection;
  readonly #stops: (() => Promise<void>)[] = [];

  private constructor(sandbox: Sandbox, storagePath: string) {
    this.sandbox = sandbox;
    this.storagePath = storagePath;
    this.#connection = { server: sandbox.url, credentials: bearerToken(sandbox.token) };
    this.client = openKubeClient({ connection: this.#connection, userAgent: 'test' });
  }

  static async open(): Promise<TestBench> {
    const bench = new TestBench(await startSandbox(), await mkdtemp(join(tmpdir(), 'sluice-storage-')));
    for (const resource of resources) await bench.client.create(customResourceDefinition(resource));
    bench.client.discovery.invalidate();
    return bench;
  }

  /** Starts a controller; gives what stops it. */
  startController(options: Partial<SourceControllerOptions> = {}, ...flags: string[]): () => Promise<void> {
    const fixed = [
      '--metrics-addr=0',
      '--health-addr=0',
      '--storage-addr=127.0.0.1:0',
      `--storage-path=${this.storagePath}`,
    ];
    const client = openKubeClient({ connection: this.#connection, userAgent: 'source-controller' });
    const { values } = parseFlags(sourceFlags, [...fixed, ...flags], {});
    const controller = createSourceController({ client, flags: values, log: silentLogger, ...options });
    const controlled = new AbortController();
    const running = controller.start(controlled.signal);
    running.catch(() => undefined);
    const stop = async (): Promise<void> => {
      controlled.abort(new Error('stopped'));
      await running;
      client.close();
    };
    this.#stops.push(stop);
    return stop;
  }

  create(name: string, spec: Record<string, unknown>, metadata: Record<string, unknown> = {}): Promise<KubeObject> {
    const object = { ...GitRepository.type, metadata: { namespace: 'default', name, ...metadata } };
    return this.client.create({ ...object, spec: { interval: '1h', ...spec } });
  }

  createSecret(name: string, texts: Readonly<Record<string, string>>): Promise<KubeObject> {
    const data = Object.fromEntries(
      Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]),
    );
    return this.client.create({ apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'default', name }, data });
  }

  /** Asks for a run now, and resolves when it was handled. */
  async reconcile(name: string): Promise<GitRepository> {
    const token = crypto.randomUUID();
    const annotations = { 'reconcile.fluxcd.io/requestedAt': token };
    await this.merge(name, { metadata: { annotations } });
    return this.until(name, ({ status }) => status?.lastHandledReconcileAt === token);
  }

  async merge(name: string, patch: JsonObject): Promise<void> {
    const ref = { ...GitRepository.type, namespace: 'default', name };
    await this.client.patch(ref, patch, { type: 'merge' });
  }

  /** Resolves with the object once the condition holds; rejects with its state when it does not within ten seconds. */
  async until(name: string, condition: (object: GitRepository) => boolean): Promise<GitRepository> {
    const { items, resourceVersion } = await this.client.list<GitRepository>(GitRepository.type, {
      namespace: 'default',
    });
    let last = items.find(({ metadata }) => metadata.name === name);
    if (last !== undefined && condition(last)) return last;
    const signal = AbortSignal.timeout(deadlineMs);
    const options = { namespace: 'default', resourceVersion, signal, timeoutMs: deadlineMs };
    try {
      for await (const event of this.client.watch<GitRepository>(GitRepository.type, options)) {
        if (event.type === 'BOOKMARK' || event.object.metadata.name !== name) continue;
        last = event.object;
        if (condition(last)) return last;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    throw new Error(`the condition did not come true for ${name}: ${JSON.stringify(last, null, 2)}`);
  }

  /** Resolves when the object is no more. */
  async gone(name: string): Promise<void> {
    const { items, resourceVersion } = await this.client.list(GitRepository.type, { namespace: 'default' });
    if (!items.some(({ metadata }) => metadata.name === name)) return;
    const options = { namespace: 'default', resourceVersion, timeoutMs: deadlineMs };
    for await (const event of this.client.watch(GitRepository.type, options)) {
      if (event.type === 'DELETED' && event.object.metadata.name === name) return;
    }
    throw new Error(`${name} is still there`);
  }

  /** Events of an object as `reason: message`, oldest first; waits until there is one that `wanted` accepts. */
  async events(name: string, wanted: (text: string) => boolean): Promise<readonly string[]> {
    const type = { apiVersion: 'v1', kind: 'Event' };
    const { items, resourceVersion } = await this.client.list(type, { namespace: 'default' });
    const texts = items.filter(isAbout(name)).map(textOf);
    if (texts.some(wanted)) return texts;
    const signal = AbortSignal.timeout(deadlineMs);
    const options = { namespace: 'default', resourceVersion, signal, timeoutMs: deadlineMs };
    try {
      for await (const event of this.client.watch(type, options)) {
        if (event.type !== 'ADDED' || !isAbout(name)(event.object)) continue;
        texts.push(textOf(event.object));
        if (wanted(textOf(event.object))) return texts;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    throw new Error(`no such event of ${name}: ${texts.join('\n')}`);
  }

  /** Fails where the controllers asked for more than they declare. */
  async close(): Promise<void> {
    for (const stop of this.#stops) await stop();
    this.client.close();
    await this.sandbox.close();
    await rm(this.storagePath, { recursive: true, force: true });
    const requests = this.sandbox.audit.filter(({ userAgent }) => userAgent.startsWith('source-controller'));
    const undeclared = undeclaredRequests(requests, sourceRights);
    if (undeclared.length > 0) throw new Error(`requests without a declared right: ${undeclared.join(', ')}`);
  }
}

function isAbout(name: string): (event: KubeObject) => boolean {
  return ({ involvedObject }) => Reflect.get(Object(involvedObject) as object, 'name') === name;
}

function textOf(event: KubeObject): string {
  return `${String(event['reason'])}: ${String(event['message'])}`;
}

/** Whether the condition of that type has this status and, where given, this reason, for the present generation. */
export function hasCondition(type: string, status: string, reason?: string): (object: GitRepository) => boolean {
  return ({ metadata, status: found }) =>
    found?.conditions?.some(
      (each) =>
        each.type === type &&
        each.status === status &&
        (reason === undefined || each.reason === reason) &&
        each.observedGeneration === metadata.generation,
    ) ?? false;
}

export const isReady: (object: GitRepository) => boolean = hasCondition('Ready', 'True');
