import { conditionTypes, GitRepository, Kustomization, type Condition } from '@sluice/api';
import type { KubeObject, ObjectRef, TypeRef } from '@sluice/objects';
import { getObject, waitForObject } from '../../../connection/wait-for-object.ts';
import { conditionOf, isSuspended, statusOf } from '../../../kinds/cli-kind.ts';
import { UserError } from '../../../user-error.ts';
import { requestReconciliation } from '../../reconcile/reconcile.ts';
import type { Bootstrap } from '../bootstrap.ts';

/** Waits until the cluster has applied the commit that was pushed, and every component is ready. Attempts all of it. */
export async function confirmHealth(run: Bootstrap): Promise<void> {
  const { progress, interrupted } = run.context;
  const revision = `${run.sync.branch}@sha1:${(await run.repository.open()).head ?? ''}`;
  const failures: string[] = [];
  const checks = [
    () => confirmObject(run, { type: GitRepository.type, revision, revisionOf: fetchedRevision }),
    () => confirmObject(run, { type: Kustomization.type, revision, revisionOf: appliedRevision }),
    () => confirmComponents(run),
  ];
  for (const check of checks) {
    try {
      await check();
    } catch (error) {
      interrupted.throwIfAborted();
      const message = error instanceof Error ? error.message : String(error);
      progress.failure(message);
      failures.push(message);
    }
  }
  if (failures.length === 0) return;
  throw new UserError(
    `bootstrap failed with ${String(failures.length)} health check failure(s): ${failures.join('; ')}`,
    {
      hint: 'sluice status shows what is wrong; run the command again when it is mended',
    },
  );
}

async function confirmComponents({ context, installer }: Bootstrap): Promise<void> {
  context.progress.action('confirming components are healthy');
  await installer.verify();
  context.progress.success('all components are healthy');
}

interface Expectation {
  readonly type: TypeRef;
  readonly revision: string;
  readonly revisionOf: (object: KubeObject) => string | undefined;
}

function fetchedRevision(object: KubeObject): string | undefined {
  return statusOf(object).artifact?.revision;
}

function appliedRevision(object: KubeObject): string | undefined {
  return statusOf(object).lastAppliedRevision;
}

/** An object that is not there yet is asked to reconcile, so that no failure of before the push is taken for its outcome. */
async function confirmObject(run: Bootstrap, expected: Expectation): Promise<void> {
  const { client, sync, context } = run;
  const { progress, deadline } = context;
  const ref: ObjectRef = { ...expected.type, namespace: sync.namespace, name: sync.namespace };
  const what = `${ref.kind} "${sync.namespace}/${sync.namespace}"`;
  progress.waiting(`waiting for ${what} to be reconciled`);
  const now = await getObject(client, ref, deadline);
  if (isSuspended(now))
    throw new UserError(`${what} is suspended: sluice resume ${suspendWords(ref.kind)} ${sync.namespace}`);
  if (!isThere(now, expected)) {
    const token = await requestReconciliation(client, ref, deadline);
    const report = reporter(run, ref.kind);
    await waitForObject(client, ref, (object) => isConfirmed(report(object), expected, { token, what, before: now }), {
      signal: deadline,
      what,
    });
  }
  progress.success(`${ref.kind} reconciled successfully`);
}

function suspendWords(kind: string): string {
  return kind === GitRepository.kind ? 'source git' : 'kustomization';
}

interface Asked {
  readonly token: string;
  readonly what: string;
  readonly before: KubeObject;
}

/** The revision may be a later one than ours when others have pushed, but not the one from before our push. */
function isConfirmed(
  object: KubeObject,
  { revision, revisionOf }: Expectation,
  { token, what, before }: Asked,
): boolean {
  const ready = currentReady(object);
  if (ready === undefined || statusOf(object).lastHandledReconcileAt !== token) return false;
  if (ready.status === 'False' && ready.reason !== 'DependencyNotReady')
    throw new UserError(`${what} failed: ${ready.message}`);
  const now = revisionOf(object);
  return ready.status === 'True' && (now === revision || now !== revisionOf(before));
}

function isThere(object: KubeObject, { revision, revisionOf }: Expectation): boolean {
  return currentReady(object)?.status === 'True' && revisionOf(object) === revision;
}

function currentReady(object: KubeObject): Condition | undefined {
  const ready = conditionOf(object, conditionTypes.ready);
  return ready?.observedGeneration === object.metadata.generation ? ready : undefined;
}

/** Tells what an object is at, a line for each change; a failure is told at the end. */
function reporter({ context }: Bootstrap, kind: string): (object: KubeObject) => KubeObject {
  let last: string | undefined;
  return (object) => {
    const ready = conditionOf(object, conditionTypes.ready);
    if (ready?.status === 'Unknown' && ready.message !== last) {
      last = ready.message;
      context.progress.waiting(`${kind}: ${ready.message}`);
    }
    return object;
  };
}
