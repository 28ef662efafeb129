import { Option, type Command } from 'commander';
import type { RunCommand } from '../run-command.ts';
import type { TreeOptions } from './tree.ts';

/** `sluice tree …` */
export function registerTree(program: Command, run: RunCommand): void {
  program
    .command('tree')
    .description('prints what an object applied')
    .command('kustomization <name>')
    .alias('ks')
    .description('prints what a Kustomization applied, and what that applied in turn')
    .option('--compact', 'only objects of Flux', false)
    .addOption(new Option('-o, --output <format>', 'a document instead of a drawing').choices(['json', 'yaml']))
    .action(
      run(async (context, name: string, options: TreeOptions) =>
        (await import('./tree.ts')).printTree(context, name, options),
      ),
    );
}
