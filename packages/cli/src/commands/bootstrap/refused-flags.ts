import { Option, type Command } from 'commander';
import { UserError } from '../../user-error.ts';

/** Flags of upstream's that this version does not honour, with the reason; giving one fails before anything is done. */
const refusedFlags: readonly (readonly [flags: string, reason: string])[] = [
  ['--gpg-key-ring <file>', 'commits are not signed'],
  ['--gpg-passphrase <text>', 'commits are not signed'],
  ['--gpg-key-id <id>', 'commits are not signed'],
  ['--ssh-signing-key-file <file>', 'commits are not signed'],
  ['--ssh-signing-password <text>', 'commits are not signed'],
  ['--ssh-signing-passphrase <text>', 'commits are not signed'],
  ['--ssh-signing-reuse-private-key [boolean]', 'commits are not signed'],
  ['--recurse-submodules [boolean]', 'submodules are not fetched'],
  ['--manifests <dir>', 'the manifests are those of this program'],
];

/** Lets a command know the flags, so that each can be refused by name; they are not in its help. */
export function withRefusedFlags(command: Command): Command {
  for (const [flags] of refusedFlags) command.addOption(new Option(flags).hideHelp());
  return command;
}

export function refuseFlags(options: object): void {
  for (const [flags, reason] of refusedFlags) {
    const option = new Option(flags);
    if (Reflect.get(options, option.attributeName()) !== undefined)
      throw new UserError(`${option.long ?? flags} is not honoured: ${reason}`, { hint: 'leave it out' });
  }
}
