import { annotations, conditionTypes } from '@sluice/api';
import type { KubeClient } from '@sluice/kube';
import type { KubeObject, ObjectRef } from '@sluice/objects';
import { getObject, waitForObject } from '../../connection/wait-for-object.ts';
import { conditionOf, isSuspended, sourceKind, statusOf, type CliKind } from '../../kinds/cli-kind.ts';
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
  if (options.withSource === true) await reconcileSource(context, client, object);
  await reconcileObject(context, client, kind, ref);
}

async function reconcileSource(context: CommandContext, client: KubeClient, object: KubeObject): Promise<void> {
  const { sourceRef } = object['spec'] as { sourceRef: { kind: string; name: string; namespace?: string } };
  const kind = sourceKind(sourceRef.kind);
  if (kind === undefined) throw new UserError(`cannot reconcile source of kind ${sourceRef.kind}`);
  await reconcileObject(context, client, kind, {
    ...kind.resource.type,
    namespace: sourceRef.namespace ?? object.metadata.namespace,
    name: sourceRef.name,
  });
}

async function reconcileObject(
  context: CommandContext,
  client: KubeClient,
  kind: CliKind,
  ref: ObjectRef,
): Promise<void> {
  const { progress, deadline } = context;
  if (isSuspended(await getObject(client, ref, deadline)))
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

/** Waits until what the object's spec asks for now was reconciled, well or not. */
export function isSettled(object: KubeObject): boolean {
  const ready = conditionOf(object, conditionTypes.ready);
  return (
    ready !== undefined &&
    ready.observedGeneration === object.metadata.generation &&
    ready.status !== 'Unknown' &&
    ready.reason !== 'DependencyNotReady'
  );
}
