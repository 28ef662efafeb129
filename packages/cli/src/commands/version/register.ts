import { Option, type Command } from 'commander';
import type { RunCommand } from '../run-command.ts';
import type { VersionOptions } from './version.ts';

/** `sluice version` */
export function registerVersion(program: Command, run: RunCommand): void {
  program
    .command('version')
    .description('prints the version of this program and of the controllers of the cluster')
    .option('--client', 'only of this program')
    .addOption(new Option('-o, --output <format>', 'one document instead of lines').choices(['json', 'yaml']))
    .action(
      run(async (context, options: VersionOptions) => (await import('./version.ts')).printVersion(context, options)),
    );
}
