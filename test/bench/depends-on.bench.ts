/**
 * A chain of ten Kustomizations of four objects each, every one waiting for the health of the one before it: how long a
 * hop takes, from one Ready to the next.
 */
import { openCluster } from './support/cluster.ts';
import { folders, numbered } from './support/manifests.ts';
import { describeMs } from './support/quantiles.ts';

const names = numbered('app', 10);

const cluster = await openCluster(folders(names));
try {
  const startedAt = performance.now();
  const ready = cluster.whenReady(names);
  // The last first, so that every one of them has to wait.
  for (const [index, name] of [...names.entries()].toReversed()) {
    const dependsOn = index === 0 ? {} : { dependsOn: [{ name: names[index - 1] }] };
    await cluster.createKustomization(name, dependsOn);
  }
  const readyAt = await ready;
  const at = names.map((name) => readyAt.get(name) ?? NaN);
  process.stdout.write(`chain of ${String(names.length)}: ${String(Math.round((at.at(-1) ?? NaN) - startedAt))} ms\n`);
  process.stdout.write(`a hop: ${describeMs(at.slice(1).map((time, index) => time - (at[index] ?? NaN)))}\n`);
} finally {
  await cluster.close();
}
