import type { Command } from 'commander';
import type { RunCommand } from '../run-command.ts';
import type { NotifyTestOptions } from './test.ts';

/** `sluice notify …` */
export function registerNotify(program: Command, run: RunCommand): void {
  program
    .command('notify')
    .description('checks where alerts go')
    .command('test <provider>')
    .description('sends one real message through a Provider and says what the other side answered')
    .option('--revision <revision>', 'what it says of a revision (main@sha1:…); types that set commit statuses need it')
    .addHelpText(
      'after',
      '\nThe message is sent from this machine with your rights: it proves address, credentials and the form of the\nmessage, not that the cluster may reach the service.',
    )
    .action(
      run(async (context, provider: string, options: NotifyTestOptions) =>
        (await import('./test.ts')).notifyTest(context, provider, options),
      ),
    );
}
