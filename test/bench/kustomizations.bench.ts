/**
 * 100 Kustomizations of four objects each until all are Ready, on the sandbox, the controllers as processes of their
 * own; then their memory when idle, and what 600 runs that find nothing to do send.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type Cluster, openCluster } from './support/cluster.ts';
import { folders, numbered } from './support/manifests.ts';

const names = numbered('app', 100);
const idleMs = 30_000;

const cluster = await openCluster(folders(names));
try {
  await converge(cluster);
  await idle(cluster);
  await repeat(cluster);
} finally {
  await cluster.close();
}

async function converge(cluster: Cluster): Promise<void> {
  const [startedAt, cpuMs, mark] = [performance.now(), cpuOf(cluster), cluster.sandbox.audit.length];
  const ready = cluster.whenReady(names);
  await Promise.all(names.map((name) => cluster.createKustomization(name)));
  const times = [...(await ready).values()].map((time) => time - startedAt);
  print(`100 Kustomizations Ready: ${String(Math.round(Math.max(...times)))} ms`);
  print(`  controllers' CPU: ${String(cpuOf(cluster) - cpuMs)} ms`);
  const requests = requestsSince(cluster, mark);
  print(`  requests of the kustomize-controller per Kustomization: ${(requests.length / names.length).toFixed(2)}`);
  print(`  of these dry-runs: ${String(requests.filter(({ dryRun }) => dryRun).length)}`);
}

async function idle(cluster: Cluster): Promise<void> {
  const mark = cluster.sandbox.audit.length;
  await delay(idleMs);
  for (const name of ['source', 'kustomize'] as const) {
    const { [name]: controller } = cluster;
    print(
      `${name}-controller, idle: resident ${String(controller.residentMiB())} MiB, highest ${String(controller.highestMiB())} MiB`,
    );
  }
  print(`requests of the kustomize-controller in ${String(idleMs / 1000)} idle seconds: ${tally(cluster, mark)}`);
}

async function repeat(cluster: Cluster): Promise<void> {
  const { client } = cluster;
  const type = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace: 'bench' };
  for (const name of names) await client.patch({ ...type, name }, { spec: { interval: '5s' } }, { type: 'merge' });
  await cluster.whenReady(names);
  const [mark, runs, cpuMs] = [cluster.sandbox.audit.length, await runsOf(cluster), cluster.kustomize.cpuMs()];
  await delay(idleMs);
  const done = (await runsOf(cluster)) - runs;
  const cpuPerRun = (cluster.kustomize.cpuMs() - cpuMs) / done;
  print(`${String(done)} runs with nothing to do: ${cpuPerRun.toFixed(2)} ms of CPU each; ${tally(cluster, mark)}`);
}

/** How many runs have ended, by the metric that counts them. */
async function runsOf({ metricsUrl }: Cluster): Promise<number> {
  const text = await (await fetch(metricsUrl)).text();
  const counts = text.matchAll(/^gotk_reconcile_duration_seconds_count\{[^}]*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

function requestsSince({ sandbox }: Cluster, mark: number) {
  return sandbox.audit.slice(mark).filter(({ userAgent }) => userAgent.startsWith('kustomize-controller'));
}

function tally(cluster: Cluster, mark: number): string {
  const requests = requestsSince(cluster, mark);
  const writes = requests.filter(
    ({ verb, resource }) => !['get', 'list', 'watch'].includes(verb) && resource !== 'leases',
  );
  const dryRuns = requests.filter(({ dryRun }) => dryRun);
  return `${String(writes.length - dryRuns.length)} writes, ${String(dryRuns.length)} dry-runs, ${String(requests.length)} requests in all`;
}

function cpuOf({ source, kustomize }: Cluster): number {
  return source.cpuMs() + kustomize.cpuMs();
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
