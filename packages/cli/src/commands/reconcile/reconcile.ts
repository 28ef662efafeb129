import { annotations, conditionTypes } from '@sluice/api';
import type { KubeClient } from '@sluice/kube';
import type { KubeObject, ObjectRef } from '@sluice/objects';
import { getObject, waitForObject } from '../../connection/wait-for-object.ts';
import { conditionOf, isSuspended, isStatic, statusOf, type CliKind, type Reference } from '../../kinds/cli-kind.ts';
import { sourceKind } from '../../kinds/cli-kinds.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';

/** `sluice reconcile KIND NAME`: asks for a reconciliation now and waits for its end. */
export async function reconcile(
  context: CommandContext,
  kind: CliKind,
  name: string,
  options: { readonly withSource?: boolean },
): Promise<void> {
  const client = await context.client();
  const ref: ObjectRef = { ...kind.resource.type, namespace: context.options.namespace, name };
  const object = await getObject(client, ref, context.deadline);
  if (options.withSource === true && kind.source !== undefined)
    await reconcileSource(context, client, { namespace: object.metadata.namespace, ...kind.source(object) });
  await reconcileObject(context, client, kind, ref);
}

async function reconcileSource(
  context: CommandContext,
  client: KubeClient,
  { kind: word, namespace, name }: Reference,
): Promise<void> {
  const kind = sourceKind(word);
  if (kind === undefined) throw new UserError(`cannot reconcile source of kind ${word}`);
  await reconcileObject(context, client, kind, { ...kind.resource.type, namespace, name });
}

async function reconcileObject(
  context: CommandContext,
  client: KubeClient,
  kind: CliKind,
  ref: ObjectRef,
): Promise<void> {
  const { progress, deadline } = context;
  const object = await getObject(client, ref, deadline);
  if (isStatic(kind)) return progress.success('reconciliation not supported by the object');
  if (isSuspended(object))
    throw new UserError('resource is suspended', { hint: `sluice resume ${kind.singular.join(' ')} ${ref.name}` });
  progress.action(`annotating ${ref.kind} ${ref.name} in ${ref.namespace ?? ''} namespace`);
  const token = await requestReconciliation(client, ref, deadline);
  progress.success(`${ref.kind} annotated`);
  progress.waiting(`waiting for ${ref.kind} reconciliation`);
  const settled = await waitForObject(client, ref, hasHandled(token), {
    signal: deadline,
    what: `${ref.kind} ${ref.name}`,
  });
  const ready = conditionOf(settled, conditionTypes.ready);
  if (ready?.status !== 'True') throw new UserError(`${ref.kind} reconciliation failed: '${ready?.message ?? ''}'`);
  progress.success(kind.success(settled));
}

/** Writes the annotation that asks for a reconciliation; gives its token. */
export async function requestReconciliation(client: KubeClient, ref: ObjectRef, signal: AbortSignal): Promise<string> {
  const token = `${new Date().toISOString().slice(0, -1)}${String(process.hrtime.bigint() % 1_000_000n).padStart(6, '0')}Z`;
  await client.patch(
    ref,
    { metadata: { annotations: { [annotations.requestedAt]: token } } },
    { type: 'merge', fieldManager: 'sluice', signal },
  );
  return token;
}

/** Whether the request was handled and its outcome is known: waiting for dependencies or health is not an outcome yet. */
function hasHandled(token: string): (object: KubeObject) => boolean {
  return (object) => {
    const ready = conditionOf(object, conditionTypes.ready);
    return (
      statusOf(object).lastHandledReconcileAt === token &&
      ready !== undefined &&
      ready.status !== 'Unknown' &&
      ready.reason !== 'DependencyNotReady'
    );
  };
}

/** Whether what the object's spec asks for now was reconciled, well or not. */
export function isSettled(kind: CliKind): (object: KubeObject) => boolean {
  return (object) => isStatic(kind) || isReconciled(object);
}

function isReconciled(object: KubeObject): boolean {
  const ready = conditionOf(object, conditionTypes.ready);
  return (
    ready !== undefined &&
    ready.observedGeneration === object.metadata.generation &&
    ready.status !== 'Unknown' &&
    ready.reason !== 'DependencyNotReady'
  );
}
