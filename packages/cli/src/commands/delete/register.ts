import type { Command } from 'commander';
import { cliKinds } from '../../kinds/cli-kinds.ts';
import { kindCommand } from '../kind-command.ts';
import type { RunCommand } from '../run-command.ts';
import type { DeleteOptions } from './delete.ts';

/** `sluice delete …` */
export function registerDelete(program: Command, run: RunCommand): void {
  const parent = program.command('delete').description('deletes an object, and with prune what it applied');
  for (const kind of cliKinds) {
    kindCommand(parent, kind, '<name>')
      .description(`deletes a ${kind.resource.kind}`)
      .option('-s, --silent', 'does not ask')
      .action(
        run(async (context, name: string, options: DeleteOptions) =>
          (await import('./delete.ts')).deleteObject(context, kind, name, options),
        ),
      );
  }
}
