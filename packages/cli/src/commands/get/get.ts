import { isNotFound, NoKindMatchError, type KubeClient } from '@sluice/kube';
import { writeYaml, stringifyJson, type JsonValue, type KubeObject } from '@sluice/objects';
import { conditionOf, isSuspended, readiness, type CliKind } from '../../kinds/cli-kind.ts';
import { formatTable, type Table } from '../../terminal/table.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';
import { watchRows } from './watch-rows.ts';

export interface GetOptions {
  readonly allNamespaces?: boolean;
  /** commander's reading of `--no-header`. */
  readonly header: boolean;
  readonly watch?: boolean;
  readonly statusSelector?: string;
  readonly labelSelector?: string;
  readonly showSource?: boolean;
  readonly output?: 'json' | 'yaml';
}

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

/** Table of objects of one kind; `prefixed` names them `kind/name`. */
export function tableOf(kind: CliKind, objects: readonly KubeObject[], options: GetOptions, prefixed = false): Table {
  return { headers: headersOf(kind, options), rows: objects.map((object) => rowOf(kind, object, options, prefixed)) };
}

export function headersOf(kind: CliKind, options: GetOptions): string[] {
  const source = options.showSource === true && kind.source !== undefined ? ['source'] : [];
  return [
    ...(options.allNamespaces === true ? ['namespace'] : []),
    'name',
    ...source,
    'revision',
    'suspended',
    'ready',
    'message',
  ];
}

export function rowOf(kind: CliKind, object: KubeObject, options: GetOptions, prefixed = false): string[] {
  const { ready, message } = readiness(object);
  const name = object.metadata.name ?? '';
  return [
    ...(options.allNamespaces === true ? [object.metadata.namespace ?? ''] : []),
    prefixed ? `${kind.resource.kind.toLowerCase()}/${name}` : name,
    ...(options.showSource === true && kind.source !== undefined ? [kind.source(object)] : []),
    kind.revision(object),
    isSuspended(object) ? 'True' : 'False',
    ready,
    message,
  ];
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

/** `Ready=False` or `Ready!=True`, whatever the case. */
export function statusFilter(selector: string | undefined): (object: KubeObject) => boolean {
  if (selector === undefined) return () => true;
  const match = /^([^=!]+)(!=|=)(.+)$/.exec(selector);
  if (match === null)
    throw new UserError(`expected status selector in type=status or type!=status format, but found: ${selector}`);
  const [, type = '', operator, status = ''] = match;
  return (object) => {
    const found = conditionOf(object, capitalized(type))?.status.toLowerCase() === status.toLowerCase();
    return operator === '=' ? found : !found;
  };
}

function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
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
