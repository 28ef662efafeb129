import type { KubeObject } from '@sluice/objects';
import { getObject } from '../../connection/wait-for-object.ts';
import type { CliKind } from '../../kinds/cli-kind.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';
import { manifestOf } from './manifest.ts';

export interface ExportOptions {
  readonly all?: boolean;
}

/** `sluice export KIND [NAME]`: objects of the cluster as manifests. */
export async function exportObjects(
  context: CommandContext,
  kind: CliKind,
  name: string | undefined,
  options: ExportOptions,
): Promise<void> {
  const objects = await chosen(context, kind, name, options);
  for (const object of objects) context.terminal.out.write(manifestOf(object));
}

async function chosen(
  context: CommandContext,
  kind: CliKind,
  name: string | undefined,
  options: ExportOptions,
): Promise<readonly KubeObject[]> {
  const { namespace } = context.options;
  if (options.all !== true && name === undefined)
    throw new UserError('name is required', { hint: 'give a name, or --all' });
  const client = await context.client();
  if (options.all !== true && name !== undefined)
    return [await getObject(client, { ...kind.resource.type, namespace, name }, context.deadline)];
  const { items } = await client.list(kind.resource.type, { namespace, signal: context.deadline });
  if (items.length === 0) throw new UserError(`no objects found in ${namespace} namespace`);
  return items;
}
