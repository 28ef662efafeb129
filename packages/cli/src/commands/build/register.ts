import type { Command } from 'commander';
import type { RunCommand } from '../run-command.ts';
import type { BuildKustomizationOptions } from './build-kustomization.ts';

/** `sluice build …` */
export function registerBuild(program: Command, run: RunCommand): void {
  program
    .command('build')
    .description('builds locally what a controller would apply')
    .command('kustomization <name>')
    .alias('ks')
    .description('prints what a Kustomization makes of a local directory')
    .requiredOption('--path <dir>', 'the directory that stands for spec.path')
    .option('--kustomization-file <file>', 'the Kustomization itself; from the cluster where absent')
    .option('--dry-run', 'does not ask the cluster: substituteFrom is left out; needs --kustomization-file', false)
    .option('--strict-substitute', 'fails on variables that are not set', false)
    .action(
      run(async (context, name: string, options: BuildKustomizationOptions) =>
        (await import('./build-kustomization.ts')).buildKustomization(context, name, options),
      ),
    );
}
