import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What is lost of a push: the request, the answer to it, or the answer and the server with it. */
export type Loss = 'nothing' | 'request' | 'answer' | 'server';

/** A proxy before a git server that breaks connections in the middle of a push. */
export interface LossyProxy {
  readonly url: string;
  lose(loss: Loss): void;
  close(): Promise<void>;
}

export async function startLossyProxy(target: string): Promise<LossyProxy> {
  const state: State = { target, losing: 'nothing', isDown: false };
  const server = createServer((request, response) => {
    pass(state, request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    lose: (loss) => {
      state.losing = loss;
      state.isDown = false;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface State {
  readonly target: string;
  losing: Loss;
  isDown: boolean;
}

class LostError extends Error {}

async function pass(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const isPush = request.method === 'POST' && request.url?.endsWith('/git-receive-pack') === true;
  if (state.isDown || (isPush && state.losing === 'request')) throw new LostError();
  const answer = await forward(state.target, request);
  const body = Buffer.from(await answer.arrayBuffer());
  if (isPush) lose(state);
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(body);
}

function lose(state: State): void {
  state.isDown = state.losing === 'server';
  if (state.losing !== 'nothing') throw new LostError();
}

async function forward(target: string, request: IncomingMessage): Promise<Response> {
  const names = ['content-type', 'git-protocol', 'authorization'];
  const headers = names.flatMap((name) =>
    request.headers[name] === undefined ? [] : [[name, String(request.headers[name])]],
  );
  const init = { headers: Object.fromEntries(headers) as Record<string, string> };
  const url = target + (request.url ?? '');
  return request.method === 'POST'
    ? fetch(url, { ...init, method: 'POST', body: await bodyOf(request) })
    : fetch(url, init);
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}
