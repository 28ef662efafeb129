import type { Command } from 'commander';
import { cliKinds } from '../../kinds/cli-kinds.ts';
import { kindCommand } from '../kind-command.ts';
import type { RunCommand } from '../run-command.ts';
import type { SuspendOptions } from './suspend.ts';

/** `sluice suspend …` and `sluice resume …` */
export function registerSuspend(program: Command, run: RunCommand): void {
  const suspending = program.command('suspend').description('stops the reconciliation of objects');
  const resuming = program.command('resume').description('takes the reconciliation of objects up again');
  for (const kind of cliKinds) {
    kindCommand(suspending, kind, '[names...]')
      .description(`suspends ${kind.resource.kind} objects`)
      .option('--all', 'all objects of the namespace')
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
        run(async (context, names: string[], options: SuspendOptions) =>
          (await import('./suspend.ts')).resume(context, kind, names, options),
        ),
      );
  }
}
