import type { Command } from 'commander';
import type { RunCommand } from '../run-command.ts';

/** `sluice tour` */
export function registerTour(program: Command, run: RunCommand): void {
  program
    .command('tour')
    .description('shows in about ten seconds how a cluster follows git, on a cluster in memory')
    .option('--no-stay', 'ends after the last step, also in a terminal')
    .action(run(async (context, options: { stay: boolean }) => (await import('./tour.ts')).playTour(context, options)));
}
