import { isNotFound, type KubeClient } from '@sluice/kube';
import type { ObjectRef } from '@sluice/objects';
import { waitForObject } from '../../connection/wait-for-object.ts';
import { isStatic, readiness, type CliKind } from '../../kinds/cli-kind.ts';
import { describeSuspension, suspensionPatch, type SuspensionNotes } from '../../kinds/suspension.ts';
import { QuietFailure, UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';
import { isSettled } from '../reconcile/reconcile.ts';

export interface ChoiceOptions {
  readonly all?: boolean;
}

export interface SuspendOptions extends ChoiceOptions {
  readonly reason?: string;
  /** Milliseconds. */
  readonly for?: number;
}

export interface ResumeOptions extends ChoiceOptions {
  readonly wait?: boolean;
}

const longestReason = 500;

/** `sluice suspend KIND NAME…`. A missing object is reported and does not stop the others, as upstream does. */
export async function suspend(
  context: CommandContext,
  kind: CliKind,
  names: readonly string[],
  options: SuspendOptions,
): Promise<void> {
  const notes = notesOf(options);
  const client = await context.client();
  for (const ref of await chosen(context, client, kind, names, options)) {
    context.progress.action(`suspending ${kind.human} ${ref.name} in ${ref.namespace ?? ''} namespace`);
    if (await patchSuspension(client, ref, notes, context.deadline))
      context.progress.success(`${kind.human} ${describeSuspension(notes)}`);
    else context.progress.failure(`${ref.kind} ${ref.name} not found in ${ref.namespace ?? ''} namespace`);
  }
}

/** `sluice resume KIND NAME…`. Waits for the result of a single object, and of all of them with `--wait`. */
export async function resume(
  context: CommandContext,
  kind: CliKind,
  names: readonly string[],
  options: ResumeOptions,
): Promise<void> {
  const client = await context.client();
  const resumed: ObjectRef[] = [];
  for (const ref of await chosen(context, client, kind, names, options)) {
    context.progress.action(`resuming ${kind.human} ${ref.name} in ${ref.namespace ?? ''} namespace`);
    if (await patchSuspension(client, ref, undefined, context.deadline)) {
      context.progress.success(`${kind.human} resumed`);
      resumed.push(ref);
    } else {
      context.progress.failure(`${ref.kind} object '${ref.name}' not found in ${ref.namespace ?? ''} namespace`);
    }
  }
  if (resumed.length === 0) throw new QuietFailure();
  if (options.wait ?? names.length === 1) await waitForAll(context, client, kind, resumed);
}

function notesOf({ reason, for: forMs }: SuspendOptions): SuspensionNotes {
  if (reason !== undefined && (reason.trim() === '' || reason.length > longestReason))
    throw new UserError(`a reason has 1 to ${String(longestReason)} characters`);
  if (forMs !== undefined && forMs < 1000) throw new UserError('--for must be at least a second');
  return { reason: reason?.trim(), until: forMs === undefined ? undefined : endAfter(forMs) };
}

/** In whole seconds, rounded up. */
function endAfter(milliseconds: number): string {
  const end = new Date(Math.ceil((Date.now() + milliseconds) / 1000) * 1000);
  if (Number.isNaN(end.getTime())) throw new UserError('--for is too long');
  return end.toISOString().replace('.000Z', 'Z');
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
      if (isStatic(kind) || ready === 'True') {
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
  options: ChoiceOptions,
): Promise<ObjectRef[]> {
  const { namespace } = context.options;
  if (options.all !== true && names.length === 0)
    throw new UserError(`${kind.human} name is required`, { hint: 'give a name, or --all' });
  if (options.all !== true) return [...new Set(names)].map((name) => ({ ...kind.resource.type, namespace, name }));
  const { items } = await client.list(kind.resource.type, { namespace, signal: context.deadline });
  if (items.length === 0) throw new UserError(`no ${kind.resource.kind} objects found in ${namespace} namespace`);
  return items.map((object) => ({ ...kind.resource.type, namespace, name: object.metadata.name ?? '' }));
}

async function patchSuspension(
  client: KubeClient,
  ref: ObjectRef,
  notes: SuspensionNotes | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await client.patch(ref, suspensionPatch(notes), { type: 'merge', fieldManager: 'sluice', signal });
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
