/**
 * The sandbox as a server in a process of its own: how soon it is there, what 10,000 objects cost in time and memory, how
 * soon 100 watchers hear of a change, and how its server-side apply compares with a real API server's in the same run.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { ApiEndpoint } from '../control-plane/api-request.ts';
import { startControlPlane } from '../control-plane/control-plane.ts';
import { findControlPlaneServers } from '../control-plane/servers.ts';
import { inParallel, send } from './support/keep-alive.ts';
import { describeMs } from './support/quantiles.ts';
import type { SandboxServer } from './support/sandbox-server.ts';

const program = fileURLToPath(new URL('support/sandbox-server.ts', import.meta.url));
const objects = 10_000;
const watchers = 100;
const changes = 20;
const applies = 1000;
const atOnce = 16;
const maps = '/api/v1/namespaces/default/configmaps';
const protobuf = { accept: 'application/vnd.kubernetes.protobuf' };

async function open(): Promise<{ child: ChildProcess; server: SandboxServer }> {
  const child = fork(program, { execArgv: ['--conditions=@sluice/source', '--expose-gc'] });
  const [server] = (await once(child, 'message')) as [SandboxServer];
  return { child, server };
}

async function memoryOf(child: ChildProcess): Promise<number> {
  child.send('memory');
  const [bytes] = (await once(child, 'message')) as [number];
  return bytes;
}

const bodyOf = (index: number, value: string): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `map-${String(index)}` }, data: { value } });

/** From the change being sent until the last watcher has its event. */
async function measureWatches(server: SandboxServer): Promise<number[]> {
  const headers = { authorization: `Bearer ${server.token}` };
  const path = `${maps}?watch=true&fieldSelector=metadata.name%3Dmap-0`;
  let heard = 0;
  let done: (() => void) | undefined;
  const requests = Array.from({ length: watchers }, () =>
    get(new URL(path, server.url), { headers, agent: false }, (response) => {
      response.on('data', () => {
        heard += 1;
        if (heard === watchers) done?.();
      });
    }),
  );
  const all = (): Promise<void> => new Promise((resolve) => (done = resolve));
  // A watch without a version begins with the object as it is.
  await all();
  const times: number[] = [];
  for (let change = 0; change < changes; change++) {
    heard = 0;
    const everybody = all();
    const startedAt = performance.now();
    await Promise.all([everybody, send(server, 'PUT', `${maps}/map-0`, bodyOf(0, String(change)))]);
    times.push(performance.now() - startedAt);
  }
  for (const request of requests) request.destroy();
  return times;
}

/** Server-side applies in a second: each object is applied, and applied again with another value. */
async function applyRate(endpoint: ApiEndpoint): Promise<number> {
  const apply = (index: number, value: string): Promise<number> =>
    send(
      endpoint,
      'PATCH',
      `${maps}/applied-${String(index)}?fieldManager=bench&force=true`,
      appliedBody(index, value),
      {
        'content-type': 'application/apply-patch+yaml',
      },
    );
  const first = await inParallel(applies, atOnce, (index) => apply(index, 'a'));
  const second = await inParallel(applies, atOnce, (index) => apply(index, 'b'));
  return (2 * applies * 1000) / (first + second);
}

function appliedBody(index: number, value: string): string {
  const metadata = { name: `applied-${String(index)}`, labels: { app: 'bench' } };
  return JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { value, other: 'x' } });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

const starts: number[] = [];
for (let round = 0; round < 5; round++) {
  const { child, server } = await open();
  starts.push(server.startMs);
  child.disconnect();
}
print(`start-up, from startSandbox to listening: ${describeMs(starts)}`);

const { child, server } = await open();
await inParallel(500, atOnce, (index) => send(server, 'POST', maps, bodyOf(objects + index, 'warm')));
await inParallel(500, atOnce, (index) => send(server, 'DELETE', `${maps}/map-${String(objects + index)}`));
const before = await memoryOf(child);
const createMs = await inParallel(objects, atOnce, (index) => send(server, 'POST', maps, bodyOf(index, 'x')));
print(`creation of ${String(objects)} objects: ${((objects * 1000) / createMs).toFixed(0)} in a second`);
const held = (await memoryOf(child)) - before;
const listMs: number[] = [];
let bytes = 0;
for (let round = 0; round < 5; round++)
  listMs.push(await inParallel(1, 1, async () => (bytes = await send(server, 'GET', maps))));
print(`list of all, first and then, ${(bytes / 2 ** 20).toFixed(1)} MiB of JSON: ${describeMs(listMs)}`);
const protobufMs: number[] = [];
for (let round = 0; round < 5; round++)
  protobufMs.push(await inParallel(1, 1, () => send(server, 'GET', maps, undefined, protobuf)));
print(`list of all in protobuf: ${describeMs(protobufMs)}`);
print(`memory of an object beyond its own JSON: ${((held - bytes) / objects).toFixed(0)} bytes before it was read`);
const shared = (await memoryOf(child)) - before;
print(`… ${((shared - bytes) / objects).toFixed(0)} bytes with the texts that lists and watches share`);
print(`a change to ${String(watchers)} watchers: ${describeMs(await measureWatches(server))}`);
const ours = await applyRate(server);
print(`server-side apply: ${ours.toFixed(0)} in a second`);
child.disconnect();

if (findControlPlaneServers() === undefined) print('no real API server to compare with: npm run control-plane:build');
else {
  const plane = await startControlPlane({ controllerManager: false });
  try {
    const theirs = await applyRate(plane);
    print(`… of the real API server: ${theirs.toFixed(0)} in a second; ${(ours / theirs).toFixed(1)} times as many`);
  } finally {
    await plane.stop();
  }
}
