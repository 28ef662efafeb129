import type { Command } from 'commander';
import { withComponentFlags, withImageFlags } from '../install/install-flags.ts';
import type { RunCommand } from '../run-command.ts';
import type { CheckOptions } from './check.ts';

/** `sluice check` */
export function registerCheck(program: Command, run: RunCommand): void {
  withImageFlags(withComponentFlags(program.command('check')))
    .description('checks that the controllers can run in a cluster, and that they do')
    .option('--pre', 'only whether they can: before an installation')
    .option('--poll-interval <duration>', 'accepted: nothing is polled')
    .action(run(async (context, options: CheckOptions) => (await import('./check.ts')).check(context, options)));
}
