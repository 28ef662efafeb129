import type { ObjectRef } from '@sluice/objects';
import { getObject } from '../../connection/wait-for-object.ts';
import type { CliKind } from '../../kinds/cli-kind.ts';
import { confirm } from '../../terminal/confirm.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';

export interface DeleteOptions {
  readonly silent?: boolean;
}

/** `sluice delete KIND NAME`. The controller may still be pruning when it returns, as upstream's does. */
export async function deleteObject(
  context: CommandContext,
  kind: CliKind,
  name: string,
  options: DeleteOptions,
): Promise<void> {
  const { progress, deadline } = context;
  const client = await context.client();
  const { namespace } = context.options;
  const ref: ObjectRef = { ...kind.resource.type, namespace, name };
  const { metadata } = await getObject(client, ref, deadline);
  if (options.silent !== true) await askOrRefuse(context, kind);
  progress.action(`deleting ${kind.human} ${name} in ${namespace} namespace`);
  // what was asked about, not what may have come in its place since
  await client.delete(ref, {
    signal: deadline,
    ...(metadata.uid === undefined ? {} : { preconditions: { uid: metadata.uid } }),
  });
  progress.success(`${kind.human} deleted`);
}

async function askOrRefuse(context: CommandContext, kind: CliKind): Promise<void> {
  const question = `Are you sure you want to delete this ${kind.human}`;
  const answer = await confirm(context.terminal, question, context.deadline);
  if (answer === undefined)
    throw new UserError('aborting: there is no terminal to ask at', { hint: 'add --silent to delete without asking' });
  if (!answer) throw new UserError('aborting');
}
