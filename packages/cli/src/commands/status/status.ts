import { isNotFound, NoKindMatchError, type KubeClient } from '@sluice/kube';
import { stringifyJson, writeYaml, type JsonValue, type KubeObject, type TypeRef } from '@sluice/objects';
import { cliKinds } from '../../kinds/cli-kinds.ts';
import { describeSuspension } from '../../kinds/suspension.ts';
import { formatAge } from '../../terminal/age.ts';
import { shortenRevisions } from '../../terminal/revision.ts';
import { paint, printable, type Terminal } from '../../terminal/terminal.ts';
import { QuietFailure } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';
import { type Pause, summarize, type Summary, type Trouble } from './summary.ts';

export interface StatusOptions {
  readonly output?: 'json' | 'yaml';
}

/** `sluice status`: one screen of every source and Kustomization of the cluster; exit code 1 when one has failed. */
export async function status(context: CommandContext, options: StatusOptions): Promise<void> {
  const client = await context.client();
  const summary = await readSummary(client, context.deadline);
  const { out } = context.terminal;
  if (options.output === 'json') out.write(`${stringifyJson(summary as unknown as JsonValue, 2)}\n`);
  else if (options.output === 'yaml') out.write(writeYaml(summary as unknown as JsonValue));
  else out.write(formatSummary(context.terminal, summary, client.server));
  if (summary.troubles.some((trouble) => trouble.state === 'failed')) throw new QuietFailure();
}

export async function readSummary(client: KubeClient, signal: AbortSignal): Promise<Summary> {
  const found = cliKinds.map(async (kind) => ({ kind, objects: await listServed(client, kind.resource.type, signal) }));
  return summarize(await Promise.all(found));
}

async function listServed(client: KubeClient, type: TypeRef, signal: AbortSignal): Promise<readonly KubeObject[]> {
  try {
    return (await client.list(type, { signal })).items;
  } catch (error) {
    if (isNotFound(error) || error instanceof NoKindMatchError) return [];
    throw error;
  }
}

export function formatSummary(terminal: Terminal, summary: Summary, cluster: string): string {
  const counts = [
    count(summary.sources, 'source'),
    count(summary.kustomizations, 'Kustomization'),
    ...(summary.receivers === 0 ? [] : [count(summary.receivers, 'receiver')]),
    ...(summary.alerts === 0 ? [] : [count(summary.alerts, 'alert')]),
    `${String(summary.notReady)} not ready`,
    `${String(summary.suspended)} suspended`,
    ...(summary.undelivered === 0 ? [] : [`${count(summary.undelivered, 'alert')} undelivered`]),
  ];
  const [first] = summary.troubles;
  return [
    `cluster ${cluster}   ${counts.join('   ')}`,
    ...(first === undefined && summary.pauses.length === 0 ? [] : ['']),
    ...summary.troubles.flatMap((trouble) => formatTrouble(terminal, trouble)),
    ...summary.pauses.map((pause) => formatPause(terminal, pause)),
    ...(first === undefined ? [] : [`next: ${first.next}`]),
    '',
  ].join('\n');
}

function formatTrouble(terminal: Terminal, trouble: Trouble): string[] {
  const symbol = trouble.state === 'failed' ? paint(terminal, 'red', '✖') : paint(terminal, 'yellow', '●');
  const [head = '', ...rest] = printable(trouble.message).split('\n');
  const age = trouble.since === undefined ? '' : `   for ${formatAge(Date.now() - Date.parse(trouble.since))}`;
  const since =
    trouble.revision === undefined || trouble.state === 'waiting'
      ? []
      : [`    at ${shortenRevisions(trouble.revision)}`];
  return [`${symbol} ${trouble.name.padEnd(20)} ${head}${age}`, ...rest.map((line) => `    ${line}`), ...since];
}

function formatPause(terminal: Terminal, pause: Pause): string {
  return `${paint(terminal, 'dim', '-')} ${pause.name.padEnd(20)} ${printable(describeSuspension(pause))}`;
}

function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
}
