import { Option, type Command } from 'commander';
import type { RunCommand } from '../run-command.ts';
import type { KustomizeBuildOptions } from './build.ts';

/** `sluice kustomize …` */
export function registerKustomize(program: Command, run: RunCommand): void {
  const kustomize = program.command('kustomize').description('what kustomize does, in this process');
  kustomize
    .command('build [dir]')
    .description('prints what the kustomization of a directory builds')
    .option('-o, --output <path>', 'a file, or a directory that gets a file per object')
    .addOption(
      new Option('--reorder <order>', 'order of the objects where the kustomization says none')
        .choices(['legacy', 'none'])
        .default('legacy'),
    )
    .addOption(
      new Option('--load-restrictor <restrictor>', 'whether files may lie outside of their kustomization')
        .choices(['LoadRestrictionsRootOnly', 'LoadRestrictionsNone'])
        .default('LoadRestrictionsRootOnly'),
    )
    .option('--enable-managedby-label', 'labels every object as managed by kustomize', false)
    .option('--batch', 'builds on request: one JSON object a line on stdin, one answer a line on stdout', false)
    .addOption(refused('--enable-helm', 'charts are not inflated here'))
    .addOption(refused('--enable-alpha-plugins', 'plugins are not run here'))
    .addOption(refused('--enable-exec', 'functions are not run here'))
    .addOption(refused('--network', 'functions are not run here'))
    .action(
      run(async (context, dir: string | undefined, options: KustomizeBuildOptions) =>
        (await import('./build.ts')).kustomizeBuild(context, dir ?? '.', options),
      ),
    );
}

/** A flag of kustomize's that is known and not honoured: it says so instead of being ignored. */
function refused(flag: string, why: string): Option {
  return new Option(flag, `not supported: ${why}`)
    .argParser(() => undefined)
    .implies({ refused: `${flag} is not supported: ${why}` });
}
