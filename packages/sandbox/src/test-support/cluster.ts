import type { JsonObject, JsonValue } from '@sluice/objects';
import { parseJson } from '@sluice/objects';
import { EventEmitter, once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import type { Sandbox, SandboxOptions } from '../sandbox.ts';
import { startSandbox } from '../sandbox.ts';

/** What a server said. */
export interface Reply {
  readonly status: number;
  readonly body: JsonObject;
  readonly text: string;
  readonly warnings: readonly string[];
}

export interface Call {
  readonly body?: JsonValue | string | Uint8Array;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A running sandbox with the requests of a test. */
export interface Cluster extends AsyncDisposable {
  readonly sandbox: Sandbox;
  call(method: string, path: string, call?: Call): Promise<Reply>;
  /** Server-side apply. */
  apply(path: string, object: JsonObject, manager: string, query?: string): Promise<Reply>;
  /** Frames of a watch, in order, until `stop`. */
  watch(path: string): Promise<WatchStream>;
}

export interface WatchStream {
  /** The next frame; fails after five seconds without one. */
  next(): Promise<JsonObject>;
  /** Frames that have come and were not asked for. */
  readonly pending: number;
  /** The server ended it. */
  readonly ended: Promise<void>;
  stop(): void;
}

const deadlineMs = 5000;

export async function openCluster(options: SandboxOptions = {}): Promise<Cluster> {
  const errors: unknown[] = [];
  const sandbox = await startSandbox({ onError: (error) => errors.push(error), ...options });
  const call = (method: string, path: string, given: Call = {}): Promise<Reply> => send(sandbox, method, path, given);
  return {
    sandbox,
    call,
    apply: (path, object, manager, query = '') =>
      call('PATCH', `${path}?fieldManager=${manager}${query}`, { body: object, type: 'application/apply-patch+yaml' }),
    watch: (path) => openWatch(sandbox, path),
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      if (errors.length > 0)
        throw new AggregateError(errors, `the sandbox reported errors of its own: ${errors.map(String).join('; ')}`);
    },
  };
}

async function send(sandbox: Sandbox, method: string, path: string, { body, type, headers }: Call): Promise<Reply> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(sandbox.url + path, {
    method,
    headers: { authorization: `Bearer ${sandbox.token}`, 'content-type': type ?? 'application/json', ...headers },
    ...(body === undefined ? {} : { body: isRaw ? (body as string) : JSON.stringify(body) }),
    signal: AbortSignal.timeout(deadlineMs),
  });
  const text = await response.text();
  const warnings = response.headers.get('warning');
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return {
    status: response.status,
    text,
    body: isJson && text !== '' ? (parseJson(text) as JsonObject) : {},
    warnings: warnings === null ? [] : warnings.split(', '),
  };
}

async function openWatch(sandbox: Sandbox, path: string): Promise<WatchStream> {
  const outgoing = request(sandbox.url + path, { headers: { authorization: `Bearer ${sandbox.token}` } });
  outgoing.end();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const frames = new FrameQueue(response);
  return {
    next: () => frames.next(),
    get pending() {
      return frames.pending;
    },
    ended: frames.ended,
    stop: () => outgoing.destroy(),
  };
}

/** Reads at once, so that the end of a watch is noticed without asking for a frame. */
class FrameQueue {
  readonly #frames: JsonObject[] = [];
  readonly #arrived = new EventEmitter();
  readonly ended: Promise<void>;
  #rest = '';

  constructor(response: IncomingMessage) {
    response.on('data', (chunk: Uint8Array) => this.#read(new TextDecoder().decode(chunk)));
    this.ended = new Promise((resolve) => response.once('close', () => resolve()));
  }

  get pending(): number {
    return this.#frames.length;
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#frames.push(parseJson(line) as JsonObject);
    this.#arrived.emit('frame');
  }

  async next(): Promise<JsonObject> {
    const signal = AbortSignal.timeout(deadlineMs);
    while (this.#frames.length === 0) await once(this.#arrived, 'frame', { signal });
    return this.#frames.shift() as JsonObject;
  }
}

/** Asks again until the answer is right; fails after five seconds with the last answer. */
export async function eventually<T>(ask: () => Promise<T>, isRight: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (Date.now() > end)
      throw new Error(`still wrong after ${deadlineMs} ms: ${JSON.stringify(answer).slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A small object for tests. */
export function configMap(name: string, data: Record<string, string> = {}): JsonObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

/** A Deployment with one container. */
export function deployment(name: string, replicas = 1, annotations: Record<string, string> = {}): JsonObject {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, annotations },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'example.com/main:1' }] } },
    },
  };
}

/** A namespaced kind `Widget` with a small schema. */
export function widgetDefinition(): JsonObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget', shortNames: ['wd'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {}, scale: { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' } },
          additionalPrinterColumns: [{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }],
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  required: ['size'],
                  properties: {
                    size: { type: 'integer', minimum: 1 },
                    colour: { type: 'string', enum: ['red', 'green'], default: 'red' },
                    port: { 'x-kubernetes-int-or-string': true },
                    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                  },
                },
                status: { type: 'object', properties: { size: { type: 'integer' }, phase: { type: 'string' } } },
              },
            },
          },
        },
      ],
    },
  };
}
