import { GitRepository, Kustomization } from '@sluice/api';
import { isNotFound, NoKindMatchError, type KubeClient } from '@sluice/kube';
import { stringifyJson, writeYaml, type JsonValue, type KubeObject, type TypeRef } from '@sluice/objects';
import { formatAge } from '../../terminal/age.ts';
import { shortenRevisions } from '../../terminal/revision.ts';
import { paint, printable, type Terminal } from '../../terminal/terminal.ts';
import { QuietFailure } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';
import { summarize, type Summary, type Trouble } from './summary.ts';

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
  const [sources, kustomizations] = await Promise.all([
    listServed(client, GitRepository.type, signal),
    listServed(client, Kustomization.type, signal),
  ]);
  return summarize(sources, kustomizations);
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
    `${String(summary.notReady)} not ready`,
    `${String(summary.suspended)} suspended`,
  ];
  const [first] = summary.troubles;
  return [
    `cluster ${cluster}   ${counts.join('   ')}`,
    ...(first === undefined ? [] : ['']),
    ...summary.troubles.flatMap((trouble) => formatTrouble(terminal, trouble)),
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

function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
}
