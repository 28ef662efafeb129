import type { KubeObject, TypeRef } from '@sluice/objects';
import { bearerToken, type KubeClient, openKubeClient } from '@sluice/kube';
import { type Sandbox, startSandbox } from '@sluice/sandbox';
import { type CommonStatus, delay, type Kind, type ReconciledObject, type Run, systemClock } from '../index.ts';

/** A kind of this package's own tests: small, with status, and nothing of the product in it. */
export const widgetType: TypeRef = { apiVersion: 'test.example/v1', kind: 'Widget' };

export interface WidgetSpec {
  readonly size?: number;
  readonly suspend?: boolean;
  readonly interval?: string;
  readonly secret?: string;
}

export interface WidgetStatus extends CommonStatus {
  size?: number | undefined;
}

export type Widget = ReconciledObject<WidgetSpec, WidgetStatus>;

export interface WidgetScope {
  readonly run: Run<Widget, { runs: number }>;
}

/** What the kind does unless a test says otherwise: copies the size to the status. */
export function widgetKind(
  overrides: Partial<Kind<Widget, WidgetScope, { runs: number }>> = {},
): Kind<Widget, WidgetScope, { runs: number }> {
  return {
    type: widgetType,
    parse: (object) => {
      const size: unknown = (object['spec'] as WidgetSpec).size;
      if (typeof size === 'number' && size < 0) throw new Error('spec.size: must not be negative');
      return object as unknown as Widget;
    },
    intervalMs: () => 3_600_000,
    createScope: (run) => ({ run }),
    steps: [
      ({ run }) => {
        run.status.size = run.object.spec.size;
        return Promise.resolve({ kind: 'done' });
      },
    ],
    ...overrides,
  };
}

const definition: KubeObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.test.example' },
  spec: {
    group: 'test.example',
    names: { kind: 'Widget', plural: 'widgets', singular: 'widget', listKind: 'WidgetList' },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
      },
    ],
  },
};

/** An API server with the kind installed, and who talks to it. */
export interface World {
  readonly sandbox: Sandbox;
  /** The test's own client. */
  readonly client: KubeClient;
  /** Another client with a name of its own in the audit. */
  connect(userAgent: string, options?: Partial<Parameters<typeof openKubeClient>[0]>): KubeClient;
  createWidget(name: string, spec?: WidgetSpec, metadata?: Partial<KubeObject['metadata']>): Promise<Widget>;
  getWidget(name: string): Promise<Widget>;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const sandbox = await startSandbox();
  const clients: KubeClient[] = [];
  const connect: World['connect'] = (userAgent, options = {}) => {
    const connection = { server: sandbox.url, credentials: bearerToken(sandbox.token) };
    const client = openKubeClient({ connection, userAgent, ...options });
    clients.push(client);
    return client;
  };
  const client = connect('test');
  await client.create(definition);
  await eventually(async () => {
    client.discovery.invalidate();
    await client.list(widgetType);
  });
  return {
    sandbox,
    client,
    connect,
    createWidget: (name, spec = {}, metadata = {}) =>
      client.create<Widget>({ ...widgetType, metadata: { name, namespace: 'default', ...metadata }, spec }),
    getWidget: (name) => client.get<Widget>({ ...widgetType, namespace: 'default', name }),
    close: async () => {
      for (const each of clients) each.close();
      await sandbox.close();
    },
  };
}

/** Tries until it does not throw, for at most `timeoutMs`; then throws what it threw last. */
export async function eventually<Result>(check: () => Promise<Result> | Result, timeoutMs = 5000): Promise<Result> {
  const deadline = systemClock.monotonic() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (systemClock.monotonic() > deadline) throw error;
      await delay(systemClock, 10);
    }
  }
}
