import type { KubeObject } from '@sluice/objects';
import { formatAge } from '../../terminal/age.ts';
import { formatRow, formatTable } from '../../terminal/table.ts';
import type { CommandContext } from '../command-context.ts';
import { type EventChoice, eventFilter } from './event-filter.ts';

export interface EventsOptions extends EventChoice {
  readonly allNamespaces?: boolean;
  readonly watch?: boolean;
}

/** A Kubernetes Event, as far as it is shown. */
interface Event extends KubeObject {
  readonly involvedObject?: {
    readonly kind?: string;
    readonly name?: string;
    readonly namespace?: string;
    readonly apiVersion?: string;
  };
  readonly reason?: string;
  readonly message?: string;
  readonly type?: string;
  readonly count?: number;
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
}

const type = { apiVersion: 'v1', kind: 'Event' };

/** `sluice events`: what happened to objects of ours, oldest first. */
export async function events(context: CommandContext, options: EventsOptions): Promise<void> {
  const client = await context.client();
  const isWanted = await eventFilter(context, client, options);
  const namespace = options.allNamespaces === true ? undefined : context.options.namespace;
  const list = await client.list<Event>(type, { namespace, signal: context.deadline });
  const found = list.items.filter(isWanted).toSorted((a, b) => lastSeen(a) - lastSeen(b));
  const headers = [
    ...(options.allNamespaces === true ? ['namespace'] : []),
    'last seen',
    'type',
    'reason',
    'object',
    'message',
  ];
  const rows = found.map((event) => rowOf(event, options));
  if (rows.length > 0 || options.watch === true) context.terminal.out.write(formatTable({ headers, rows }));
  else
    context.progress.failure(
      namespace === undefined ? 'No events found.' : `No events found in ${namespace} namespace.`,
    );
  if (options.watch !== true) return;
  const widths = headers.map((header, column) =>
    Math.max(header.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  for await (const event of client.watch<Event>(type, {
    namespace,
    resourceVersion: list.resourceVersion,
    signal: context.interrupted,
  })) {
    if (event.type === 'ADDED' || event.type === 'MODIFIED') {
      if (isWanted(event.object)) context.terminal.out.write(formatRow(rowOf(event.object, options), widths));
    }
  }
}

function rowOf(event: Event, options: EventsOptions): string[] {
  const { kind = '', name = '', namespace = '' } = event.involvedObject ?? {};
  const cells = [ageOf(event), event.type ?? '', event.reason ?? '', `${kind}/${name}`, (event.message ?? '').trim()];
  return options.allNamespaces === true ? [namespace, ...cells] : cells;
}

function ageOf(event: Event): string {
  const now = Date.now();
  const age = formatAge(now - lastSeen(event));
  const count = event.count ?? 1;
  const first = event.firstTimestamp;
  return count > 1 && typeof first === 'string'
    ? `${age} (x${String(count)} over ${formatAge(now - Date.parse(first))})`
    : age;
}

function lastSeen(event: Event): number {
  return Date.parse(event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? '') || 0;
}
