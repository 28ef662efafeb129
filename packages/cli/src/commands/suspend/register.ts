import { Option, type Command } from 'commander';
import { readDuration } from '../../connection/global-options.ts';
import { cliKinds } from '../../kinds/cli-kinds.ts';
import { kindCommand } from '../kind-command.ts';
import type { RunCommand } from '../run-command.ts';
import type { ResumeOptions, SuspendOptions } from './suspend.ts';

/** `sluice suspend …` and `sluice resume …` */
export function registerSuspend(program: Command, run: RunCommand): void {
  const suspending = program.command('suspend').description('stops the reconciliation of objects');
  const resuming = program.command('resume').description('takes the reconciliation of objects up again');
  for (const kind of cliKinds) {
    kindCommand(suspending, kind, '[names...]')
      .description(`suspends ${kind.resource.kind} objects`)
      .option('--all', 'all objects of the namespace')
      .option('--reason <text>', 'why, for those who find it suspended')
      .addOption(new Option('--for <duration>', 'resumes by itself after so long: 2h').argParser(readDuration))
      .action(
        run(async (context, names: string[], options: SuspendOptions) =>
          (await import('./suspend.ts')).suspend(context, kind, names, options),
        ),
      );
    kindCommand(resuming, kind, '[names...]')
      .description(`resumes ${kind.resource.kind} objects`)
      .option('--all', 'all objects of the namespace')
      .option('--wait', 'waits for the result of every object')
      .action(
        run(async (context, names: string[], options: ResumeOptions) =>
          (await import('./suspend.ts')).resume(context, kind, names, options),
        ),
      );
  }
}
