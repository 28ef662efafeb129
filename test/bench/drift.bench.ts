/**
 * 200 edits by hand, one after the other, each of another object: from the edit to the object being as it was.
 */
import type { JsonObject, ObjectRef } from '@sluice/objects';
import { type Cluster, namespace, openCluster } from './support/cluster.ts';
import { folders, numbered } from './support/manifests.ts';
import { describeMs } from './support/quantiles.ts';

interface Edit {
  readonly type: Pick<ObjectRef, 'apiVersion' | 'kind'>;
  readonly patch: JsonObject;
}

const edits: readonly Edit[] = [
  { type: { apiVersion: 'apps/v1', kind: 'Deployment' }, patch: { spec: { replicas: 5 } } },
  { type: { apiVersion: 'v1', kind: 'Service' }, patch: { spec: { selector: { app: 'other' } } } },
  { type: { apiVersion: 'v1', kind: 'ConfigMap' }, patch: { data: { LOG_LEVEL: 'debug' } } },
  { type: { apiVersion: 'v1', kind: 'ServiceAccount' }, patch: { automountServiceAccountToken: true } },
];
const names = numbered('app', 50);
const deadlineMs = 30_000;

const cluster = await openCluster(folders(names));
try {
  const ready = cluster.whenReady(names);
  await Promise.all(names.map((name) => cluster.createKustomization(name)));
  await ready;
  const tookMs: number[] = [];
  for (const edit of edits) {
    const ofKind: number[] = [];
    for (const name of names) ofKind.push(await correct(cluster, edit, name));
    print(`${edit.type.kind}: ${describeMs(ofKind)}`);
    tookMs.push(...ofKind);
  }
  print(`${String(tookMs.length)} edits: ${describeMs(tookMs)}`);
} finally {
  await cluster.close();
}

async function correct({ client }: Cluster, { type, patch }: Edit, name: string): Promise<number> {
  const ref = { ...type, namespace, name };
  const wanted = pick(await client.get(ref), patch);
  const startedAt = performance.now();
  const edited = await client.patch(ref, patch, { type: 'merge', fieldManager: 'kubectl-edit' });
  const options = {
    namespace,
    fieldSelector: `metadata.name=${name}`,
    resourceVersion: edited.metadata.resourceVersion ?? '',
    signal: AbortSignal.timeout(deadlineMs),
  };
  for await (const event of client.watch(type, options)) {
    if (event.type === 'BOOKMARK' || pick(event.object, patch) !== wanted) continue;
    return performance.now() - startedAt;
  }
  throw new Error(`${type.kind}/${name} was not corrected`);
}

/** What an object has where the patch has something. */
function pick(object: unknown, patch: unknown): string {
  if (typeof patch !== 'object' || patch === null) return JSON.stringify(object);
  return Object.entries(patch)
    .map(([key, value]) => pick((object as Record<string, unknown> | undefined)?.[key], value))
    .join();
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
