import type { Command } from 'commander';
import type { CliKind } from '../kinds/cli-kind.ts';

/** The command of a kind below a verb: `source git <name>` or `kustomization <name>`, aliases included. */
export function kindCommand(verb: Command, kind: CliKind, args: string): Command {
  const [first = '', second] = kind.singular;
  const parent =
    second === undefined
      ? verb
      : (verb.commands.find((each) => each.name() === first) ?? verb.command(first).description('sources'));
  const word = second ?? first;
  return parent.command(`${word} ${args}`).aliases(kind.aliases.filter((alias) => alias !== word));
}
