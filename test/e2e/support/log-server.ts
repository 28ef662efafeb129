import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An API server in front of another: it has the logs of pods, which the sandbox keeps none of. */
export interface LogServer {
  readonly url: string;
  /** Queries of the requests for logs, by pod. */
  readonly queries: ReadonlyMap<string, URLSearchParams>;
  /** Adds a line to the log of a pod; those who follow it get it. */
  write(pod: string, line: string): void;
  /** Resolves when somebody follows the log of a pod. */
  followed(pod: string): Promise<void>;
  close(): Promise<void>;
}

export async function openLogServer(target: string): Promise<LogServer> {
  const logs = new Map<string, string[]>();
  const queries = new Map<string, URLSearchParams>();
  const followers = new Map<string, ServerResponse>();
  const waiting = new Map<string, () => void>();
  const server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? '', target);
    const pod = /^\/api\/v1\/namespaces\/[^/]+\/pods\/([^/]+)\/log$/.exec(url.pathname)?.[1];
    if (pod === undefined) return forward(target, incoming, response);
    queries.set(pod, url.searchParams);
    const tail = url.searchParams.get('tailLines');
    const lines = logs.get(pod) ?? [];
    response.writeHead(200, { 'content-type': 'text/plain' });
    for (const line of lines.slice(tail === null ? 0 : Math.max(0, lines.length - Number(tail))))
      response.write(`${line}\n`);
    if (url.searchParams.get('follow') !== 'true') return response.end();
    followers.set(pod, response);
    return waiting.get(pod)?.();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    queries,
    write: (pod, line) => {
      logs.set(pod, [...(logs.get(pod) ?? []), line]);
      followers.get(pod)?.write(`${line}\n`);
    },
    followed: (pod) =>
      new Promise((resolve) => {
        waiting.set(pod, resolve);
        if (followers.has(pod)) resolve();
      }),
    close: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

function forward(target: string, incoming: IncomingMessage, response: ServerResponse): void {
  const { url = '', method, headers } = incoming;
  const outgoing = request(new URL(url, target), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  response.on('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
}
