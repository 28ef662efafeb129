/**
 * The first artifact of a repository of 5,000 small files, then 100 more GitRepositories of the same URL and branch:
 * source-controller as a process of its own (its bundle where there is one) on the sandbox, git over HTTP from this
 * process. Times, CPU and memory are the controller's.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { customResourceDefinition, GitRepository, resources } from '@sluice/api';
import { openMemoryRepository, serveRepository } from '@sluice/git';
import { bearerToken, openKubeClient } from '@sluice/kube';
import { startSandbox } from '@sluice/sandbox';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bundle = join(root, 'packages/source-controller/dist/bundle/main.js');
const program = existsSync(bundle) ? bundle : join(root, 'packages/source-controller/src/main.ts');

const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
const repository = openMemoryRepository();
await repository.commit({ files: manyFiles(), message: 'Add 5,000 files' });
const remote = await serveRepository(repository);
const sandbox = await startSandbox();
const connection = { server: sandbox.url, credentials: bearerToken(sandbox.token) };
const client = openKubeClient({ connection, userAgent: 'bench' });
for (const resource of resources) await client.create(customResourceDefinition(resource));
client.discovery.invalidate();
await writeFile(join(folder, 'kubeconfig'), sandbox.kubeconfig());

const controller = spawn(
  process.execPath,
  [
    program,
    `--kubeconfig=${join(folder, 'kubeconfig')}`,
    `--storage-path=${folder}`,
    '--storage-addr=127.0.0.1:0',
    '--metrics-addr=0',
    '--health-addr=0',
    '--log-level=error',
  ],
  { stdio: 'inherit' },
);
const pid = String(controller.pid);
await delay(2000);
print('started', 0, cpuMs());
await measure('first artifact, 5,000 files', ['first']);
await measure(
  '100 more of the same URL',
  Array.from({ length: 100 }, (_, index) => `same-${String(index)}`),
);
await delay(10_000);
print('idle after 10 s', 0, 0);

controller.kill('SIGTERM');
client.close();
await remote.close();
await sandbox.close();
await rm(folder, { recursive: true });

function manyFiles(): Map<string, string> {
  const kinds = ['deployment', 'service', 'configmap', 'serviceaccount', 'kustomization'];
  const paths = Array.from({ length: 1000 }, (_, index) => kinds.map((kind) => ({ kind, index }))).flat();
  return new Map(paths.map(({ kind, index }) => [`apps/app-${String(index)}/${kind}.yaml`, manifest(kind, index)]));
}

function manifest(kind: string, index: number): string {
  const name = `app-${String(index)}`;
  const ports = `ports: [{containerPort: ${String(8000 + index)}}]`;
  return `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n  labels: {app: ${name}}\nspec:\n  replicas: 0\n  ${ports}\n`;
}

async function measure(title: string, names: readonly string[]): Promise<void> {
  const [started, cpu] = [performance.now(), cpuMs()];
  const spec = { interval: '1h', url: remote.url, ref: { branch: 'main' } };
  await Promise.all(
    names.map((name) => client.create({ ...GitRepository.type, metadata: { namespace: 'default', name }, spec })),
  );
  while (!(await areReady(names))) await delay(20);
  print(title, performance.now() - started, cpuMs() - cpu);
}

async function areReady(names: readonly string[]): Promise<boolean> {
  const { items } = await client.list<GitRepository>(GitRepository.type, { namespace: 'default' });
  const ready = items.filter(({ metadata, status }) => {
    return (
      names.includes(metadata.name) &&
      status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True')
    );
  });
  return ready.length === names.length;
}

function print(title: string, ms: number, cpu: number): void {
  const memory = `resident ${memoryMiB('VmRSS')} MiB, highest ${memoryMiB('VmHWM')} MiB`;
  process.stdout.write(`${title}: ${String(Math.round(ms))} ms, CPU ${String(cpu)} ms, ${memory}\n`);
}

function memoryMiB(field: string): string {
  const kib = new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return String(Math.round(Number(kib) / 1024));
}

/** User and system time, in the clock ticks of Linux (10 ms). */
function cpuMs(): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
