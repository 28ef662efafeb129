import { isNotFound, NoKindMatchError, type KubeClient } from '@sluice/kube';
import { writeYaml, stringifyJson, type JsonValue, type KubeObject } from '@sluice/objects';
import type { CliKind } from '../../kinds/cli-kind.ts';
import { formatTable } from '../../terminal/table.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';
import { statusFilter, tableOf, type GetOptions } from './rows.ts';
import { watchRows } from './watch-rows.ts';

/** `sluice get KIND [NAME]`. */
export async function getKind(
  context: CommandContext,
  kind: CliKind,
  name: string | undefined,
  options: GetOptions,
): Promise<void> {
  const client = await context.client();
  if (options.watch === true) return watchRows(context, client, kind, name, options);
  const objects = await listObjects(context, client, kind, name, options);
  if (objects.length === 0) throw notFound(context, kind, name, options);
  print(context, objects, options, () => formatTable(tableOf(kind, objects, options), options));
}

/** `sluice get all` and `sluice get sources all`. */
export async function getAll(context: CommandContext, kinds: readonly CliKind[], options: GetOptions): Promise<void> {
  if (options.watch === true) throw new UserError('expected a single resource type, but found all');
  const client = await context.client();
  const found = await Promise.all(
    kinds.map(async (kind) => [kind, await listServed(context, client, kind, options)] as const),
  );
  const shown = found.filter(([, objects]) => objects.length > 0);
  if (shown.length === 0) throw new UserError(`no objects found in ${where(context, options)} namespace`);
  const tables = () =>
    shown.map(([kind, objects]) => formatTable(tableOf(kind, objects, options, true), options)).join('\n');
  print(
    context,
    shown.flatMap(([, objects]) => objects),
    options,
    tables,
  );
}

async function listObjects(
  context: CommandContext,
  client: KubeClient,
  kind: CliKind,
  name: string | undefined,
  options: GetOptions,
) {
  const { items } = await client.list(kind.resource.type, {
    namespace: options.allNamespaces === true ? undefined : context.options.namespace,
    labelSelector: options.labelSelector,
    fieldSelector: name === undefined ? undefined : `metadata.name=${name}`,
    signal: context.deadline,
  });
  const matches = statusFilter(options.statusSelector);
  return items.filter(matches).toSorted(byNamespaceAndName);
}

/** A kind whose CRD is not installed has no objects. */
async function listServed(
  context: CommandContext,
  client: KubeClient,
  kind: CliKind,
  options: GetOptions,
): Promise<KubeObject[]> {
  try {
    return await listObjects(context, client, kind, undefined, options);
  } catch (error) {
    if (isNotFound(error) || error instanceof NoKindMatchError) return [];
    throw error;
  }
}

function byNamespaceAndName(a: KubeObject, b: KubeObject): number {
  const key = (object: KubeObject) => `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
  return key(a) < key(b) ? -1 : 1;
}

function notFound(context: CommandContext, kind: CliKind, name: string | undefined, options: GetOptions): UserError {
  return name === undefined
    ? new UserError(`no ${kind.resource.kind} objects found in ${where(context, options)} namespace`)
    : new UserError(`${kind.resource.kind} object '${name}' not found in ${where(context, options)} namespace`);
}

function where(context: CommandContext, options: GetOptions): string {
  return options.allNamespaces === true ? 'any' : `"${context.options.namespace}"`;
}

function print(
  context: CommandContext,
  objects: readonly KubeObject[],
  options: GetOptions,
  table: () => string,
): void {
  const list = () =>
    (objects.length === 1
      ? objects[0]
      : { apiVersion: 'v1', kind: 'List', metadata: {}, items: objects }) as unknown as JsonValue;
  if (options.output === 'json') context.terminal.out.write(`${stringifyJson(list(), 2)}\n`);
  else if (options.output === 'yaml') context.terminal.out.write(writeYaml(list()));
  else context.terminal.out.write(table());
}
