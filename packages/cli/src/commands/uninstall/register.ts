import type { Command } from 'commander';
import type { RunCommand } from '../run-command.ts';
import type { UninstallOptions } from './uninstall.ts';

/** `sluice uninstall` */
export function registerUninstall(program: Command, run: RunCommand): void {
  program
    .command('uninstall')
    .description('removes the controllers and their custom resources; what was applied stays')
    .option('--keep-namespace', 'keeps the namespace')
    .option('--dry-run', 'only says what would be removed')
    .option('-s, --silent', 'does not ask')
    .action(
      run(async (context, options: UninstallOptions) => (await import('./uninstall.ts')).uninstall(context, options)),
    );
}
