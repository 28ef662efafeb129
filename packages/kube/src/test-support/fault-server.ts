import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

/** A server that answers as a test says, with enough discovery for ConfigMaps, Secrets and Widgets. */
export interface FaultServer {
  readonly url: string;
  /** `GET /api/v1/…` of every request, discovery left out. */
  readonly requests: readonly string[];
  /** Takes the requests that are not discovery. */
  handle(handler: Handler): void;
  /** Breaks every connection that stands. */
  breakConnections(): void;
  close(): Promise<void>;
}

const coreResources = ['ConfigMap', 'Secret', 'Namespace'].map((kind) => ({
  name: `${kind.toLowerCase()}s`,
  kind,
  namespaced: kind !== 'Namespace',
  verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'],
}));

export async function startFaultServer(): Promise<FaultServer> {
  const requests: string[] = [];
  let handler: Handler = (_request, response) => {
    sendStatus(response, 404, 'NotFound', 'nothing here');
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://server');
    if (sendDiscovery(url.pathname, response)) return;
    requests.push(`${request.method ?? ''} ${url.pathname}`);
    handler(request, response, url);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    requests,
    handle: (next) => {
      handler = next;
    },
    breakConnections: () => {
      server.closeAllConnections();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function sendDiscovery(path: string, response: ServerResponse): boolean {
  switch (path) {
    case '/api':
      sendJson(response, 200, { kind: 'APIVersions', versions: ['v1'] });
      return true;
    case '/apis':
      sendJson(response, 200, {
        kind: 'APIGroupList',
        groups: [{ name: 'broken.example', versions: [{ groupVersion: 'broken.example/v1' }] }],
      });
      return true;
    case '/apis/broken.example/v1':
      sendStatus(response, 503, 'ServiceUnavailable', 'the server of this group is down');
      return true;
    case '/api/v1':
      sendJson(response, 200, { kind: 'APIResourceList', groupVersion: 'v1', resources: coreResources });
      return true;
    default:
      return false;
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export function sendStatus(
  response: ServerResponse,
  code: number,
  reason: string,
  message: string,
  headers: Record<string, string> = {},
): void {
  sendJson(response, code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message }, headers);
}

/** A ConfigMap with that version. */
export function configMap(
  name: string,
  resourceVersion: number,
  data: Record<string, string> = {},
): Record<string, unknown> {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default', uid: `uid-${name}`, resourceVersion: String(resourceVersion) },
    data,
  };
}

export function listOf(items: readonly unknown[], resourceVersion: number, next = ''): Record<string, unknown> {
  return {
    kind: 'ConfigMapList',
    apiVersion: 'v1',
    metadata: { resourceVersion: String(resourceVersion), continue: next },
    items,
  };
}

export function eventLine(type: string, object: unknown): string {
  return `${JSON.stringify({ type, object })}\n`;
}

/** Waits until the condition holds; fails after `timeoutMs` saying so. */
export function until(condition: () => boolean, timeoutMs = 5000): Promise<void> {
  return untilPasses(() => {
    if (!condition()) throw new Error('the condition did not come to hold');
  }, timeoutMs);
}

/** Tries until it does not throw, for at most `timeoutMs`; then throws what it threw last. */
export async function untilPasses(work: () => Promise<void> | void, timeoutMs = 5000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}
