import type { Command } from 'commander';
import type { RunCommand } from '../run-command.ts';
import type { EventsOptions } from './events.ts';

/** `sluice events` */
export function registerEvents(program: Command, run: RunCommand): void {
  program
    .command('events')
    .description('prints what happened to objects of ours, oldest first')
    .option('-A, --all-namespaces', 'events of all namespaces')
    .option('-w, --watch', 'then prints events as they come')
    .option('--for <kind[/name]>', 'only events of this kind or object (and of its source)')
    .option('--types <types>', 'only these types: Normal, Warning')
    .action(run(async (context, options: EventsOptions) => (await import('./events.ts')).events(context, options)));
}
