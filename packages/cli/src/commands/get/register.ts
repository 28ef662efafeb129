import { Option, type Command } from 'commander';
import type { CliKind } from '../../kinds/cli-kind.ts';
import { cliKinds, sourceKinds } from '../../kinds/cli-kinds.ts';
import type { RunCommand } from '../run-command.ts';
import type { GetOptions } from './rows.ts';

/** `sluice get …` */
export function registerGet(program: Command, run: RunCommand): void {
  const get = program.command('get').description('prints objects and whether they are ready');
  const sources = get.command('sources').description('prints sources');
  for (const kind of cliKinds) {
    const parent = kind.plural[0] === 'sources' ? sources : get;
    const word = kind.plural.at(-1) ?? '';
    const command = withGetOptions(parent.command(`${word} [name]`).aliases([...kind.aliases]), kind).description(
      `prints ${kind.resource.kind} objects`,
    );
    command.action(
      run(async (context, name: string | undefined, options: GetOptions) =>
        (await import('./get.ts')).getKind(context, kind, name, options),
      ),
    );
  }
  const all = (kinds: readonly CliKind[]) =>
    run(async (context, options: GetOptions) => (await import('./get.ts')).getAll(context, kinds, options));
  withGetOptions(sources.command('all')).description('prints every source').action(all(sourceKinds));
  withGetOptions(get.command('all')).description('prints every object of ours').action(all(cliKinds));
}

function withGetOptions(command: Command, kind?: CliKind): Command {
  command
    .option('-A, --all-namespaces', 'objects of all namespaces')
    .option('--no-header', 'leaves the header out')
    .option('-w, --watch', 'then prints a row whenever an object changes')
    .option('--status-selector <selector>', 'only objects with this condition: ready=false, ready!=true')
    .option('-l, --label-selector <selector>', 'only objects with these labels')
    .addOption(new Option('-o, --output <format>', 'one document instead of a table').choices(['json', 'yaml']));
  return kind?.source === undefined ? command : command.option('--show-source', 'adds the source of each object');
}
