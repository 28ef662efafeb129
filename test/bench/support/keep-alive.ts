import { Agent, request } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import type { ApiEndpoint } from '../../control-plane/api-request.ts';

const options = { keepAlive: true, maxSockets: 32 };
const plain = new Agent(options);
const secure = new SecureAgent(options);

/** Sends one request on a connection that stays open. Resolves with the size of the answer; fails for a refusal. */
export function send(
  { url, token, ca }: ApiEndpoint,
  method: string,
  path: string,
  body?: string,
  headers: Record<string, string> = {},
): Promise<number> {
  const isSecure = url.startsWith('https:');
  const all = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers };
  return new Promise((resolve, reject) => {
    const open = isSecure ? secureRequest : request;
    const sent = open(
      new URL(path, url),
      { method, headers: all, agent: isSecure ? secure : plain, ca },
      (response) => {
        let size = 0;
        response.on('data', (chunk: Buffer) => (size += chunk.length));
        response.once('error', reject);
        response.once('end', () => {
          if ((response.statusCode ?? 500) < 300) resolve(size);
          else reject(new Error(`${method} ${path} was answered ${String(response.statusCode)}`));
        });
      },
    );
    sent.once('error', reject).end(body);
  });
}

/** Runs the task for each number below `count`, so many at a time. Resolves with the milliseconds that it took. */
export async function inParallel(
  count: number,
  atOnce: number,
  task: (index: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const startedAt = performance.now();
  const work = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) await task(index);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return performance.now() - startedAt;
}
