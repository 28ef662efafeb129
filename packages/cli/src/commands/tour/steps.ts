import { conditionTypes } from '@sluice/api';
import type { KubeObject, ObjectRef } from '@sluice/objects';
import { conditionOf, statusOf } from '../../kinds/cli-kind.ts';
import { shortenRevisions } from '../../terminal/revision.ts';
import { UserError } from '../../user-error.ts';
import { requestSources } from '../try/root.ts';
import { breakPort, dropJob } from './repository.ts';
import { getOrUndefined, isAt, untilKustomization, untilMessages, untilObject, type World } from './world.ts';

/** What a step shows when it is done. */
export interface StepResult {
  /** What was done to the cluster or the repository, before the answer. */
  readonly done?: string;
  /** What came of it. */
  readonly lines: readonly string[];
  /** From what was done to what came of it, milliseconds. */
  readonly tookMs: number;
}

/** One step: done by real API calls and commits, checked, timed. It throws when the cluster does not do what it should. */
export interface Step {
  readonly title: string;
  /** The row of the closing table. */
  readonly measures: string;
  /** The key that repeats it. */
  readonly key?: string;
  run(world: World): Promise<StepResult>;
}

const deployment: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' };
const service: ObjectRef = { apiVersion: 'v1', kind: 'Service', namespace: 'default', name: 'web' };
const job: ObjectRef = { apiVersion: 'batch/v1', kind: 'Job', namespace: 'default', name: 'legacy-report' };

const scale: Step = {
  title: 'somebody scales web to 5 by hand',
  measures: 'manual change reverted',
  key: 's',
  async run(world) {
    const before = replicasOf(await getOrUndefined(world, deployment));
    const begun = performance.now();
    await world.client.patch(
      deployment,
      { spec: { replicas: 5 } },
      { type: 'merge', fieldManager: 'kubectl', signal: world.signal },
    );
    await untilObject(
      world,
      deployment,
      (object) => replicasOf(object) === before,
      'Deployment/web is back to its replicas',
    );
    const tookMs = performance.now() - begun;
    return {
      done: `Deployment/web: spec.replicas ${String(before)} -> 5 by kubectl`,
      lines: [`back to ${String(before)}   (Flux: at the next interval, 10 min)`],
      tookMs,
    };
  },
};

const remove: Step = {
  title: 'somebody deletes Service/web',
  measures: 'deleted object restored',
  key: 'd',
  async run(world) {
    const before = (await getOrUndefined(world, service))?.metadata.uid;
    const begun = performance.now();
    await world.client.delete(service, { signal: world.signal });
    await untilObject(
      world,
      service,
      (object) => object !== undefined && object.metadata.uid !== before,
      'Service/web is there again',
    );
    return { lines: ['it is back'], tookMs: performance.now() - begun };
  },
};

const prune: Step = {
  title: 'commit "drop the old job": a manifest leaves git',
  measures: 'removed manifest pruned',
  async run(world) {
    if ((await getOrUndefined(world, job)) === undefined)
      throw new UserError('Job/legacy-report is not in the cluster');
    const begun = performance.now();
    const commit = await dropJob(world.repository);
    await requestSources(world.client, world.signal);
    await untilObject(world, job, (object) => object === undefined, 'Job/legacy-report is pruned');
    const tookMs = performance.now() - begun;
    await untilKustomization(world, 'apps', (object) => isAt(object, commit), 'apps stands at the new commit');
    return { lines: ['Job/legacy-report pruned'], tookMs };
  },
};

const breaking: Step = {
  title: 'commit "typo": a broken manifest',
  measures: 'broken commit refused',
  key: 'b',
  async run(world) {
    const goodRevision = statusOf(await apps(world)).lastAppliedRevision ?? '';
    const image = imageOf(await getOrUndefined(world, deployment));
    const begun = performance.now();
    const commit = await breakPort(world.repository);
    await requestSources(world.client, world.signal);
    const failed = await untilKustomization(
      world,
      'apps',
      (object) => hasFailedAt(object, commit),
      'apps refuses the broken commit',
    );
    const tookMs = performance.now() - begun;
    if (imageOf(await getOrUndefined(world, deployment)) !== image)
      throw new UserError('the broken commit changed Deployment/web');
    const count = String(statusOf(failed).inventory?.entries.length ?? 0);
    return {
      lines: [
        `Kustomization/apps  ${conditionOf(failed, conditionTypes.ready)?.message ?? ''}`,
        `the last good state stays: ${count} objects from ${shortenRevisions(goodRevision)}`,
        ...(await untilMessages(world, 2, { commit, severity: 'error' })),
      ],
      tookMs,
    };
  },
};

const revert: Step = {
  title: 'git revert',
  measures: 'reverted commit Ready',
  key: 'r',
  async run(world) {
    const begun = performance.now();
    const head = (await world.repository.refs()).refs.find((ref) => ref.name === 'refs/heads/main')?.oid ?? '';
    const commit = await world.repository.revert(head);
    await requestSources(world.client, world.signal);
    const ready = await untilKustomization(
      world,
      'apps',
      (object) => isAt(object, commit) && conditionOf(object, conditionTypes.ready)?.status === 'True',
      'apps is Ready again',
    );
    const tookMs = performance.now() - begun;
    return {
      lines: [
        `Kustomization/apps  ${shortenRevisions(conditionOf(ready, conditionTypes.ready)?.message ?? '')}`,
        ...(await untilMessages(world, 1, { commit, severity: 'info' })),
      ],
      tookMs,
    };
  },
};

/** The steps after the first convergence, in order. */
export const steps: readonly Step[] = [scale, remove, prune, breaking, revert];

async function apps(world: World): Promise<KubeObject> {
  return untilKustomization(world, 'apps', () => true, 'Kustomization/apps exists');
}

function hasFailedAt(object: KubeObject, commit: string): boolean {
  const ready = conditionOf(object, conditionTypes.ready);
  return ready?.status === 'False' && statusOf(object).lastAttemptedRevision?.endsWith(commit) === true;
}

function replicasOf(object: KubeObject | undefined): number | undefined {
  return (object?.['spec'] as { replicas?: number } | undefined)?.replicas;
}

function imageOf(object: KubeObject | undefined): string | undefined {
  const spec = object?.['spec'] as { template?: { spec?: { containers?: { image?: string }[] } } } | undefined;
  return spec?.template?.spec?.containers?.[0]?.image;
}
