import type { Command } from 'commander';
import { cliKinds } from '../../kinds/cli-kinds.ts';
import { kindCommand } from '../kind-command.ts';
import type { RunCommand } from '../run-command.ts';
import type { ExportOptions } from './export.ts';

/** `sluice export …` */
export function registerExport(program: Command, run: RunCommand): void {
  const parent = program.command('export').description('prints objects as manifests for git');
  for (const kind of cliKinds) {
    kindCommand(parent, kind, '[name]')
      .description(`prints ${kind.resource.kind} objects as manifests`)
      .option('--all', 'all objects of the namespace')
      .action(
        run(async (context, name: string | undefined, options: ExportOptions) =>
          (await import('./export.ts')).exportObjects(context, kind, name, options),
        ),
      );
  }
}
