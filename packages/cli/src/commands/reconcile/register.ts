import type { Command } from 'commander';
import { cliKinds } from '../../kinds/cli-kinds.ts';
import { kindCommand } from '../kind-command.ts';
import type { RunCommand } from '../run-command.ts';

/** `sluice reconcile …` */
export function registerReconcile(program: Command, run: RunCommand): void {
  const parent = program.command('reconcile').description('reconciles an object now and waits for the result');
  for (const kind of cliKinds) {
    const command = kindCommand(parent, kind, '<name>').description(`reconciles a ${kind.resource.kind}`);
    if (kind.source !== undefined) command.option('--with-source', 'reconciles its source first');
    command.action(
      run(async (context, name: string, options: { withSource?: boolean }) =>
        (await import('./reconcile.ts')).reconcile(context, kind, name, options),
      ),
    );
  }
}
