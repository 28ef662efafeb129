import { isExpired, type KubeClient } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';
import type { CliKind } from '../../kinds/cli-kind.ts';
import { formatRow, formatTable } from '../../terminal/table.ts';
import type { CommandContext } from '../command-context.ts';
import { headersOf, rowOf, statusFilter, type GetOptions } from './rows.ts';

/** `get -w`: the header once, then a row per event, until Ctrl-C. */
export async function watchRows(
  context: CommandContext,
  client: KubeClient,
  kind: CliKind,
  name: string | undefined,
  options: GetOptions,
): Promise<void> {
  const selection = {
    namespace: options.allNamespaces === true ? undefined : context.options.namespace,
    labelSelector: options.labelSelector,
    fieldSelector: name === undefined ? undefined : `metadata.name=${name}`,
    signal: context.interrupted,
  };
  const matches = statusFilter(options.statusSelector);
  const headers = headersOf(kind, options);
  const widths = headers.map((header) => header.length);
  if (options.header) context.terminal.out.write(formatTable({ headers, rows: [] }));
  const show = (object: KubeObject) => {
    if (!matches(object)) return;
    const row = rowOf(kind, object, options);
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
    context.terminal.out.write(formatRow(row, widths));
  };
  let known = new Map<string, string>();
  while (!context.interrupted.aborted) {
    const list = await client.list(kind.resource.type, selection);
    for (const object of list.items)
      if (known.get(object.metadata.uid ?? '') !== object.metadata.resourceVersion) show(object);
    known = new Map(list.items.map((object) => [object.metadata.uid ?? '', object.metadata.resourceVersion ?? '']));
    await follow(client, kind, { ...selection, resourceVersion: list.resourceVersion }, (object) => {
      known.set(object.metadata.uid ?? '', object.metadata.resourceVersion ?? '');
      show(object);
    });
  }
}

async function follow(
  client: KubeClient,
  kind: CliKind,
  options: Parameters<KubeClient['watch']>[1],
  show: (object: KubeObject) => void,
): Promise<void> {
  try {
    for await (const event of client.watch(kind.resource.type, options)) {
      if (event.type === 'ADDED' || event.type === 'MODIFIED') show(event.object);
    }
  } catch (error) {
    if (!isExpired(error) && options.signal?.aborted !== true) throw error;
  }
}
