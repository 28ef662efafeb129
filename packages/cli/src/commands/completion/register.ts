import type { Command } from 'commander';
import type { RunCommand } from '../run-command.ts';
import { shells } from './scripts.ts';

/** `sluice completion …`: what it prints is made of the command tree itself. */
export function registerCompletion(program: Command, run: RunCommand): void {
  const parent = program.command('completion').description('prints a script that completes commands in a shell');
  for (const shell of shells) {
    parent
      .command(shell)
      .description(`prints the script of ${shell}`)
      .action(
        run(async ({ terminal }) => {
          const [{ completionScript }, { commandWords }] = await Promise.all([
            import('./scripts.ts'),
            import('./command-words.ts'),
          ]);
          terminal.out.write(completionScript(shell, commandWords(program)));
        }),
      );
  }
}
