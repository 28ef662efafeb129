import type { Command } from 'commander';

/** What may follow one command of the tree. */
export interface CommandWords {
  /** The words that lead to it, the program's name first. */
  readonly path: string;
  /** Its own commands, aliases included, and the path that each leads to. */
  readonly commands: ReadonlyMap<string, string>;
  /** Its flags and those of every command, long where they have a long form. */
  readonly flags: readonly string[];
}

/** The whole command tree, parents first. */
export function commandWords(program: Command): CommandWords[] {
  return wordsBelow(program, program.name(), flagsOf(program));
}

function wordsBelow(command: Command, path: string, globalFlags: readonly string[]): CommandWords[] {
  const visible = command.createHelp().visibleCommands(command);
  const commands = new Map<string, string>();
  for (const each of visible) {
    for (const word of [each.name(), ...each.aliases()]) commands.set(word, `${path} ${each.name()}`);
  }
  const flags = [...new Set([...flagsOf(command), ...globalFlags])].toSorted();
  const below = visible.flatMap((each) => wordsBelow(each, `${path} ${each.name()}`, globalFlags));
  return [{ path, commands, flags }, ...below];
}

function flagsOf(command: Command): string[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map((option) => option.long ?? option.short ?? '');
}
