import { Option, type Command } from 'commander';
import type { RunCommand } from '../run-command.ts';
import type { StatusOptions } from './status.ts';

/** `sluice status` */
export function registerStatus(program: Command, run: RunCommand): void {
  program
    .command('status')
    .description('shows on one screen what is ready in a cluster, and what fails and why')
    .addOption(new Option('-o, --output <format>', 'one document instead of a screen').choices(['json', 'yaml']))
    .action(run(async (context, options: StatusOptions) => (await import('./status.ts')).status(context, options)));
}
