import type { Command } from 'commander';
import type { RunCommand } from '../run-command.ts';
import { notifyToHelp } from '../try/register.ts';
import type { TourOptions } from './tour.ts';

/** `sluice tour` */
export function registerTour(program: Command, run: RunCommand): void {
  program
    .command('tour')
    .description('shows in about ten seconds how a cluster follows git, on a cluster in memory')
    .option('--notify-to <url>', notifyToHelp)
    .option('--no-stay', 'ends after the last step, also in a terminal')
    .action(run(async (context, options: TourOptions) => (await import('./tour.ts')).playTour(context, options)));
}
