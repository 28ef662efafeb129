import { listAt, textAt } from '@sluice/apply';
import type { KubeClient } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';
import { controllerSelector } from '../../manifests/installed.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';
import { formatLogLine, isWanted, type LogFilter, type LogLine, readLogLine } from './log-line.ts';
import { mergeLines } from './merge-lines.ts';

export interface LogsOptions {
  readonly level?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly follow?: boolean;
  readonly tail: number;
  readonly fluxNamespace: string;
  readonly allNamespaces?: boolean;
  /** Milliseconds. */
  readonly since?: number;
  readonly sinceTime?: string;
}

/** `sluice logs`: what the controllers say of their objects; to the end, or with `--follow` until Ctrl-C. */
export async function logs(context: CommandContext, options: LogsOptions): Promise<void> {
  if (options.since !== undefined && options.sinceTime !== undefined)
    throw new UserError('at most one of --since and --since-time can be given');
  const client = await context.client();
  const pods = await findPods(context, client, options.fluxNamespace);
  const signal = options.follow === true ? context.interrupted : context.deadline;
  const filter = filterOf(context, options);
  const sources = pods.map((pod) => wantedLines(client.lines(logPath(pod, options), { signal }), filter));
  const print = (line: LogLine): void => {
    context.terminal.out.write(`${formatLogLine(line)}\n`);
  };
  if (options.follow !== true) {
    for await (const line of mergeLines(sources)) print(line);
    return;
  }
  // Each as it comes: nobody knows what the others will say.
  await Promise.all(
    sources.map(async (source) => {
      for await (const line of source) print(line);
    }),
  );
}

function filterOf({ options: { namespace } }: CommandContext, options: LogsOptions): LogFilter {
  const { level, kind, name, allNamespaces } = options;
  return {
    ...(level === undefined ? {} : { level }),
    ...(kind === undefined ? {} : { kind }),
    ...(name === undefined ? {} : { name }),
    ...(allNamespaces === true ? {} : { namespace }),
  };
}

/** Pods of the controllers whose containers have begun: others have no log. */
async function findPods(
  { deadline: signal }: CommandContext,
  client: KubeClient,
  namespace: string,
): Promise<readonly KubeObject[]> {
  const type = { apiVersion: 'apps/v1', kind: 'Deployment' };
  const { items } = await client.list(type, { namespace, labelSelector: controllerSelector, signal });
  const apps = items.flatMap((each) => textAt(each, 'spec', 'selector', 'matchLabels', 'app') ?? []);
  if (apps.length === 0) throw new UserError(`no controllers found in the '${namespace}' namespace`);
  const labelSelector = `app in (${apps.join(',')})`;
  const pods = await client.list({ apiVersion: 'v1', kind: 'Pod' }, { namespace, labelSelector, signal });
  const begun = pods.items.filter((pod) => textAt(pod, 'status', 'phase') !== 'Pending');
  if (begun.length === 0) throw new UserError(`no pod of ${apps.join(', ')} runs in the '${namespace}' namespace`);
  return begun;
}

async function* wantedLines(texts: AsyncIterable<string>, filter: LogFilter): AsyncGenerator<LogLine> {
  for await (const text of texts) {
    const line = readLogLine(text);
    if (line !== undefined && isWanted(line, filter)) yield line;
  }
}

function logPath(pod: KubeObject, { follow, tail, since, sinceTime }: LogsOptions): string {
  const query = new URLSearchParams();
  const containers = listAt(pod, 'spec', 'containers').map((each) => textAt(each, 'name') ?? '');
  if (containers.length > 1) query.set('container', containers.includes('manager') ? 'manager' : (containers[0] ?? ''));
  if (follow === true) query.set('follow', 'true');
  if (tail >= 0) query.set('tailLines', String(tail));
  if (since !== undefined) query.set('sinceSeconds', String(Math.max(1, Math.ceil(since / 1000))));
  if (sinceTime !== undefined) query.set('sinceTime', sinceTime);
  const { namespace = '', name = '' } = pod.metadata;
  const text = query.toString();
  return `/api/v1/namespaces/${namespace}/pods/${name}/log${text === '' ? '' : `?${text}`}`;
}
