import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RecordingServer } from './test-support/recording-server.ts';
import { eventBody, post, TestBench } from './test-support/test-bench.ts';

const events = 120;
const kills = 4;

let bench: TestBench;
let server: RecordingServer;
let child: ChildProcess | undefined;

beforeEach(async () => {
  [bench, server] = await Promise.all([TestBench.open(), RecordingServer.open()]);
});

afterEach(async () => {
  child?.kill('SIGKILL');
  await bench.close();
  await server.close();
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}

function launch(kubeconfig: string, port: number): ChildProcess {
  const start = fileURLToPath(new URL('../../../tools/start.mjs', import.meta.url));
  const program = fileURLToPath(new URL('main.ts', import.meta.url));
  const flags = [
    '--metrics-addr=0',
    '--health-addr=0',
    '--receiverAddr=127.0.0.1:0',
    `--spool-path=${bench.spoolPath}`,
  ];
  const own = [`--kubeconfig=${kubeconfig}`, `--events-addr=127.0.0.1:${String(port)}`];
  return spawn(process.execPath, [start, program, ...flags, ...own], { stdio: 'ignore' });
}

async function kill(victim: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => victim.once('exit', resolve));
  victim.kill('SIGKILL');
  await exited;
}

/** Posts until it is taken, as senders do: 429 says that it was taken before. */
async function deliver(url: string, body: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const status = await post(url, body, { timeoutMs: 5_000, signal }).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 202 || status === 429) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

it(
  'a controller that is killed again and again loses no event, and repeats at most one for each kill',
  { timeout: 120_000 },
  async () => {
    await bench.provider('all', { type: 'generic', address: `${server.url}/all` });
    await bench.alert('all', 'all');
    const kubeconfig = join(bench.spoolPath, 'kubeconfig');
    await writeFile(kubeconfig, bench.sandbox.kubeconfig(), { mode: 0o600 });
    const port = await freePort();
    child = launch(kubeconfig, port);
    const signal = AbortSignal.timeout(110_000);
    for (let at = 0; at < events; at++) {
      await deliver(`http://127.0.0.1:${String(port)}`, eventBody(`event ${String(at)}`), signal);
      if (at % (events / kills) !== events / kills / 2) continue;
      await kill(child);
      child = launch(kubeconfig, port);
    }
    const sent = (): string[] => server.requests.map(({ body }) => (JSON.parse(body) as { message: string }).message);
    await server.until(() => new Set(sent()).size === events);
    expect(server.requests.length - events).toBeLessThanOrEqual(kills);
    const keys = new Set(server.requests.map(({ headers }) => headers['idempotency-key']));
    expect(keys.size).toBe(events);
  },
);
