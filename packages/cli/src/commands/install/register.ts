import type { Command } from 'commander';
import type { RunCommand } from '../run-command.ts';
import type { InstallOptions } from './install.ts';
import { withInstallFlags } from './install-flags.ts';

/** `sluice install` */
export function registerInstall(program: Command, run: RunCommand): void {
  withInstallFlags(program.command('install'))
    .description('installs the controllers in a cluster, or upgrades them')
    .option('--export', 'only prints the manifests, as YAML')
    .option('--force', 'overrides an installation of another program without asking')
    .action(run(async (context, options: InstallOptions) => (await import('./install.ts')).install(context, options)));
}
