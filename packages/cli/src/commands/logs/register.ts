import { type Command, InvalidArgumentError, Option } from 'commander';
import { readDuration } from '../../connection/global-options.ts';
import type { RunCommand } from '../run-command.ts';
import type { LogsOptions } from './logs.ts';

/** `sluice logs` */
export function registerLogs(program: Command, run: RunCommand): void {
  program
    .command('logs')
    .description('prints what the controllers say of objects')
    .addOption(new Option('--level <level>', 'lines of this level alone').choices(['debug', 'info', 'error']))
    .option('--kind <kind>', 'lines of this kind alone, such as Kustomization')
    .option('--name <name>', 'lines of the objects of this name alone')
    .option('-f, --follow', 'goes on with new lines')
    .option('--tail <lines>', 'so many of the last lines of each controller; -1 for all', readTail, -1)
    .option('--flux-namespace <namespace>', 'namespace of the controllers', 'flux-system')
    .option('-A, --all-namespaces', 'of objects of all namespaces, and lines about none')
    .addOption(new Option('--since <duration>', 'lines of so long ago: 5m').argParser(readDuration))
    .option('--since-time <time>', 'lines since a time: 2026-01-02T15:04:05Z', readTime)
    .action(run(async (context, options: LogsOptions) => (await import('./logs.ts')).logs(context, options)));
}

function readTail(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < -1) throw new InvalidArgumentError('it must be a number, or -1.');
  return count;
}

function readTime(text: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('it must be a time such as 2026-01-02T15:04:05Z.');
  return text;
}
