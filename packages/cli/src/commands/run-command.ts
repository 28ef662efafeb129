import type { Command } from 'commander';
import type { GlobalOptions } from '../connection/global-options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { openCommandContext, type CommandContext } from './command-context.ts';

/** Makes commander's action of a command: opens the context and hands arguments and options over. */
export type RunCommand = <Args extends unknown[]>(
  action: (context: CommandContext, ...args: Args) => Promise<void>,
) => (this: Command, ...args: Args) => Promise<void>;

export function runCommandWith(terminal: Terminal, interrupted: AbortSignal): RunCommand {
  return (action) =>
    async function runAction(this: Command, ...args) {
      await action(openCommandContext(terminal, this.optsWithGlobals<GlobalOptions>(), interrupted), ...args);
    };
}
