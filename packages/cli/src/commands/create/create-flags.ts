import { InvalidArgumentError, Option, type Command } from 'commander';
import { readDuration } from '../../connection/global-options.ts';

/** The flags of every object that is created. */
export function withCreateOptions(command: Command): Command {
  return command
    .option('--label <key=value>', 'label of the object; may be repeated', collect, [])
    .option('--export', 'only prints the object, as YAML');
}

/** Those, and an interval. */
export function withInterval(command: Command): Command {
  return withCreateOptions(
    command.addOption(durationOption('--interval <duration>', 'how often it is reconciled', 60_000, '1m')),
  );
}

export function durationOption(flags: string, description: string, value: number, text: string): Option {
  return new Option(flags, description).argParser(readDuration).default(value, text);
}

/** `--prune`, and `--prune=true` as upstream's documentation writes it. */
export function booleanOption(flags: string, description: string): Option {
  return new Option(flags, description).preset('true').default(false).argParser(readBoolean);
}

function readBoolean(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new InvalidArgumentError('it must be true or false.');
  return text === 'true';
}

/** Values of a flag that may be repeated, and hold several with commas between them. */
export function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, ...text.split(',')];
}
