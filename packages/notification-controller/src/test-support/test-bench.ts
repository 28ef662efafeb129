import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { customResourceDefinition, GitRepository, resources } from '@sluice/api';
import { parseFlags, silentLogger } from '@sluice/core';
import { undeclaredRequests } from '@sluice/core/testing';
import { bearerToken, type Connection, type KubeClient, openKubeClient } from '@sluice/kube';
import { request, type RequestOptions } from '@sluice/net';
import type { KubeObject, TypeRef } from '@sluice/objects';
import { type Sandbox, startSandbox } from '@sluice/sandbox';
import { notificationFlags } from '../flags.ts';
import { createNotificationController, type NotificationControllerOptions } from '../notification-controller.ts';
import { notificationRights } from '../rights.ts';

const deadlineMs = 10_000;
const v1beta3 = 'notification.toolkit.fluxcd.io/v1beta3';

/** A running controller. */
export interface Started {
  readonly events: string;
  readonly receiver: string;
  stop(): Promise<void>;
}

/** A sandbox with our kinds, and notification-controllers on it, over real HTTP and a real disk. */
export class TestBench {
  readonly sandbox: Sandbox;
  readonly client: KubeClient;
  readonly spoolPath: string;
  readonly #connection: Connection;
  readonly #stops: (() => Promise<void>)[] = [];

  private constructor(sandbox: Sandbox, spoolPath: string) {
    this.sandbox = sandbox;
    this.spoolPath = spoolPath;
    this.#connection = { server: sandbox.url, credentials: bearerToken(sandbox.token) };
    this.client = openKubeClient({ connection: this.#connection, userAgent: 'test' });
  }

  /** `definitionOf` may give other definitions than ours. */
  static async open(definitionOf: typeof customResourceDefinition = customResourceDefinition): Promise<TestBench> {
    const bench = new TestBench(await startSandbox(), await mkdtemp(join(tmpdir(), 'sluice-spool-')));
    for (const resource of resources) await bench.client.create(definitionOf(resource));
    bench.client.discovery.invalidate();
    return bench;
  }

  async start(options: Partial<NotificationControllerOptions> = {}, ...flags: string[]): Promise<Started> {
    const fixed = ['--metrics-addr=0', '--health-addr=0', '--events-addr=127.0.0.1:0', '--receiverAddr=127.0.0.1:0'];
    const { values } = parseFlags(notificationFlags, [...fixed, `--spool-path=${this.spoolPath}`, ...flags], {});
    const client = openKubeClient({ connection: this.#connection, userAgent: 'notification-controller' });
    const controller = createNotificationController({ client, flags: values, log: silentLogger, ...options });
    const controlled = new AbortController();
    const running = controller.start(controlled.signal);
    running.catch(() => undefined);
    const stop = async (): Promise<void> => {
      controlled.abort(new Error('stopped'));
      await running;
      client.close();
    };
    this.#stops.push(stop);
    const ports = await Promise.race([controller.listening(), running.then(() => controller.listening())]);
    const at = (port: number): string => `http://127.0.0.1:${String(port)}`;
    return { events: at(ports.events), receiver: at(ports.receiver), stop };
  }

  provider(name: string, spec: Record<string, unknown>): Promise<KubeObject> {
    return this.client.create({
      apiVersion: v1beta3,
      kind: 'Provider',
      metadata: { namespace: 'default', name },
      spec,
    });
  }

  /** An Alert for every Kustomization of the namespace, unless `spec` says otherwise. */
  alert(name: string, providerName: string, spec: Record<string, unknown> = {}): Promise<KubeObject> {
    const eventSources = [{ kind: 'Kustomization', name: '*' }];
    return this.client.create({
      apiVersion: v1beta3,
      kind: 'Alert',
      metadata: { namespace: 'default', name },
      spec: { providerRef: { name: providerName }, eventSources, ...spec },
    });
  }

  secret(name: string, texts: Readonly<Record<string, string>>): Promise<KubeObject> {
    const data = Object.fromEntries(
      Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]),
    );
    return this.client.create({ apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'default', name }, data });
  }

  /** Resolves with the object once the condition holds. */
  async until(type: TypeRef, name: string, condition: (object: KubeObject) => boolean): Promise<KubeObject> {
    const { items, resourceVersion } = await this.client.list(type, { namespace: 'default' });
    let last = items.find(({ metadata }) => metadata.name === name);
    if (last !== undefined && condition(last)) return last;
    const signal = AbortSignal.timeout(deadlineMs);
    const options = { namespace: 'default', resourceVersion, signal, timeoutMs: deadlineMs };
    try {
      for await (const event of this.client.watch(type, options)) {
        if (event.type === 'BOOKMARK' || event.object.metadata.name !== name) continue;
        last = event.object;
        if (condition(last)) return last;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    throw new Error(`the condition did not come true for ${name}: ${JSON.stringify(last, null, 2)}`);
  }

  /** Resolves with the Event of an object once there is one of that reason. */
  async event(name: string, reason: string): Promise<string> {
    const type = { apiVersion: 'v1', kind: 'Event' };
    const isWanted = (object: KubeObject): boolean =>
      object['reason'] === reason && Reflect.get(Object(object['involvedObject']) as object, 'name') === name;
    const { items, resourceVersion } = await this.client.list(type, { namespace: 'default' });
    const found = items.find(isWanted);
    if (found !== undefined) return String(found['message']);
    const signal = AbortSignal.timeout(deadlineMs);
    const options = { namespace: 'default', resourceVersion, signal, timeoutMs: deadlineMs };
    try {
      for await (const event of this.client.watch(type, options))
        if (event.type === 'ADDED' && isWanted(event.object)) return String(event.object['message']);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    throw new Error(`no event ${reason} of ${name}`);
  }

  /** Fails where the controllers asked for more than they declare. */
  async close(): Promise<void> {
    for (const stop of this.#stops) await stop();
    this.client.close();
    await this.sandbox.close();
    await rm(this.spoolPath, { recursive: true, force: true });
    const requests = this.sandbox.audit.filter(
      // What is asked in another's name needs that one's rights.
      ({ userAgent, impersonatedBy }) =>
        userAgent.startsWith('notification-controller') && impersonatedBy === undefined,
    );
    const undeclared = undeclaredRequests(requests, notificationRights);
    if (undeclared.length > 0) throw new Error(`requests without a declared right: ${undeclared.join(', ')}`);
  }
}

/** The JSON of an event as controllers post it. */
export function eventBody(message: string, changes: Record<string, unknown> = {}): string {
  return JSON.stringify({
    involvedObject: {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      name: 'apps',
      namespace: 'default',
    },
    severity: 'error',
    timestamp: '2026-01-02T03:04:05Z',
    message,
    reason: 'BuildFailed',
    metadata: { 'kustomize.toolkit.fluxcd.io/revision': `main@sha1:${'a'.repeat(40)}` },
    reportingController: 'kustomize-controller',
    ...changes,
  });
}

/** Posts; gives status and headers. */
export async function post(
  url: string,
  body: string | Uint8Array,
  options: Partial<RequestOptions> = {},
): Promise<{ readonly status: number; readonly headers: ReadonlyMap<string, string> }> {
  const { status, headers } = await request({ url, method: 'POST', body, timeoutMs: 10_000, ...options });
  return { status, headers };
}

/** A GitRepository to be woken. */
export function gitRepository(name: string, labels: Record<string, string> = {}): KubeObject {
  const spec = { interval: '1h', url: 'https://git.example.test/x' };
  return { ...GitRepository.type, metadata: { namespace: 'default', name, labels }, spec };
}
