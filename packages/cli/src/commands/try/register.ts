import { InvalidArgumentError, type Command } from 'commander';
import type { RunCommand } from '../run-command.ts';
import type { TryOptions } from './try.ts';

/** The flag of `try` and `tour`. */
export const notifyToHelp =
  'really sends the messages of alerts, to this Slack webhook or mail server (smtps://host?from=a&to=b; credentials in SLUICE_SMTP_USERNAME, SLUICE_SMTP_PASSWORD)';

/** `sluice try` */
export function registerTry(program: Command, run: RunCommand): void {
  program
    .command('try [dir]')
    .description('runs a repository on a cluster in memory: nothing is written to it, no cluster is needed')
    .option('--path <dir>', 'the directory that is the root of the cluster (default: found)')
    .option('--source <name=dir>', 'another directory for the GitRepository of that name; may be repeated', collect, [])
    .option('--once', 'ends when everything is settled: 0 when all is ready, 1 otherwise', false)
    .option('--strict', 'counts what is not run here as a failure', false)
    .option('--notify-to <url>', notifyToHelp)
    .option('--port <port>', 'port of the API server (default: a free one)', readPort, 0)
    .action(
      run(async (context, dir: string | undefined, options: TryOptions) =>
        (await import('./try.ts')).tryDirectory(context, dir ?? '.', options),
      ),
    );
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/** A TCP port; 0 for a free one. */
export function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('it must be a port: 0 to 65535.');
  return port;
}
