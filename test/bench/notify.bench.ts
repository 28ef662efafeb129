/**
 * 200 events a second for 20 s, fsync on: from the answer 202, and from the post, to the request at the Provider; and what
 * one that is down does to that. The controller is a process of its own, its spool on the disk of the temporary folder.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCrds } from '@sluice/cli';
import { bearerToken, openKubeClient } from '@sluice/kube';
import { startSandbox } from '@sluice/sandbox';
import { freePort } from './support/free-port.ts';
import { MeasuredProcess } from './support/measured-process.ts';
import { describeMs } from './support/quantiles.ts';

const perSecond = 200;
const seconds = 20;
const total = perSecond * seconds;

const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
const sandbox = await startSandbox();
const client = openKubeClient({
  connection: { server: sandbox.url, credentials: bearerToken(sandbox.token) },
  userAgent: 'bench',
});
const arrived = new Map<string, number>();
const receiver = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (text: string) => (body += text));
  request.on('end', () => {
    arrived.set((JSON.parse(body) as { message: string }).message, performance.now());
    response.end();
  });
});
await new Promise<void>((resolve) => {
  receiver.listen(0, '127.0.0.1', resolve);
});
await writeFile(join(folder, 'kubeconfig'), sandbox.kubeconfig(), { mode: 0o600 });
await installCrds(client);
await createAlert('up', `http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}/`);
const address = `127.0.0.1:${String(await freePort())}`;
const controller = new MeasuredProcess('notification-controller', [
  `--kubeconfig=${join(folder, 'kubeconfig')}`,
  `--events-addr=${address}`,
  `--spool-path=${folder}`,
  '--receiverAddr=127.0.0.1:0',
  '--metrics-addr=0',
  '--health-addr=0',
  '--log-level=error',
]);
try {
  while ((await post('warm up')) !== 202) await wait(100);
  await measure('one Provider');
  await createAlert('down', 'http://127.0.0.1:1/');
  while ((await post(`warm up ${String(performance.now())}`)) !== 202) await wait(100);
  await measure('beside one that is down');
  print(`${String(controller.cpuMs())} ms of CPU in all, ${String(controller.highestMiB())} MiB at most`);
} finally {
  await controller.stop();
  receiver.close();
  client.close();
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
}

async function measure(name: string): Promise<void> {
  const [posted, accepted] = [new Map<string, number>(), new Map<string, number>()];
  const startedAt = performance.now();
  const posts: Promise<void>[] = [];
  for (let at = 0; at < total; at++) {
    await wait(startedAt + (at * 1000) / perSecond - performance.now());
    const message = `${name} ${String(at)}`;
    posted.set(message, performance.now());
    posts.push(
      post(message).then((status) => {
        if (status === 202) accepted.set(message, performance.now());
      }),
    );
  }
  await Promise.all(posts);
  const tookMs = performance.now() - startedAt;
  const deadline = AbortSignal.timeout(30_000);
  while ([...accepted.keys()].some((message) => !arrived.has(message))) {
    deadline.throwIfAborted();
    await wait(10);
  }
  print(`${name}: ${String(accepted.size)} of ${String(total)} accepted, ${(total / (tookMs / 1000)).toFixed(0)}/s`);
  print(`  accepted to request: ${describeMs(between(accepted))}`);
  print(`  posted to request: ${describeMs(between(posted))}`);
  print(`  posted to accepted: ${describeMs(between(posted, accepted))}`);
}

function between(from: ReadonlyMap<string, number>, to: ReadonlyMap<string, number> = arrived): number[] {
  return [...from].map(([message, at]) => Math.max(0, (to.get(message) ?? NaN) - at));
}

async function post(message: string): Promise<number> {
  const body = JSON.stringify({
    involvedObject: {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      name: 'a',
      namespace: 'bench',
    },
    severity: 'info',
    message,
    reason: 'ReconciliationSucceeded',
    reportingController: 'bench',
  });
  return fetch(`http://${address}/`, { method: 'POST', body }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status;
    },
    () => 0,
  );
}

async function createAlert(name: string, to: string): Promise<void> {
  const apiVersion = 'notification.toolkit.fluxcd.io/v1beta3';
  const metadata = { name, namespace: 'bench' };
  await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'bench' } }, { fieldManager: 'bench' });
  await client.create({ apiVersion, kind: 'Provider', metadata, spec: { type: 'generic', address: to } });
  const eventSources = [{ kind: 'Kustomization', name: '*' }];
  await client.create({ apiVersion, kind: 'Alert', metadata, spec: { providerRef: { name }, eventSources } });
}

function wait(ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
