import type { KubeClient } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';
import { cliKinds } from '../../kinds/cli-kind.ts';
import { formatAge } from '../../terminal/age.ts';
import { formatRow, formatTable } from '../../terminal/table.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';

export interface EventsOptions {
  readonly allNamespaces?: boolean;
  readonly watch?: boolean;
  /** `Kind` or `Kind/name`. */
  readonly for?: string;
  /** `Normal,Warning` */
  readonly types?: string;
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
  const isWanted = await wanted(context, client, options);
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

/** Events of one kind, of one object and its source, or of every kind of ours. */
async function wanted(
  context: CommandContext,
  client: KubeClient,
  options: EventsOptions,
): Promise<(event: Event) => boolean> {
  const types = options.types?.split(',').map((word) => word.trim().toLowerCase());
  const unknown = types?.find((word) => word !== 'normal' && word !== 'warning');
  if (unknown !== undefined) throw new UserError(`valid --types are Normal and Warning, not ${unknown}`);
  const hasType = (event: Event) => types === undefined || types.includes((event.type ?? '').toLowerCase());
  if (options.for === undefined) return (event) => hasType(event) && isOurs(event);
  const [kindWord = '', name] = options.for.split('/');
  const kind = cliKinds.find(
    (each) => each.resource.kind.toLowerCase() === kindWord.toLowerCase() || each.aliases.includes(kindWord),
  );
  if (kind === undefined)
    throw new UserError(`unknown kind ${kindWord}`, {
      hint: `one of ${cliKinds.map((each) => each.resource.kind).join(', ')}`,
    });
  const source = name === undefined ? undefined : await sourceOf(context, client, kind.resource.type, name);
  return (event) => {
    const about = event.involvedObject ?? {};
    const direct = about.kind === kind.resource.kind && (name === undefined || about.name === name);
    return (
      hasType(event) && (direct || (source !== undefined && about.kind === source.kind && about.name === source.name))
    );
  };
}

async function sourceOf(
  context: CommandContext,
  client: KubeClient,
  kind: { apiVersion: string; kind: string },
  name: string,
) {
  if (kind.kind !== 'Kustomization') return undefined;
  const object = await client.get(
    { ...kind, namespace: context.options.namespace, name },
    { signal: context.deadline },
  );
  return (object['spec'] as { sourceRef?: { kind: string; name: string } } | undefined)?.sourceRef;
}

function isOurs(event: Event): boolean {
  return (event.involvedObject?.apiVersion ?? '').includes('.toolkit.fluxcd.io/');
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
