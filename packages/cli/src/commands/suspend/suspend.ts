import { isNotFound, type KubeClient } from '@sluice/kube';
import type { ObjectRef } from '@sluice/objects';
import { waitForObject } from '../../connection/wait-for-object.ts';
import { readiness, type CliKind } from '../../kinds/cli-kind.ts';
import { QuietFailure, UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';
import { isSettled } from '../reconcile/reconcile.ts';

export interface SuspendOptions {
  readonly all?: boolean;
  readonly wait?: boolean;
}

/** `sluice suspend KIND NAME…`. A missing object is reported and does not stop the others, as upstream does. */
export async function suspend(
  context: CommandContext,
  kind: CliKind,
  names: readonly string[],
  options: SuspendOptions,
): Promise<void> {
  const client = await context.client();
  for (const ref of await chosen(context, client, kind, names, options)) {
    context.progress.action(`suspending ${kind.human} ${ref.name} in ${ref.namespace ?? ''} namespace`);
    if (await setSuspended(client, ref, true, context.deadline)) context.progress.success(`${kind.human} suspended`);
    else context.progress.failure(`${ref.kind} ${ref.name} not found in ${ref.namespace ?? ''} namespace`);
  }
}

/** `sluice resume KIND NAME…`. Waits for the result of a single object, and of all of them with `--wait`. */
export async function resume(
  context: CommandContext,
  kind: CliKind,
  names: readonly string[],
  options: SuspendOptions,
): Promise<void> {
  const client = await context.client();
  const resumed: ObjectRef[] = [];
  for (const ref of await chosen(context, client, kind, names, options)) {
    context.progress.action(`resuming ${kind.human} ${ref.name} in ${ref.namespace ?? ''} namespace`);
    if (await setSuspended(client, ref, false, context.deadline)) {
      context.progress.success(`${kind.human} resumed`);
      resumed.push(ref);
    } else {
      context.progress.failure(`${ref.kind} object '${ref.name}' not found in ${ref.namespace ?? ''} namespace`);
    }
  }
  if (resumed.length === 0) throw new QuietFailure();
  if (options.wait ?? names.length === 1) await waitForAll(context, client, kind, resumed);
}

async function waitForAll(
  context: CommandContext,
  client: KubeClient,
  kind: CliKind,
  refs: readonly ObjectRef[],
): Promise<void> {
  context.progress.waiting(`waiting for ${kind.resource.kind} reconciliation`);
  let failures = 0;
  await Promise.all(
    refs.map(async (ref) => {
      const object = await waitForObject(client, ref, isSettled(kind), {
        signal: context.deadline,
        what: `${ref.kind} ${ref.name}`,
      });
      const { ready, message } = readiness(kind, object);
      if (ready === 'True') {
        context.progress.success(`${ref.kind} ${ref.name} reconciliation completed`);
        context.progress.success(kind.success(object));
      } else {
        failures += 1;
        context.progress.failure(`${ref.kind} ${ref.name} reconciliation failed: ${message}`);
      }
    }),
  );
  if (failures > 0) throw new UserError(`reconciliation failed for ${String(failures)} ${kind.resource.kind}(s)`);
}

async function chosen(
  context: CommandContext,
  client: KubeClient,
  kind: CliKind,
  names: readonly string[],
  options: SuspendOptions,
): Promise<ObjectRef[]> {
  const { namespace } = context.options;
  if (options.all !== true && names.length === 0)
    throw new UserError(`${kind.human} name is required`, { hint: 'give a name, or --all' });
  if (options.all !== true) return [...new Set(names)].map((name) => ({ ...kind.resource.type, namespace, name }));
  const { items } = await client.list(kind.resource.type, { namespace, signal: context.deadline });
  if (items.length === 0) throw new UserError(`no ${kind.resource.kind} objects found in ${namespace} namespace`);
  return items.map((object) => ({ ...kind.resource.type, namespace, name: object.metadata.name ?? '' }));
}

async function setSuspended(
  client: KubeClient,
  ref: ObjectRef,
  suspended: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await client.patch(
      ref,
      { spec: { suspend: suspended ? true : null } },
      { type: 'merge', fieldManager: 'sluice', signal },
    );
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
