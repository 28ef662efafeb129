import { type Command, Option } from 'commander';
import { readDuration } from '../../connection/global-options.ts';
import type { GetOptions } from '../get/rows.ts';
import type { RunCommand } from '../run-command.ts';
import type { DecideOptions } from './decide.ts';

/** `sluice gate …` */
export function registerGate(program: Command, run: RunCommand): void {
  const gate = program.command('gate').description('shows and decides whether rollouts may go on');
  gate
    .command('list [name]')
    .description('prints gates: what they hold, whether they are open, by whom and why')
    .option('-A, --all-namespaces', 'gates of all namespaces')
    .option('--no-header', 'leaves the header out')
    .option('-w, --watch', 'then prints a row whenever a gate changes')
    .option('-l, --label-selector <selector>', 'only gates with these labels')
    .addOption(new Option('-o, --output <format>', 'one document instead of a table').choices(['json', 'yaml']))
    .action(
      run(async (context, name: string | undefined, options: GetOptions) =>
        (await import('./list.ts')).listGates(context, name, options),
      ),
    );
  for (const verb of ['approve', 'deny'] as const) {
    gate
      .command(`${verb} <name>`)
      .description(
        verb === 'approve'
          ? 'lets a rollout go on; for a rollback gate: rolls back'
          : 'holds a rollout until another decision',
      )
      .option('--reason <text>', 'why; shown to whoever asks')
      .option(
        '--for <duration>',
        `how long it stands; ${verb === 'approve' ? 'spec.expiry of the gate' : 'for ever'} where absent`,
        readDuration,
      )
      .action(
        run(async (context, name: string, options: DecideOptions) =>
          (await import('./decide.ts')).decideGate(context, verb, name, options),
        ),
      );
  }
}
